/** Fitting a figure into its box: room for every name, bars no fatter than they read, labels only where they do not collide. Pure. */
import type { Figure } from "../api/numbers";
import type { Size } from "./theme";

type Trace = Record<string, unknown>;

const LINE = 24;
const AROUND = 64;
const FATTEST = 88;
const MOST_LABELLED = 12;
const MOST_NAMES = 20;
const WIDE = 13;
const NARROW = 7.2;

const isLying = (trace: Trace): boolean => trace.type === "bar" && trace.orientation === "h";
const groups = (trace: Trace): unknown[] => (Array.isArray(trace[isLying(trace) ? "y" : "x"]) ? (trace[isLying(trace) ? "y" : "x"] as unknown[]) : []);

const listed = (value: unknown): string[] | null => (Array.isArray(value) ? value.map(String) : null);

/** How high a figure wants to be: lying bars need a line for each name. */
export function wantedHeight(figure: Figure): number {
  const lying = figure.data.filter(isLying);
  const names = new Set(lying.flatMap(groups));
  return names.size ? names.size * LINE + AROUND : 0;
}

/** About how wide a text is, in pixels. */
export const textWidth = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > "\u2e7f" ? WIDE : NARROW), 0);

/** Every how many names stand on the axis of time, so that none has to lean: null where all fit. */
export function everyNth(names: readonly string[], width: number): number | null {
  const widest = Math.max(0, ...names.map((name) => Math.max(...name.split("<br>").map(textWidth)))) + 10;
  const fit = Math.max(2, Math.floor(width / widest));
  return names.length > fit ? Math.ceil(names.length / fit) : null;
}

/** The distance between bars that keeps each at most so wide. */
export function gapOf(figure: Figure, size: Size): number | undefined {
  const upright = figure.data.filter((trace) => trace.type === "bar" && !isLying(trace));
  const count = new Set(upright.flatMap(groups)).size;
  const beside = figure.layout.barmode === "group" ? Math.max(upright.length, 1) : 1;
  if (!count || !upright.length) return undefined;
  return Math.max(0.32, 1 - (count * FATTEST * Math.min(beside, 3)) / size.width);
}

/** Points lose their words where there are too many to read; the tip still tells them. */
export const withoutCrowd = (trace: Trace): Trace =>
  trace.type === "scatter" && String(trace.mode).includes("text") && Array.isArray(trace.x) && trace.x.length > MOST_LABELLED ? { ...trace, mode: "markers" } : trace;

/** The number of an upright bar stands above it, never on its side. */
export const above = (trace: Trace): Trace => (trace.type === "bar" && !isLying(trace) && trace.textposition === "auto" ? { ...trace, textposition: "outside", textangle: 0, cliponaxis: false } : trace);

const FEW = 6;

/** A few whole things are counted in whole steps. */
export function wholeSteps(figure: Figure): object {
  const drawn = figure.data.filter((trace) => (trace.type === "bar" || trace.type === "scatter") && !isLying(trace) && !trace.yaxis);
  const values = drawn.flatMap((trace) => (Array.isArray(trace.y) ? (trace.y as unknown[]) : [])).filter((value) => value !== null);
  const most = Math.max(0, ...values.map(Number));
  const stacked = figure.layout.barmode === "stack" && drawn.length > 1;
  return !stacked && values.length > 0 && values.every(Number.isInteger) && most > 0 && most <= FEW ? { dtick: 1 } : {};
}

const SLIM = 480;
export const isSlim = (width: number): boolean => width < SLIM;
const BESIDE = 56;
const SCALE_BESIDE = 110;
const SMALLEST = 0.75;

/** The numbers in the cells of a heat map go where they would be too small to read; the colours and the tip still tell them. */
export function readable(trace: Trace, width: number): Trace {
  if (trace.type !== "heatmap" || !Array.isArray(trace.text)) return trace;
  const words = (trace.text as unknown[][]).flat().map(String);
  const cell = (width - BESIDE - (isSlim(width) ? 0 : SCALE_BESIDE)) / Math.max(groups(trace).length, 1);
  return Math.max(0, ...words.map(textWidth)) * SMALLEST > cell ? { ...trace, texttemplate: "" } : trace;
}

