import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** The time where the app is at home, for a screen on the wall. */
export function Clock({ zone }: { zone: string }) {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  const day = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", weekday: "long", timeZone: zone }).format(now);
  const time = new Intl.DateTimeFormat(i18n.language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone }).format(now);
  return (
    <div className="wall-clock">
      <span className="muted">{day}</span>
      <strong className="num">{time}</strong>
    </div>
  );
}
