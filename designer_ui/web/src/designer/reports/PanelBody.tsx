/** The panel of what is selected. */
import { ChartPanel } from "./ChartPanel";
import { DimensionPanel } from "./DimensionPanel";
import { useEditing } from "./editing";
import { FilterPanel, ParamPanel } from "./FilterPanels";
import { MeasurePanel } from "./MeasurePanel";
import { ReportPanel } from "./ReportPanel";

export default function PanelBody() {
  const { doc, selected } = useEditing();
  const { part, key } = selected ?? { part: null, key: "" };
  const dimension = part === "dimension" ? doc.dimensions?.find((one) => one.key === key) : undefined;
  const measure = part === "measure" ? doc.measures?.find((one) => one.key === key) : undefined;
  const param = part === "param" ? doc.params?.find((one) => one.key === key) : undefined;
  if (dimension) return <DimensionPanel key={key} one={dimension} />;
  if (measure) return <MeasurePanel key={key} one={measure} />;
  if (param) return <ParamPanel key={key} one={param} />;
  if (part === "filter") return <FilterPanel />;
  if (part === "chart") return <ChartPanel key={key} at={Number(key) || 0} />;
  return part === "report" || doc.funnel ? <ReportPanel /> : null;
}
