/** Which time the numbers are about, and of when they are. */
import { todayIn, useMoment, wallClock } from "../../fields/formats";
import { useNumberTexts } from "../../i18n";

/** 截至 14:32; with the day where it is not today's. */
export function useAsOf(zone: string): (instant: string) => string {
  const { t } = useNumberTexts();
  const moment = useMoment(zone);
  return (instant) => {
    const [day, time] = wallClock(instant, zone);
    return t("as_of", { time: day === todayIn(zone) ? time : moment(instant) });
  };
}

export function AsOf({ answer, zone, filters = true }: { answer: { period: string | null; as_of: string; filters?: string[] }; zone: string; filters?: boolean }) {
  const asOf = useAsOf(zone);
  const told = [answer.period, ...(filters ? (answer.filters ?? []) : []), asOf(answer.as_of)].filter(Boolean);
  return <span className="as-of faint num">{told.join(" · ")}</span>;
}
