/** The way down, step by step, and the way back up. */
import type { DrillState, DrillStep } from "../../api/numbers";
import { Icon } from "../../app/Icon";
import { useNumberTexts } from "../../i18n";

export function Breadcrumb({ drill, onGo, compact = false }: { drill: DrillState | null | undefined; onGo: (steps: DrillStep[]) => void; compact?: boolean }) {
  const { t } = useNumberTexts();
  if (!drill || drill.at.length === 0) return null;
  const stepsTo = (count: number): DrillStep[] => drill.at.slice(0, count).map((step) => [step.key, step.value]);
  return (
    <nav className="drill-path" aria-label={t("drill.path")} data-compact={compact}>
      <ol>
        <li>
          <button type="button" className="plain-button link" onClick={() => onGo([])}>
            {t("drill.all")}
          </button>
        </li>
        {drill.at.map((step, at) => (
          <li key={at}>
            <Icon name="right" size={12} className="faint" />
            {at === drill.at.length - 1 ? (
              <span aria-current="step">{step.text}</span>
            ) : (
              <button type="button" className="plain-button link" onClick={() => onGo(stepsTo(at + 1))}>
                {step.text}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
