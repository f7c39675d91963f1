import { useTranslation } from "react-i18next";

const part = (hour: number): string => (hour < 5 ? "night" : hour < 12 ? "morning" : hour < 14 ? "noon" : hour < 18 ? "afternoon" : "evening");

export function Greeting({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const now = new Date();
  const day = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", weekday: "long" }).format(now);
  return (
    <header className="greeting">
      <h1>{t(`greeting.${part(now.getHours())}`, { name })}</h1>
      <p className="muted">{day}</p>
    </header>
  );
}
