/** Which of a report's charts is shown. */
import { Segmented } from "antd";
import type { ChartConfig } from "../../api/numbers";
import { Icon } from "../../app/Icon";
import { chartIcon } from "../../charts/kinds";
import { useNumberTexts } from "../../i18n";

export function ChartSwitch({ charts, at, onChange }: { charts: ChartConfig[]; at: number; onChange: (at: number) => void }) {
  const { t } = useNumberTexts();
  if (charts.length < 2) return null;
  const name = (chart: ChartConfig): string => chart.title || t(`chart_type.${chart.type}`);
  const options = charts.map((chart, index) => ({
    value: index,
    label: (
      <span className="row chart-choice" title={name(chart)}>
        <Icon name={chart.icon ?? chartIcon(chart.type)} size={16} />
        <span>{name(chart)}</span>
      </span>
    ),
  }));
  return <Segmented aria-label={t("chart.switch")} value={at} options={options} onChange={(value) => onChange(Number(value))} />;
}
