/** A figure as a PNG file: with its title, its period and as of when. */
import { keepFile } from "../api/files";
import type { Answer } from "../api/numbers";
import type { Mode } from "../app/theme";
import plotly from "./plotly";
import { ready } from "./ready";
import { titled } from "./theme";

const SIZE = { width: 1200, height: 720 };

/** The bytes of a `data:image/png;base64,…` address (which our page may not fetch). */
export function bytesOf(address: string): Uint8Array<ArrayBuffer> {
  const text = atob(address.slice(address.indexOf(",") + 1));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

export async function savePicture(answer: Answer, mode: Mode, note: string): Promise<void> {
  const { figure, label } = answer;
  if (!figure) return;
  await ready(figure);
  const layout = titled(figure.layout, mode, SIZE, { title: answer.chart?.title || label, note });
  const address = await plotly.toImage({ data: figure.data, layout }, { format: "png", ...SIZE, scale: 2 });
  keepFile(new Blob([bytesOf(address)], { type: "image/png" }), `${label}.png`);
}
