/** Colours of charts, beside those of the theme: only pages with a chart load them. */
import type { Mode } from "./theme";

/** Colours of the series of a chart: Okabe and Ito's eight, told apart by every eye, those that carry a white page first. */
export const SERIES: Record<Mode, readonly string[]> = {
  light: ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#7a6c00", "#6b7686"],
  dark: ["#4ba3dd", "#e8ad33", "#2fb98d", "#e9813d", "#8accf2", "#dd9dc0", "#d9cd4f", "#a3adba"],
};

/** From few to many, for heat maps and maps. */
export const SCALE: Record<Mode, readonly string[]> = {
  light: ["#eef4fb", "#c3dbef", "#86b9de", "#3f8fc6", "#0072b2", "#00507e"],
  dark: ["#1c2733", "#1f3d58", "#24587f", "#2f7bb0", "#4ba3dd", "#a5d4f5"],
};
