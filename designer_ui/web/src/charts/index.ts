/** The door to charts: loaded with their words where one is shown. */
import { lazy } from "react";
import { withTexts } from "../i18n";

export type { ChartViewProps } from "./ChartView";
export const ChartView = lazy(withTexts(() => import("./ChartView"), "numbers"));
