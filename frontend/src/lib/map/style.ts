/** What is drawn and in which order. Every colour is a token; nothing comes from outside the town's server. */

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

export const LAYERS = ["town", "communities", "grids", "roads", "water", "quarters", "buildings"] as const;
export type LayerName = (typeof LAYERS)[number];
export const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

type Colours = (token: string) => string;

/** The paints that follow the theme: layer, property, how to make it from the tokens. */
export const PAINTS: [string, string, (c: Colours) => unknown][] = [
  ["ground", "background-color", (c) => c("ground")],
  ["town-fill", "fill-color", (c) => c("map-land")],
  ["quarters", "fill-color", (c) => c("map-block")],
  ["water-fill", "fill-color", (c) => c("map-water")],
  ["water-line", "line-color", (c) => c("map-water")],
  ["roads-edge", "line-color", (c) => c("map-road-edge")],
  ["roads", "line-color", (c) => c("map-road")],
  ["buildings", "fill-color", (c) => c("map-building")],
  ["buildings-3d", "fill-extrusion-color", (c) => c("map-building")],
  ["areas", "fill-color", levelColour],
  ["communities-area", "fill-color", (c) => c("accent")],
  ["grids-line", "line-color", (c) => c("map-grid")],
  ["communities-line", "line-color", (c) => c("map-grid")],
  ["town-line", "line-color", (c) => c("map-border")],
  ["chosen", "line-color", (c) => c("accent")],
  ["communities-name", "text-color", (c) => c("map-label")],
  ["communities-name", "text-halo-color", (c) => c("map-halo")],
  ["grids-name", "text-color", (c) => c("map-label")],
  ["grids-name", "text-halo-color", (c) => c("map-halo")],
];

function levelColour(c: Colours): ExpressionSpecification {
  const pairs = ["red", "orange", "yellow", "blue", "green"].flatMap((level) => [level, c(level)]);
  return ["match", ["to-string", ["feature-state", "level"]], ...pairs, "rgba(0,0,0,0)"] as unknown as ExpressionSpecification;
}

const MAIN: ExpressionSpecification = ["in", ["get", "kind"], ["literal", ["main", "primary", "trunk", "highway"]]];

function roadWidth(extra: number): ExpressionSpecification {
  return [
    "interpolate", ["exponential", 1.6], ["zoom"],
    11, ["case", MAIN, 1.2 + extra, 0.4],
    14, ["case", MAIN, 4 + extra, 1.6 + extra],
    17, ["case", MAIN, 18 + extra, 9 + extra],
  ] as unknown as ExpressionSpecification;
}

function height(): ExpressionSpecification {
  return ["coalesce", ["get", "height"], ["*", 3, ["coalesce", ["get", "levels"], ["get", "floors"], 3]]];
}

/** Of a share's step, 1 to 5: the legend of a page that shades has the same (`.shade-N`). */
const SHADES = [0.1, 0.25, 0.4, 0.56, 0.74];

function shaded(): ExpressionSpecification {
  const pairs = SHADES.flatMap((opacity, n) => [n + 1, opacity]);
  return ["match", ["to-number", ["feature-state", "shade"], 0], ...pairs, 0.001] as unknown as ExpressionSpecification;
}

/** The name, and under it what a page notes beside it. */
function noted(chinese: boolean): ExpressionSpecification {
  return ["concat", name(chinese), ["case", ["has", "note"], ["concat", "\n", ["get", "note"]], ""]];
}

function name(chinese: boolean): ExpressionSpecification {
  const [first, second] = chinese ? ["name_zh", "name_en"] : ["name_en", "name_zh"];
  return ["coalesce", ["get", first as string], ["get", second as string], ["get", "name"], ""];
}

export function style(colours: Colours, data: Record<LayerName, SourceSpecification>, chinese: boolean, scale: number): StyleSpecification {
  const text = { "text-field": name(chinese), "text-font": ["sans"], "text-padding": 4, "text-max-width": 8 };
  const halo = { "text-halo-width": 1.5 * scale };
  const layers: LayerSpecification[] = [
    { id: "ground", type: "background", paint: {} },
    { id: "town-fill", type: "fill", source: "town", paint: {} },
    { id: "quarters", type: "fill", source: "quarters", paint: { "fill-opacity": 0.8 } },
    { id: "water-fill", type: "fill", source: "water", filter: ["==", ["geometry-type"], "Polygon"], paint: {} },
    { id: "water-line", type: "line", source: "water", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1.5, 16, 10] } },
    { id: "roads-edge", type: "line", source: "roads", minzoom: 12, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-width": roadWidth(1.5) } },
    { id: "roads", type: "line", source: "roads", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-width": roadWidth(0) } },
    { id: "buildings", type: "fill", source: "buildings", minzoom: 14, paint: { "fill-opacity": ["interpolate", ["linear"], ["zoom"], 14, 0, 14.6, 1] } },
    { id: "buildings-3d", type: "fill-extrusion", source: "buildings", minzoom: 14, layout: { visibility: "none" }, paint: { "fill-extrusion-height": height(), "fill-extrusion-opacity": 0.85 } },
    { id: "areas", type: "fill", source: "grids", paint: { "fill-opacity": ["case", ["to-boolean", ["feature-state", "level"]], 0.45, 0.01] } },
    { id: "communities-area", type: "fill", source: "communities", paint: { "fill-opacity": shaded() } },
    { id: "grids-line", type: "line", source: "grids", minzoom: 11, paint: { "line-width": 0.75 * scale, "line-opacity": 0.55, "line-dasharray": [3, 2] } },
    { id: "communities-line", type: "line", source: "communities", paint: { "line-width": 1.25 * scale, "line-opacity": 0.9 } },
    { id: "town-line", type: "line", source: "town", layout: { "line-join": "round" }, paint: { "line-width": 2.5 * scale } },
    { id: "chosen", type: "line", source: "chosen", layout: { "line-join": "round" }, paint: { "line-width": 3.5 * scale } },
    { id: "grids-name", type: "symbol", source: "grids", minzoom: 14.5, layout: { ...text, "text-size": 12 * scale }, paint: halo },
    { id: "communities-name", type: "symbol", source: "communities", minzoom: 11.5, maxzoom: 15, layout: { ...text, "text-field": noted(chinese), "text-size": 13 * scale }, paint: halo },
    {
      id: "dots", type: "symbol", source: "dots",
      layout: {
        "icon-image": ["concat", "sign-", ["get", "light"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "rank"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.7, 15, 1],
      },
    },
    {
      id: "marked", type: "symbol", source: "marked",
      layout: { "icon-image": ["concat", "sign-", ["get", "light"], "-marked"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ] as LayerSpecification[];
  for (const [id, property, make] of PAINTS) {
    const layer = layers.find((one) => one.id === id);
    if (layer) (layer.paint as Record<string, unknown>)[property] = make(colours);
  }
  const own: SourceSpecification = { type: "geojson", data: EMPTY };
  return { version: 8, sources: { ...data, chosen: own, dots: { ...own }, marked: { ...own } }, layers };
}
