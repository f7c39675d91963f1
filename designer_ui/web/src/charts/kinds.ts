/** How the kinds of charts are drawn as icons. */
const ICONS: Record<string, string> = {
  table: "subtable",
  pivot: "columns",
  number: "number",
  line: "chart_line",
  area: "chart_line",
  bar: "chart",
  combo: "chart",
  pie: "chart_pie",
  funnel: "filter",
  radar: "star",
  scatter: "chart_dots",
  histogram: "chart",
  heatmap: "app",
  floors: "layers",
  treemap: "section",
  gauge: "clock",
  map: "map",
};

export const chartIcon = (type: string): string => ICONS[type] ?? "chart";
