import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useMoment } from "../../fields/formats";
import { dueWords } from "./due";
import "./due.css";

/** 「逾期 3 小时」, in red and with a sign of its own; else until when. */
export function Due({ at, zone, now = Date.now() }: { at: string; zone?: string; now?: number }) {
  const { t } = useTranslation("work");
  const moment = useMoment(zone);
  const { code, n } = dueWords(at, now);
  const late = code.startsWith("overdue");
  return (
    <time className="due num" dateTime={at} data-late={late || undefined} data-soon={code === "minutes_left" || undefined}>
      <Icon name={late ? "alert" : "clock"} size={14} />
      {t(`due.${code}`, { n, at: moment(at) })}
    </time>
  );
}
