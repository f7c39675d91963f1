/** Loads what a figure needs beyond the usual traces. */
import type { Figure } from "../api/numbers";

const MAPS = new Set(["choropleth", "scattergeo"]);

export async function ready(figure: Figure): Promise<void> {
  if (figure.data.some((trace) => MAPS.has(String(trace.type)))) await import("./plotly_maps");
}
