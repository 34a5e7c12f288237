/** A line (or, closed, an outline) that is drawn or dragged on the map: corners as buttons (mouse, touch and keys), snapping to borders that are there. */

import { Marker, type ExpressionSpecification, type GeoJSONSource, type Map as MapLibre } from "maplibre-gl";
import { make, onTheme, token } from "../dom";
import { say, type Words } from "../words";
import { EMPTY } from "./style";

export type Corner = [number, number];
const NEAR = 14; // pixels
const STEP = 8; // pixels an arrow key moves a corner
const MOST_HANDLES = 120;
const KIND: ExpressionSpecification = ["get", "kind"];
/** A line has no inside: without this MapLibre fills it between its ends. */
const AREA: ExpressionSpecification = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];

export class Sketch {
  private corners: Corner[] = [];
  private marks: Marker[] = [];
  private sides: [Corner, Corner][] = [];

  constructor(
    private readonly map: MapLibre,
    private readonly words: Words,
    private readonly changed: (line: Corner[]) => void,
    private readonly closed = false,
  ) {
    const under = map.getLayer("dots") ? "dots" : undefined;
    for (const id of ["sketch-areas", "sketch"]) map.addSource(id, { type: "geojson", data: EMPTY });
    map.addLayer({ id: "sketch-shift", type: "fill", source: "sketch-areas", filter: ["all", AREA, ["==", KIND, "shift"]], paint: { "fill-opacity": 0.35 } }, under);
    map.addLayer({ id: "sketch-fault", type: "fill", source: "sketch-areas", filter: ["all", AREA, ["!", ["in", KIND, ["literal", ["shift", "outcome", "chosen"]]]]], paint: { "fill-opacity": 0.5 } }, under);
    map.addLayer({ id: "sketch-chosen", type: "fill", source: "sketch-areas", filter: ["all", AREA, ["==", KIND, "chosen"]], paint: { "fill-opacity": 0.18 } }, under);
    map.addLayer({ id: "sketch-outline", type: "line", source: "sketch-areas", layout: { "line-join": "round" }, paint: { "line-width": 2.5 } }, under);
    map.addLayer({ id: "sketch-point", type: "circle", source: "sketch-areas", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7 } }, under);
    map.addLayer({ id: "sketch", type: "line", source: "sketch", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-width": 4, "line-dasharray": [2, 1.4] } }, under);
    const colour = (): void => {
      const [accent, red, orange, green] = ["accent", "red", "orange", "green-text"].map((name) => token(name, map.getContainer()));
      const said = (other: string | undefined): ExpressionSpecification => ["match", KIND, "good", green ?? "", ["lacking", "zone"], red ?? "", other ?? ""];
      map.setPaintProperty("sketch-shift", "fill-color", orange);
      map.setPaintProperty("sketch-fault", "fill-color", red);
      map.setPaintProperty("sketch-chosen", "fill-color", accent);
      map.setPaintProperty("sketch-outline", "line-color", said(accent));
      map.setPaintProperty("sketch-point", "circle-color", said(red));
      map.setPaintProperty("sketch", "line-color", red);
    };
    colour();
    onTheme(colour);
  }

  get line(): Corner[] {
    return this.corners;
  }

  /** Borders that corners snap to. */
  borders(features: GeoJSON.Feature[]): void {
    this.sides = features.flatMap((feature) => rings(feature.geometry).flatMap((ring) => ring.slice(1).map((end, at): [Corner, Corner] => [ring[at] as Corner, end])));
  }

  show(shapes: GeoJSON.Feature[]): void {
    (this.map.getSource("sketch-areas") as GeoJSONSource).setData({ type: "FeatureCollection", features: shapes });
  }

  /** Replace the line without telling: it came from the form. */
  set(line: Corner[]): void {
    this.corners = line.map(([x, y]) => [x, y]);
    this.draw();
  }

  add(at: Corner): void {
    this.corners.push(this.snapped(at));
    this.told();
  }

  undo(): void {
    this.corners.pop();
    this.told();
  }

  clear(): void {
    this.corners = [];
    this.told();
  }

  /** The corner of a border within reach, else the place on its side, else where it is. */
  private snapped(at: Corner): Corner {
    const here = this.map.project(at);
    const box = this.map.unproject([here.x - NEAR, here.y + NEAR]);
    const far = this.map.unproject([here.x + NEAR, here.y - NEAR]);
    let [corner, side]: [Corner | null, Corner | null] = [null, null];
    let [toCorner, toSide] = [NEAR, NEAR];
    for (const [start, end] of this.sides) {
      if (Math.max(start[0], end[0]) < box.lng || Math.min(start[0], end[0]) > far.lng || Math.max(start[1], end[1]) < box.lat || Math.min(start[1], end[1]) > far.lat) continue;
      const [a, b] = [this.map.project(start), this.map.project(end)];
      for (const [point, place] of [[a, start], [b, end]] as const) {
        const away = Math.hypot(point.x - here.x, point.y - here.y);
        if (away < toCorner) [toCorner, corner] = [away, place];
      }
      const long = (b.x - a.x) ** 2 + (b.y - a.y) ** 2 || 1;
      const share = Math.min(1, Math.max(0, ((here.x - a.x) * (b.x - a.x) + (here.y - a.y) * (b.y - a.y)) / long));
      const away = Math.hypot(a.x + share * (b.x - a.x) - here.x, a.y + share * (b.y - a.y) - here.y);
      if (away < toSide) [toSide, side] = [away, [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])]];
    }
    const [x, y] = corner ?? side ?? at;
    return [Math.round(x * 1e6) / 1e6, Math.round(y * 1e6) / 1e6];
  }

  private told(): void {
    this.draw();
    this.changed(this.corners);
  }

  private draw(): void {
    this.line_();
    for (const mark of this.marks) mark.remove();
    this.marks = this.corners.map((corner, at) => this.mark(corner, at, false));
    if (this.corners.length > MOST_HANDLES) return;
    for (let at = 1; at < this.way().length; at++) {
      const [a, b] = [this.way()[at - 1] as Corner, this.way()[at] as Corner];
      this.marks.push(this.mark([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], at, true));
    }
    this.map.getContainer().dataset.corners = String(this.corners.length);
  }

  /** The corners in turn; a closed way comes back to the first. */
  private way(): Corner[] {
    return this.closed && this.corners.length > 2 ? [...this.corners, this.corners[0] as Corner] : this.corners;
  }

  private line_(): void {
    const shape: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.way() } };
    (this.map.getSource("sketch") as GeoJSONSource).setData(this.corners.length > 1 ? shape : EMPTY);
  }

  /** A corner, or between two corners the place where pulling makes a new one. */
  private mark(place: Corner, at: number, between: boolean): Marker {
    const label = say(this.words, between ? "between" : "corner", { n: between ? at : at + 1 });
    const knob = make("button", { type: "button", class: between ? "area-corner between" : "area-corner", title: label });
    const mark = new Marker({ element: knob, draggable: true }).setLngLat(place).addTo(this.map);
    knob.setAttribute("aria-label", label); // MapLibre names every marker alike
    let made = !between;
    mark.on("drag", () => {
      if (!made) this.corners.splice(at, 0, place);
      made = true;
      this.corners[at] = [mark.getLngLat().lng, mark.getLngLat().lat];
      this.line_();
    });
    mark.on("dragend", () => {
      this.corners[at] = this.snapped([mark.getLngLat().lng, mark.getLngLat().lat]);
      this.told();
    });
    knob.addEventListener("click", (event) => event.stopPropagation());
    knob.addEventListener("keydown", (event) => this.key(event, place, at, between));
    return mark;
  }

  private key(event: KeyboardEvent, place: Corner, at: number, between: boolean): void {
    const by = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const gone = !between && (event.key === "Delete" || event.key === "Backspace");
    if (!by && !gone) return;
    event.preventDefault();
    event.stopPropagation();
    if (gone) this.corners.splice(at, 1);
    else {
      const step = event.shiftKey ? STEP * 5 : STEP;
      const here = this.map.project(place);
      const to = this.map.unproject([here.x + (by?.[0] ?? 0) * step, here.y + (by?.[1] ?? 0) * step]);
      const corner: Corner = [Math.round(to.lng * 1e6) / 1e6, Math.round(to.lat * 1e6) / 1e6];
      if (between) this.corners.splice(at, 0, corner);
      else this.corners[at] = corner;
    }
    this.told();
    this.marks[Math.min(at, this.corners.length - 1)]?.getElement().focus();
  }
}

