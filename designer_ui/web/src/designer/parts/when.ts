/** A moment as people say it: 今天 14:32 / 昨天 09:10 / 11-18 14:32 / 2025-11-18. */
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

export function useWhen(): (instant: string) => string {
  const { t } = useTranslation("designer");
  return (instant) => {
    const then = dayjs(instant);
    const days = dayjs().startOf("day").diff(then.startOf("day"), "day");
    if (days === 0) return t("when.today", { time: then.format("HH:mm") });
    if (days === 1) return t("when.yesterday", { time: then.format("HH:mm") });
    return then.format(then.year() === dayjs().year() ? "MM-DD HH:mm" : "YYYY-MM-DD");
  };
}
