/** The one way to show an answer: a figure, a table, a cross table or a number card, as its chart says. */
import type { ComponentType } from "react";
import type { Answer } from "../api/numbers";
import { useNumberTexts } from "../i18n";
import { FigureView } from "./FigureView";
import { GaugeView } from "./GaugeView";
import { NumberCard } from "./NumberCard";
import { PivotTable } from "./PivotTable";
import type { PointHandler } from "./Plot";
import { RowsTable } from "./Table";
import { Nothing } from "./states";
import type { CellHandler } from "./types";
import "./charts.css";

export interface ChartViewProps {
  answer: Answer;
  /** in pixels; without one it fills its box */
  height?: number;
  onPoint?: PointHandler;
  /** like onPoint, and for the cells of cross tables and cards too */
  onCell?: CellHandler;
  /** shows the numbers behind the figure */
  asTable?: boolean;
  compact?: boolean;
}

interface ShownProps {
  answer: Answer;
  label: string;
  onCell?: CellHandler;
}

const OWN: Record<string, ComponentType<ShownProps>> = { table: RowsTable, pivot: PivotTable, number: NumberCard, gauge: GaugeView };

const Drawn = ({ answer, label, onCell }: ShownProps) => <FigureView answer={answer} label={label} onPoint={onCell && ((row, event) => onCell({ row }, event))} />;

export const isCard = (answer: Answer): boolean => answer.chart?.type === "number" && answer.figure !== null;

export default function ChartView({ answer, height, onPoint, onCell, asTable = false, compact = false }: ChartViewProps) {
  const { t } = useNumberTexts();
  const hear: CellHandler | undefined = onCell ?? (onPoint && ((pointed, event) => ("row" in pointed ? onPoint(pointed.row, event) : undefined)));
  const label = answer.chart?.title || answer.label;
  const nothing = answer.rows.length === 0 && !isCard(answer);
  const Own = asTable ? RowsTable : (OWN[answer.chart?.type ?? "table"] ?? (answer.figure ? Drawn : RowsTable));
  return (
    <div className="chart-view" data-compact={compact} style={height ? { height } : undefined} aria-label={nothing ? t("chart.empty") : undefined}>
      {nothing ? <Nothing compact={compact} period={answer.period} /> : <Own answer={answer} label={label} onCell={hear} />}
    </div>
  );
}
