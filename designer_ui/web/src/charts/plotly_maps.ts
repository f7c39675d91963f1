/** What maps need besides: loaded when a figure has one. Shapes are always the report's own. */
import plotly from "./plotly";
import choropleth from "plotly.js/lib/choropleth";
import scattergeo from "plotly.js/lib/scattergeo";

const LAYERS = ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"];
const nothing = () => ({ type: "GeometryCollection", geometries: [] });

/** Base maps without anything in them: the library would else fetch the world from a server of its maker. */
function emptyWorld(): object {
  const world = { type: "Topology", arcs: [], objects: Object.fromEntries(LAYERS.map((layer) => [layer, nothing()])) };
  const names = ["world", "africa", "asia", "europe", "north-america", "oceania", "south-america", "usa", "antarctica"].flatMap((scope) => [`${scope}_110m`, `${scope}_50m`]);
  return { topojson: Object.fromEntries(names.map((name) => [name, world])) };
}

Object.assign(globalThis, { PlotlyGeoAssets: emptyWorld() });
plotly.register([choropleth, scattergeo]);

export default plotly;