/** Every corner of a shape of any kind. */
export function cornersOf(shape: GeoJSON.Geometry): Corner[] {
  if (shape.type === "GeometryCollection") return shape.geometries.flatMap(cornersOf);
  const deep = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[shape.type];
  return ([shape.coordinates] as unknown[]).flat(deep as 0) as Corner[];
}

export function rings(shape: GeoJSON.Geometry): Corner[][] {
  if (shape.type === "Polygon") return shape.coordinates as Corner[][];
  return shape.type === "MultiPolygon" ? (shape.coordinates.flat() as Corner[][]) : [];
}

/** The longest piece of border that two areas share, as a line; empty when they are no neighbours. */
export function shared(one: GeoJSON.Geometry, two: GeoJSON.Geometry): Corner[] {
  const theirs = new Set(rings(two).flat().map(String));
  let best: Corner[] = [];
  for (const ring of rings(one)) {
    const open = ring.slice(0, -1);
    const from = open.findIndex((corner) => !theirs.has(String(corner)));
    const turned = from < 0 ? open : [...open.slice(from), ...open.slice(0, from + 1)];
    let run: Corner[] = [];
    for (const corner of [...turned, [NaN, NaN] as Corner]) {
      if (theirs.has(String(corner))) run.push(corner);
      else {
        if (run.length > best.length) best = run;
        run = [];
      }
    }
  }
  return best.length > 1 ? best : [];
}
