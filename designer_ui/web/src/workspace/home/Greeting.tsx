import { useTranslation } from "react-i18next";
import { wallClock } from "../../fields/formats";

const part = (hour: number): string => (hour < 5 ? "night" : hour < 12 ? "morning" : hour < 14 ? "noon" : hour < 18 ? "afternoon" : "evening");

/** Good morning, and which day it is, where the app is at home. */
export function Greeting({ name, zone }: { name: string; zone?: string }) {
  const { t, i18n } = useTranslation();
  const now = new Date();
  const day = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", weekday: "long", timeZone: zone }).format(now);
  const hour = Number(wallClock(now.toISOString(), zone ?? "")[1].slice(0, 2));
  return (
    <header className="greeting">
      <h1>{t(`greeting.${part(hour)}`, { name })}</h1>
      <p className="muted">{day}</p>
    </header>
  );
}
