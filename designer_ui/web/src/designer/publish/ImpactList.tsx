/** What publishing (or going back) would mean for the data people already have. */
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { ChangeAnswer, ImpactAnswer, ImpactEntry } from "../builder_api";

type Level = ChangeAnswer["level"];

const ICONS: Record<Level, string> = { safe: "check", lossy: "help", blocked: "alert" };
const ORDER: readonly Level[] = ["blocked", "lossy", "safe"];

/** How careful one must be with the whole. */
export function levelOf(impact: ImpactAnswer): Level {
  if (!impact.publishable) return "blocked";
  return [...impact.changes, ...impact.impacts].some((one) => one.level === "lossy") ? "lossy" : "safe";
}

/** `calm`: the sentence where nothing can be lost, whatever goes out of sight. */
export function Headline({ impact, calm }: { impact: ImpactAnswer; calm?: string }) {
  const level = calm && impact.publishable ? "safe" : levelOf(impact);
  return (
    <div className={`dz-headline ${level}`} role="status" data-testid="headline">
      <Icon name={ICONS[level]} size={22} />
      <strong>{level === "safe" && calm ? calm : impact.headline}</strong>
    </div>
  );
}

function Samples({ entry }: { entry: ImpactEntry }) {
  const { t } = useTranslation("designer");
  const titles = entry.samples.map((sample) => sample.title).filter(Boolean);
  if (!titles.length) return null;
  const rest = entry.count - titles.length;
  return (
    <p className="muted">
      {t("publish.samples", { names: titles.join(t("parts.comma")) })}
      {rest > 0 && ` ${t("publish.and_more", { count: rest })}`}
    </p>
  );
}

export function ImpactList({ impact }: { impact: ImpactAnswer }) {
  const { t } = useTranslation("designer");
  return (
    <>
      {ORDER.map((level) => {
        const impacts = impact.impacts.filter((entry) => entry.level === level);
        const told = new Set(impacts.map((entry) => entry.path));
        const changes = impact.changes.filter((change) => change.level === level && !told.has(change.path));
        if (!impacts.length && !changes.length) return null;
        return (
          <section key={level} className={`dz-changes ${level}`}>
            <h2>{t(`publish.${level}`)}</h2>
            <ul>
              {impacts.map((entry, index) => (
                <li key={`i${index}`}>
                  <Icon name={ICONS[level]} />
                  <div>
                    <p>{entry.text}</p>
                    <Samples entry={entry} />
                  </div>
                </li>
              ))}
              {changes.map((change, index) => (
                <li key={`c${index}`} data-testid="change">
                  <Icon name={ICONS[level]} />
                  <p>{change.text}</p>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
