/** The drawing library with the traces our charts use, as a chunk of its own: loaded where a chart is shown. */
import plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import funnel from "plotly.js/lib/funnel";
import heatmap from "plotly.js/lib/heatmap";
import indicator from "plotly.js/lib/indicator";
import chinese from "plotly.js/lib/locales/zh-cn";
import pie from "plotly.js/lib/pie";
import scatterpolar from "plotly.js/lib/scatterpolar";
import treemap from "plotly.js/lib/treemap";
import "./plotly.css";

// scatter (lines, areas, points) is part of the core
plotly.register([bar, pie, funnel, scatterpolar, heatmap, treemap, indicator, chinese]);

export default plotly;
