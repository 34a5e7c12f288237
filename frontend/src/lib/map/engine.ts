/** The town's map: its own outline and layers, dots of cases, areas to choose, a pin to place. */

import { Map as MapLibre, Marker, NavigationControl, Popup, setWorkerUrl, type GeoJSONSource, type MapMouseEvent, type SourceSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { calm, chinese, make, onTheme, token } from "../dom";
import { features, placed, sign, signOf, type Dot, type Sign } from "../dots";
import { say, type Words } from "../words";
import { TownControl } from "./controls";
import { EMPTY, LAYERS, PAINTS, style, type LayerName } from "./style";

setWorkerUrl(workerUrl);

const SIGNS: Sign[] = ["green", "yellow", "red", "orange", "blue", "off"];
const FIT = { padding: 32, maxZoom: 16 };
const STEP_METRES = 10;
const METRES_PER_DEGREE = 111_320;

type Box = [number, number, number, number];
type Area = { layer: LayerName; code: string; name: string; feature: GeoJSON.Feature };
export type Options = { sources: string; select: string; mode: string; tilt: boolean; navigate: boolean; five: boolean; words: Words };

export class TownMap {
  readonly ready: Promise<void>;
  private map!: MapLibre;
  private readonly dots = new Map<string, Dot>();
  private readonly areas = new Map<string, Area>();
  private town: Box | null = null;
  private marked = "";
  private within = "";
  private drawn = "";
  private pin: Marker | null = null;
  private readonly hint = new Popup({ closeButton: false, closeOnClick: false, offset: 14, className: "map-hint" });

  constructor(
    readonly element: HTMLElement,
    private readonly options: Options,
  ) {
    this.ready = this.start();
  }

  /** MapLibre itself, for islands that draw on the map. Only after ``ready``. */
  get inner(): MapLibre {
    return this.map;
  }

  // ---- dots ------------------------------------------------------------------------------------------

  setDots(dots: Iterable<Dot>): void {
    this.dots.clear();
    for (const dot of dots) this.dots.set(dot.number, dot);
    this.draw();
  }

  /** A new dot arrives with one ripple and settles; a known one changes its sign. */
  putDot(dot: Dot): void {
    const fresh = !this.dots.has(dot.number);
    this.dots.set(dot.number, { ...this.dots.get(dot.number), ...dot });
    this.draw();
    if (!fresh || !placed(dot) || !this.inside(dot)) return;
    if (!calm()) this.ripple(dot.lon, dot.lat, signOf(dot, this.options.five, Date.now()));
    this.tell("town:put", { number: dot.number });
    this.tellWhenShown(dot.number);
  }

  /** Draw the signs anew as of now; answers whether any of them changed. */
  relight(): boolean {
    const before = this.drawn;
    this.draw();
    return before !== this.drawn;
  }

  /** Show only the dots of one area; empty shows all. */
  only(area: string): void {
    this.within = area;
    this.draw();
  }

  /** Which areas a click chooses from now on. */
  choosing(layer: string): void {
    this.options.select = layer;
  }

  dropDot(number: string): void {
    if (this.dots.delete(number)) this.draw();
  }

  /** The dot that belongs to the current row. Moves the map only when the dot is out of sight. */
  mark(number: string): void {
    this.marked = number;
    this.element.dataset.marked = number;
    this.draw();
    const dot = this.dots.get(number);
    if (!dot || !placed(dot) || this.map.getBounds().contains([dot.lon, dot.lat])) return;
    this.map.easeTo({ center: [dot.lon, dot.lat], animate: !calm() });
  }

  // ---- areas -----------------------------------------------------------------------------------------

  /** Choose an area by code; the empty code chooses the whole town. */
  select(code: string, fly = true): void {
    const area = this.areas.get(code);
    this.source("chosen").setData(area ? area.feature : EMPTY);
    const box = area ? bounds(area.feature.geometry) : this.town;
    if (fly && box) this.map.fitBounds(box, { ...FIT, animate: !calm() });
  }

  /** The five-colour layer: area code -> red, orange, yellow, blue or green. Empty takes the colours off. */
  colour(layer: "grids", levels: Record<string, string>): void {
    this.map.removeFeatureState({ source: layer });
    for (const [id, level] of Object.entries(levels)) this.map.setFeatureState({ source: layer, id }, { level });
  }

  /** A share of each community: its step (1 to 5, 0 none) as a shade, its words under the name. Empty takes both off. */
  shade(said: Record<string, { step: number; note: string }>): void {
    const of = [...this.areas.values()].filter((area) => area.layer === "communities");
    const noted = of.map(({ code, feature }) => ({ ...feature, properties: { ...feature.properties, ...(said[code] ? { note: said[code].note } : {}) } }));
    this.map.removeFeatureState({ source: "communities" });
    this.source("communities").setData({ type: "FeatureCollection", features: noted });
    for (const { code } of of) this.map.setFeatureState({ source: "communities", id: code }, { shade: said[code]?.step ?? 0 });
  }

  flyTo(lon: number, lat: number, zoom = 16): void {
    this.map.easeTo({ center: [lon, lat], zoom: Math.max(zoom, this.map.getZoom()), animate: !calm() });
  }

  // ---- a way that was walked --------------------------------------------------------------------------

  /** One line and its stops, numbered in order; the map shows all of it. */
  track(line: [number, number][], stops: [number, number][]): void {
    const accent = token("accent", this.element);
    const way: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } };
    this.map.addSource("track", { type: "geojson", data: way });
    this.map.addLayer({ id: "track", type: "line", source: "track", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": accent, "line-width": 4 } }, "dots");
    stops.forEach(([lon, lat], index) => {
      const mark = make("div", { class: "track-stop" }, String(index + 1));
      new Marker({ element: mark }).setLngLat([lon, lat]).addTo(this.map);
    });
    const box = bounds(way.geometry);
    if (box) this.map.fitBounds(box, { ...FIT, animate: false });
    this.element.dataset.track = String(line.length);
  }

  // ---- pin -------------------------------------------------------------------------------------------

  /** Put the pin of the picker. `tell` = also say so to the page. */
  pick(lon: number, lat: number, tell = true): void {
    if (!this.pin) this.pin = this.makePin();
    this.pin.setLngLat([lon, lat]).addTo(this.map);
    if (tell) this.tell("town:pick", { lon: round(lon), lat: round(lat) });
  }

  private makePin(): Marker {
    const head = make("div", { class: "pin", tabindex: "0", role: "button", "aria-label": say(this.options.words, "pin") });
    const pin = new Marker({ element: head, draggable: true, anchor: "bottom" });
    pin.on("dragend", () => this.pick(pin.getLngLat().lng, pin.getLngLat().lat));
    head.addEventListener("keydown", (event) => {
      const by = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const { lng, lat } = pin.getLngLat();
      const degrees = ((event.shiftKey ? 5 : 1) * STEP_METRES) / METRES_PER_DEGREE;
      this.pick(lng + ((by[0] ?? 0) * degrees) / Math.cos((lat * Math.PI) / 180), lat + (by[1] ?? 0) * degrees);
    });
    return pin;
  }

  // ---- drawing ---------------------------------------------------------------------------------------

  private async start(): Promise<void> {
    const [town, communities, grids] = await Promise.all([this.load("town"), this.load("communities"), this.load("grids")]);
    this.keep("communities", communities);
    this.keep("grids", grids);
    this.town = bounds(...town.features.map((feature) => feature.geometry));
    const data = Object.fromEntries(LAYERS.map((name) => [name, this.sourceOf(name)])) as Record<LayerName, SourceSpecification>;
    data.town = { type: "geojson", data: town };
    data.communities = { type: "geojson", data: communities, promoteId: "code" };
    data.grids = { type: "geojson", data: grids, promoteId: "code" };
    this.map = new MapLibre({
      container: this.element,
      style: style((name) => token(name, this.element), data, chinese(), this.scale()),
      bounds: this.town ?? [120, 30, 120.1, 30.1],
      fitBoundsOptions: FIT,
      localIdeographFontFamily: token("font"),
      attributionControl: false,
      fadeDuration: 0, // a new sign is placed with the next frame, not after the fade of the last
      dragRotate: this.options.tilt,
      pitchWithRotate: this.options.tilt,
      maxZoom: 19,
      locale: this.locale(),
    });
    this.controls();
    this.listen();
    // not "load": that waits for every building, and the dots are what people came for
    await new Promise<void>((resolve) => void this.map.once("style.load", () => resolve()));
    this.signs();
    this.draw();
    onTheme(() => this.recolour());
    this.element.dataset.ready = "";
    this.tell("town:ready", {});
  }

  private async load(name: LayerName): Promise<GeoJSON.FeatureCollection> {
    try {
      const answer = await fetch(this.address(name));
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()) as GeoJSON.FeatureCollection;
    } catch {
      this.trouble(name);
      return EMPTY;
    }
  }

  private address(name: LayerName): string {
    return new URL(`${this.options.sources}${name}.geojson`, location.href).href;
  }

  private sourceOf(name: LayerName): SourceSpecification {
    return { type: "geojson", data: this.address(name) };
  }

  private keep(layer: LayerName, collection: GeoJSON.FeatureCollection): void {
    const key = chinese() ? "name_zh" : "name_en";
    for (const feature of collection.features) {
      const code = String(feature.properties?.code ?? "");
      const name = String(feature.properties?.[key] || feature.properties?.name_zh || feature.properties?.name || code);
      if (code) this.areas.set(code, { layer, code, name, feature });
    }
  }

  private trouble(layer: string): void {
    const text = say(this.options.words, "not_loaded", { layer });
    const line = this.element.querySelector(".map-trouble") ?? make("p", { class: "map-trouble", role: "status" });
    line.textContent = text;
    this.element.append(line);
  }

  private controls(): void {
    this.map.addControl(new NavigationControl({ showCompass: this.options.tilt }), "top-right");
    const buttons = new TownControl(this.options.words);
    buttons.add("target", "whole_town", () => this.home());
    if (this.options.tilt) buttons.add("cube", "tilt", () => this.tilt());
    this.map.addControl(buttons, "top-right");
    this.map.touchZoomRotate.disableRotation();
  }

  private home(): void {
    this.select("");
    if (this.map.getPitch()) this.tilt();
    this.tell("town:area", { layer: "town", code: "", name: "" });
  }

  private tilt(): void {
    const up = this.map.getPitch() === 0;
    this.map.setLayoutProperty("buildings-3d", "visibility", up ? "visible" : "none");
    this.map.easeTo({ pitch: up ? 55 : 0, bearing: 0, zoom: up ? Math.max(this.map.getZoom(), 15) : this.map.getZoom(), animate: !calm() });
  }

  private listen(): void {
    const { map, options } = this;
    map.on("error", (event) => {
      const name = (event as { sourceId?: string }).sourceId;
      if (name) this.trouble(name);
    });
    map.on("click", (event) => this.clicked(event));
    for (const layer of ["dots", "marked"]) {
      map.on("mousemove", layer, (event) => this.pointAt(event));
      map.on("mouseleave", layer, () => {
        map.getCanvas().style.cursor = "";
        this.hint.remove();
        this.tell("town:hover", { dot: null });
      });
    }
    if (options.mode === "pick") map.getCanvas().style.cursor = "crosshair";
    new ResizeObserver(() => map.resize()).observe(this.element);
  }

  private clicked(event: MapMouseEvent): void {
    const dot = this.dotAt(event);
    if (dot) {
      this.tell("town:dot", { dot });
      if (this.options.navigate && dot.url) location.assign(dot.url);
      return;
    }
    if (this.options.mode === "pick") return this.pick(event.lngLat.lng, event.lngLat.lat);
    const fills = this.options.select === "communities" ? ["communities-area"] : this.options.select ? ["areas"] : [];
    const hit = fills.length ? this.map.queryRenderedFeatures(event.point, { layers: fills })[0] : undefined;
    const area = this.areas.get(String(hit?.properties.code ?? ""));
    if (!area) return;
    this.select(area.code);
    this.tell("town:area", { layer: area.layer, code: area.code, name: area.name });
  }

  private dotAt(event: MapMouseEvent): Dot | undefined {
    const hit = this.map.queryRenderedFeatures(event.point, { layers: ["dots", "marked"] })[0];
    return this.dots.get(String(hit?.properties.number ?? ""));
  }

  private pointAt(event: MapMouseEvent): void {
    const dot = this.dotAt(event);
    if (!dot || !placed(dot)) return;
    this.map.getCanvas().style.cursor = "pointer";
    this.tell("town:hover", { dot });
    this.hint.setLngLat([dot.lon, dot.lat]).setText(`${dot.title} · ${say(this.options.words, signOf(dot, this.options.five, Date.now()))}`).addTo(this.map);
  }

  private inside(dot: Dot): boolean {
    return (dot.area ?? "").startsWith(this.within);
  }

  /** `town:put`: a new dot is in the map's source. `town:shown`: it is really on the screen. Tests and bench/live.py measure by it. */
  private tellWhenShown(number: string): void {
    const look = (): void => {
      const hit = this.map.queryRenderedFeatures({ layers: ["dots", "marked"], filter: ["==", ["get", "number"], number] });
      if (!hit.length) return;
      this.map.off("render", look);
      this.tell("town:shown", { number });
    };
    this.map.on("render", look);
    setTimeout(() => this.map.off("render", look), 10_000);
  }

  private ripple(lon: number, lat: number, light: Sign): void {
    const ring = make("div", { class: `ripple ripple-${light}`, "aria-hidden": "true" }, make("span"));
    const marker = new Marker({ element: ring }).setLngLat([lon, lat]).addTo(this.map);
    ring.addEventListener("animationend", () => marker.remove());
  }

  private draw(): void {
    if (!this.map?.getSource("dots")) return;
    const [five, now] = [this.options.five, Date.now()];
    const shown = [...this.dots.values()].filter((dot) => dot.number !== this.marked && this.inside(dot));
    const others = features(shown, five, now);
    this.drawn = others.features.map((feature) => feature.properties?.light).join();
    this.source("dots").setData(others);
    const marked = this.dots.get(this.marked);
    this.source("marked").setData(features(marked ? [marked] : [], five, now));
    this.element.dataset.shown = String(others.features.length + (marked && placed(marked) ? 1 : 0));
  }

  private signs(): void {
    const pixelRatio = Math.max(devicePixelRatio, 1);
    for (const light of SIGNS) {
      for (const marked of [false, true]) {
        const id = `sign-${light}${marked ? "-marked" : ""}`;
        if (this.map.hasImage(id)) this.map.removeImage(id);
        this.map.addImage(id, sign(light, marked, pixelRatio * this.scale()), { pixelRatio });
      }
    }
  }

  private recolour(): void {
    for (const [layer, property, made] of PAINTS) {
      this.map.setPaintProperty(layer, property as never, made((name) => token(name, this.element)) as never);
    }
    this.signs();
    this.draw();
  }

  /** The wall sets its type by rem: signs and lines follow. 1 on a desk. */
  private scale(): number {
    const wall = document.documentElement.dataset.look === "wall";
    return wall ? (parseFloat(getComputedStyle(document.documentElement).fontSize) / 16) * 1.35 : 1;
  }

  private source(id: string): GeoJSONSource {
    return this.map.getSource(id) as GeoJSONSource;
  }

  private locale(): Record<string, string> {
    const word = (key: string): string => say(this.options.words, key);
    return {
      "Map.Title": word("label"),
      "NavigationControl.ZoomIn": word("zoom_in"),
      "NavigationControl.ZoomOut": word("zoom_out"),
      "NavigationControl.ResetBearing": word("reset_north"),
      "Marker.Title": word("pin"),
      "Popup.Close": "×",
    };
  }

  private tell(name: string, detail: Record<string, unknown>): void {
    this.element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function bounds(...shapes: GeoJSON.Geometry[]): Box | null {
  const box: Box = [180, 90, -180, -90];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [lon, lat] = value as [unknown, unknown];
    if (typeof lon === "number" && typeof lat === "number") {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    } else value.forEach(visit);
  };
  for (const shape of shapes) if ("coordinates" in shape) visit(shape.coordinates);
  return box[0] <= box[2] ? box : null;
}
