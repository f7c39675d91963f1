/** What stands where a chart cannot: nothing to show, not for you, failed, on its way. */
import { Button } from "antd";
import { useNumberTexts } from "../i18n";
import { Icon } from "../app/Icon";
import { useFailureText } from "../app/outcomes";

function State({ icon, title, text, action }: { icon: string; title: string; text?: string | null; action?: React.ReactNode }) {
  return (
    <div className="chart-state" role="status">
      <Icon name={icon} size={22} />
      <strong>{title}</strong>
      {text && <span className="faint">{text}</span>}
      {action}
    </div>
  );
}

export function Nothing({ compact, period }: { compact?: boolean; period?: string | null }) {
  const { t } = useNumberTexts();
  return <State icon="chart" title={t("chart.empty")} text={compact ? period : [period, t("chart.empty_text")].filter(Boolean).join(" · ")} />;
}

/** Nothing can be counted before something is chosen. */
export function Choose({ names }: { names: string[] }) {
  const { t, i18n } = useNumberTexts();
  return <State icon="filter" title={t("chart.choose", { names: new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(names) })} />;
}

export function Locked({ text }: { text: string }) {
  const { t } = useNumberTexts();
  return <State icon="lock" title={t("chart.locked")} text={text} />;
}

export function Failed({ error, text, retry }: { error?: unknown; text?: string; retry: () => void }) {
  const { t } = useNumberTexts();
  const words = useFailureText();
  return (
    <State
      icon="alert"
      title={t("chart.failed")}
      text={text ?? words(error)}
      action={
        <Button size="small" onClick={retry}>
          {t("chart.retry")}
        </Button>
      }
    />
  );
}

export function Shimmer() {
  const { t } = useNumberTexts();
  return (
    <div className="chart-waiting" role="status">
      <span className="sr-only">{t("state.loading")}</span>
      <span className="numbers-shimmer" aria-hidden="true" />
    </div>
  );
}
