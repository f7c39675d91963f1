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

/** `2026-11-01 – 2026-11-22` → `11-01 – 11-22` in its own year. */
export function shortPeriod(period: string | null, year: string): string | null {
  const found = /^(\d{4})-(\d\d-\d\d) – \1-(\d\d-\d\d)$/.exec(period ?? "");
  return found ? `${found[1] === year ? "" : `${found[1]}-`}${found[2]} – ${found[3]}` : period;
}

/** `short`: for a tile, without the conditions. */
export function AsOf({ answer, zone, short = false }: { answer: { period: string | null; as_of: string; filters?: string[] }; zone: string; short?: boolean }) {
  const asOf = useAsOf(zone);
  const told = [short ? shortPeriod(answer.period, todayIn(zone).slice(0, 4)) : answer.period, ...(short ? [] : (answer.filters ?? [])), asOf(answer.as_of)].filter(Boolean);
  return <span className="as-of faint num">{told.join(" · ")}</span>;
}
