/** The look of figures, as plotly's template: the server's figures leave colours, fonts and backgrounds open. Pure. */
import { SCALE, SERIES } from "../app/chart_colors";
import { FONT, type Mode, palettes } from "../app/theme";

const even = (colors: readonly string[]): [number, string][] => colors.map((color, at) => [at / (colors.length - 1), color]);

/** Colours and fonts of one mode; `small`: for tiles and phones. */
export function template(mode: Mode, small: boolean): object {
  const ink = palettes[mode];
  const font = { family: FONT, size: small ? 12 : 13, color: ink.muted };
  const axis = {
    automargin: true,
    gridcolor: ink.line,
    linecolor: ink["line-strong"],
    zerolinecolor: ink["line-strong"],
    zerolinewidth: 1,
    tickcolor: ink.line,
    tickfont: { color: ink.muted, size: small ? 11 : 12 },
    title: { font: { color: ink.faint, size: small ? 11 : 12 }, standoff: 8 },
    showspikes: false,
  };
  const scale = even(SCALE[mode]);
  const colorbar = { outlinewidth: 0, thickness: 10, len: 0.8, tickfont: { color: ink.muted, size: 11 }, title: { font: { color: ink.faint, size: 11 } } };
  // on the light colours of the dark theme words are as dark as the page; on the others the library finds what reads
  const dark = mode === "dark" ? { color: ink.page } : {};
  const inside = mode === "dark" ? { insidetextfont: dark } : {};
  const edge = { color: ink.surface, width: 1 };
  return {
    layout: {
      colorway: SERIES[mode],
      font,
      paper_bgcolor: ink.surface,
      plot_bgcolor: ink.surface,
      colorscale: { sequential: scale, sequentialminus: [...scale].reverse() },
      coloraxis: { colorscale: scale, colorbar },
      hoverlabel: { bgcolor: ink.raised, bordercolor: ink["line-strong"], font: { family: FONT, size: 13, color: ink.text }, align: "left" },
      hovermode: "closest",
      legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", font: { color: ink.muted, size: small ? 11 : 12 }, itemclick: "toggle", itemdoubleclick: "toggleothers" },
      xaxis: { ...axis, showgrid: false },
      yaxis: { ...axis, showline: false, ticks: "" },
      polar: { bgcolor: ink.surface, radialaxis: { ...axis, showline: false, angle: 90, tickangle: 90 }, angularaxis: { gridcolor: ink.line, linecolor: ink.line, tickfont: axis.tickfont } },
      geo: { bgcolor: ink.surface, showframe: false, showcoastlines: false, showland: false },
      bargap: 0.32,
      bargroupgap: 0.06,
      barcornerradius: 4,
      uniformtext: { mode: "hide", minsize: 10 },
    },
    data: {
      bar: [{ textfont: { color: ink.muted, size: 11 }, cliponaxis: false }],
      scatter: [{ line: { width: 2.5 }, marker: { size: 6 } }],
      scatterpolar: [{ line: { width: 2.5 }, marker: { size: 5 } }],
      pie: [{ marker: { line: edge }, textfont: { size: small ? 11 : 12 }, ...inside, texttemplate: "%{label}<br>%{percent:.1%}", insidetextorientation: "horizontal", sort: false }],
      funnel: [{ cliponaxis: false, textfont: { size: small ? 11 : 12 }, ...inside, connector: { fillcolor: ink["accent-soft"], line: { width: 0 } }, marker: { line: { width: 0 } } }],
      heatmap: [{ colorscale: scale, colorbar, xgap: 2, ygap: 2 }],
      choropleth: [{ colorscale: scale, colorbar, marker: { line: edge } }],
      treemap: [{ marker: { line: edge }, textfont: { size: 13, ...dark }, tiling: { pad: 2 }, pathbar: { visible: false } }],
      indicator: [{ number: { font: { color: ink.text } }, gauge: { bar: { color: SERIES[mode][0] }, bgcolor: ink.sunken, borderwidth: 0, axis: { tickfont: axis.tickfont, tickcolor: ink.line }, threshold: { line: { color: ink.danger, width: 3 } } } }],
    },
  };
}

export interface Size {
  width: number;
  height: number;
}

type Axis = Record<string, unknown>;

/** The server's layout as it is drawn here: our template, this size, no zooming (a finger scrolls the page). */
export function drawn(layout: Record<string, unknown>, mode: Mode, size: Size): Record<string, unknown> {
  const small = size.width < 480 || size.height < 240;
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key));
  const fixed = Object.fromEntries(axes.map(([key, axis]) => [key, { ...(axis as Axis), fixedrange: true }]));
  const usual = { xaxis: { fixedrange: true }, yaxis: { fixedrange: true } };
  return { margin: { l: 8, r: 12, t: 12, b: 8, pad: 2 }, ...usual, ...layout, ...fixed, ...size, autosize: false, dragmode: false, template: template(mode, small) };
}

/** The same figure with its title and what it was asked for, for a picture that leaves the screen. */
export function titled(layout: Record<string, unknown>, mode: Mode, size: Size, words: { title: string; note: string }): object {
  const ink = palettes[mode];
  const note = { text: words.note, xref: "paper", yref: "paper", x: 0, y: 0, yshift: -64, xanchor: "left", yanchor: "bottom", showarrow: false, font: { size: 11, color: ink.faint } };
  return {
    ...drawn(layout, mode, size),
    margin: { l: 24, r: 24, t: 84, b: 80, pad: 2 },
    title: { text: words.title, x: 0.02, xanchor: "left", y: 0.97, yanchor: "top", font: { size: 18, color: ink.text } },
    annotations: [...((layout.annotations as object[] | undefined) ?? []), note],
  };
}
