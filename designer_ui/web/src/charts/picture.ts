/** A figure as a PNG file: with its title, its period and as of when. */
import { bytesOf, keepFile } from "../api/files";
import type { Answer } from "../api/numbers";
import type { Mode } from "../app/theme";
import { fitted } from "./fitting";
import plotly from "./plotly";
import { ready } from "./ready";
import { alongTime } from "./rows";
import { titled } from "./theme";

const SIZE = { width: 1200, height: 720 };

export async function savePicture(answer: Answer, mode: Mode, note: string): Promise<void> {
  const { figure, label } = answer;
  if (!figure) return;
  await ready(figure);
  const shown = fitted(figure, SIZE, alongTime(answer));
  const layout = titled(shown.layout, mode, SIZE, { title: answer.chart?.title || label, note });
  const address = await plotly.toImage({ data: shown.data, layout }, { format: "png", ...SIZE, scale: 2 });
  keepFile(new Blob([bytesOf(address)], { type: "image/png" }), `${label}.png`);
}