/** In a slim box the scale of colours lies above the figure and leaves it the width. */
const lyingScale = (coloraxis: Axis): Axis => ({ ...coloraxis, colorbar: { ...(coloraxis.colorbar as Axis | undefined), orientation: "h", thickness: 8, len: 1, x: 0.5, xanchor: "center", y: 1.02, yanchor: "bottom" } });

/** Names that do not fit side by side lean a little, all alike. */
const LEANING = -32;

/** Room around a figure for its words: those of round ones, and the numbers at the ends of lying bars. */
function marginOf(figure: Figure): object | undefined {
  const types = new Set(figure.data.map((trace) => trace.type));
  const ends = figure.data.filter((trace) => isLying(trace) && trace.textposition === "outside").flatMap((trace) => listed(trace.text) ?? []);
  if (ends.length) return { l: 8, r: Math.max(...ends.map(textWidth)) + 12, t: 12, b: 8, pad: 2 };
  if (types.has("scatterpolar")) return { l: 56, r: 56, t: 30, b: 56 };
  if (types.has("indicator")) return { l: 22, r: 22, t: 24, b: 10 };
  return undefined;
}

// a round figure has its words all around: its legend goes below them
const BELOW = { orientation: "h", x: 0.5, xanchor: "center", y: -0.16, yanchor: "top" };

type Axis = Record<string, unknown>;
const bare = (axis: Axis | undefined): Axis => ({ ...axis, showgrid: false, zeroline: false });

const LATIN_END = /[!-~]$/;
const LATIN_START = /^[!-~]/;

/** A wrapped name on one line again. */
export const unwrapped = (word: string): string => word.split("<br>").reduce((before, next) => `${before}${LATIN_END.test(before) && LATIN_START.test(next) ? " " : ""}${next}`);

/** Every so many names; a second line (the year) of one left out goes to the next that stays. */
export function thinned(words: readonly string[], every: number): string[] {
  let second = "";
  const kept: string[] = [];
  words.forEach((word, at) => {
    second = word.split("<br>")[1] ?? second;
    if (at % every) return;
    kept.push(second && !word.includes("<br>") ? `${word}<br>${second}` : word);
    second = "";
  });
  return kept;
}

/** The names along an axis: of moments every so many, of other groups leaning where they would touch. */
export function namesFitted(axis: Record<string, unknown>, width: number, alongTime: boolean): object {
  const values = listed(axis.tickvals) ?? listed(axis.categoryarray);
  if (!values) return {};
  const words = listed(axis.ticktext) ?? values;
  const every = everyNth(words, width);
  if (!every) return { tickangle: 0 };
  if (!alongTime && values.length <= MOST_NAMES) return { tickmode: "array", tickangle: LEANING, tickvals: values, ticktext: words.map(unwrapped) };
  return { tickmode: "array", tickangle: 0, tickvals: values.filter((_, at) => at % every === 0), ticktext: thinned(words, every) };
}

/** A figure fitted into its box. `alongTime`: its groups are moments in order, so some may go unnamed. */
export function fitted(figure: Figure, size: Size, alongTime: boolean): Figure {
  const xaxis = figure.layout.xaxis as Axis | undefined;
  const yaxis = figure.layout.yaxis as Axis | undefined;
  const tiled = figure.data.some((trace) => trace.type === "heatmap");
  const gap = gapOf(figure, size);
  const margin = marginOf(figure);
  return {
    ...figure,
    data: figure.data.map((trace) => readable(above(withoutCrowd(trace)), size.width)),
    layout: {
      ...figure.layout,
      ...(xaxis ? { xaxis: { ...(tiled ? bare(xaxis) : xaxis), ...namesFitted(xaxis, size.width - 80, alongTime) } } : {}),
      yaxis: { ...(tiled ? bare(yaxis) : yaxis), ...wholeSteps(figure) },
      ...(tiled && figure.layout.coloraxis && isSlim(size.width) ? { coloraxis: lyingScale(figure.layout.coloraxis as Axis) } : {}),
      ...(gap === undefined ? {} : { bargap: gap }),
      ...(margin ? { margin } : {}),
      ...(figure.layout.polar ? { legend: BELOW } : {}),
    },
  };
}
