/** Borders on the map: a line to split by, the border of two to move, the outline of an area, faults of the tree. The form holds what is drawn as text. */

import type { Map as MapLibre } from "maplibre-gl";
import { all, mount } from "./lib/dom";
import type { Corner } from "./lib/map/sketch";
import { mapOn, mountMaps } from "./lib/mount";
import { json, say, wordsOf } from "./lib/words";

type Shapes = GeoJSON.FeatureCollection;
const LAYERS: Record<number, string> = { 12: "communities", 15: "grids", 17: "micro_grids" };

mountMaps();
mount("[data-areadraw]", (page) => void draw(page));
mount("[data-areafaults]", (page) => void faults(page));
mount("[data-outlinedraw]", (page) => void outline(page));

async function onMap(page: HTMLElement, changed: (line: Corner[]) => void, closed = false) {
  const element = page.querySelector<HTMLElement>("[data-townmap]");
  const town = element ? await mapOn(element) : null;
  if (!element || !town) return null;
  const { Sketch, shared, rings, cornersOf } = await import("./lib/map/sketch");
  const sketch = new Sketch(town.inner, wordsOf("areas"), changed, closed);
  return { element, town, map: town.inner, sketch, shared, rings, cornersOf };
}

/** Shapes drawn, all of them in sight, and flown to from the list: faults of a check, fields of view, routes. */
async function faults(page: HTMLElement): Promise<void> {
  const made = await onMap(page, () => undefined);
  if (!made) return;
  const drawn = json<Shapes>("drawn")?.features ?? [];
  made.sketch.show(drawn);
  fit(made.map, drawn.flatMap((feature) => made.cornersOf(feature.geometry)));
  made.element.dataset.drawn = "1";
  for (const button of all<HTMLButtonElement>("[data-at]", page)) {
    const [lon, lat] = (button.dataset.at ?? "").split(",").map(Number);
    button.addEventListener("click", () => {
      made.town.flyTo(lon ?? 0, lat ?? 0, 17);
      made.element.scrollIntoView({ block: "nearest" });
    });
  }
}

/** An area out of grids that are taken in one by one, or an outline corner by corner; the others' outlines stand beside.
    `data-outlinedraw="#id"`: only an outline, held by that text, which may stand elsewhere on the page. */
async function outline(page: HTMLElement): Promise<void> {
  const held = page.dataset.outlinedraw;
  const text = held ? document.querySelector<HTMLTextAreaElement>(held) : page.querySelector<HTMLTextAreaElement>("[name=outline]");
  const areas = held ? null : page.querySelector<HTMLSelectElement>("[name=areas]");
  if (!text || (!held && !areas)) return;
  const drawing = (): boolean => !areas || page.querySelector<HTMLInputElement>("[name=way]:checked")?.value === "draw";
  const made = await onMap(page, (corners) => {
    text.value = corners.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...corners, corners[0]]] }) : "";
    show();
  }, true);
  if (!made) return;
  const { map, sketch, element, town } = made;
  const known = new Map<string, GeoJSON.Feature>();
  const others = json<Shapes>("drawn")?.features ?? [];
  await load(element, known);
  sketch.borders([...known.values(), ...others]);

  const mine = (): GeoJSON.Feature[] => {
    const taken = [...(areas?.selectedOptions ?? [])].flatMap((option) => known.get(option.value) ?? []);
    const shape = polygon(text.value);
    return [...taken, ...(shape ? [{ type: "Feature", properties: {}, geometry: shape } as GeoJSON.Feature] : [])];
  };
  const show = (): void => {
    sketch.show([...others, ...mine().map((feature) => ({ ...feature, properties: { kind: "chosen" } }))]);
    town.choosing(drawing() ? "" : "grids");
    const whole = !polygon(text.value) || ring(text.value).length > 0;
    for (const part of all<HTMLElement>("[data-tools], .area-cross", page)) part.hidden = !drawing() || !whole;
    tell(page, !drawing() ? "take" : whole ? "outline" : "parts");
  };
  const typed = (): void => {
    sketch.set(ring(text.value));
    show();
  };
  element.addEventListener("town:area", (event) => {
    const { code } = (event as CustomEvent<{ code: string }>).detail;
    const option = [...(areas?.options ?? [])].find((each) => each.value === code);
    if (drawing() || !option) return;
    option.selected = !option.selected;
    show();
  });
  map.on("click", (event) => {
    if (drawing() && !toolsHidden(page)) sketch.add([event.lngLat.lng, event.lngLat.lat]);
  });
  const middle = (): void => sketch.add([map.getCenter().lng, map.getCenter().lat]);
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || toolsHidden(page)) return;
    event.preventDefault();
    middle();
  });
  areas?.addEventListener("change", show);
  text.addEventListener("change", typed);
  for (const radio of all<HTMLInputElement>("[name=way]", page)) radio.addEventListener("change", show);
  page.querySelector("[data-add]")?.addEventListener("click", middle);
  page.querySelector("[data-undo]")?.addEventListener("click", () => sketch.undo());
  page.querySelector("[data-clear]")?.addEventListener("click", () => sketch.clear());
  cross(page, element);
  typed();
  around(map, mine(), made.rings);
  element.dataset.drawing = "1";
}

/** The outline in the form's text; null where it is none. */
function polygon(text: string): GeoJSON.Polygon | GeoJSON.MultiPolygon | null {
  try {
    const shape = JSON.parse(text) as GeoJSON.Polygon | GeoJSON.MultiPolygon;
    return ["Polygon", "MultiPolygon"].includes(shape.type) && Array.isArray(shape.coordinates) ? shape : null;
  } catch {
    return null;
  }
}

/** The corners of an outline of one ring, without the last, which is the first again. */
function ring(text: string): Corner[] {
  const shape = polygon(text);
  const lines = shape?.type === "Polygon" ? shape.coordinates : shape?.coordinates.length === 1 ? shape.coordinates[0] : [];
  return lines?.length === 1 ? ((lines[0] as Corner[]).slice(0, -1)) : [];
}

async function draw(page: HTMLElement): Promise<void> {
  const form = page.querySelector("form");
  if (!form) return;
  const field = <T extends HTMLElement = HTMLInputElement>(name: string): T => form.querySelector<T>(`[name=${name}]`) as T;
  const [first, second] = [field<HTMLSelectElement>("first"), field<HTMLSelectElement>("second")];
  const line = field<HTMLTextAreaElement>("line");
  const act = (): string => form.querySelector<HTMLInputElement>("[name=act]:checked")?.value ?? "split";
  acts(form, act);
  const made = await onMap(page, (corners) => {
    line.value = corners.length > 1 ? JSON.stringify({ type: "LineString", coordinates: corners }) : "";
    stale(page);
  });
  if (!made) return;
  const { map, sketch, element, town } = made;
  const known = new Map<string, GeoJSON.Feature>();
  const drawn = json<Shapes>("drawn")?.features ?? [];
  await load(element, known);
  sketch.borders([...known.values()]);

  const shapeOf = (code: string): GeoJSON.Feature | undefined => known.get(code);
  const show = (): void => {
    const chosen = [first.value, act() === "split" ? "" : second.value].flatMap((code) => shapeOf(code) ?? []);
    const marked = chosen.map((feature) => ({ ...feature, properties: { kind: "chosen" } }));
    sketch.show(seen(page) ? drawn : marked);
    const drawing = act() !== "merge";
    tools(page, drawing && (act() === "split" ? !!first.value : !!second.value));
    if (drawing) town.choosing(act() === "split" && first.value ? "" : layer(first.value));
  };
  /** The border of the two as it is: what is dragged. */
  const border = (): void => {
    const [one, two] = [shapeOf(first.value), shapeOf(second.value)];
    const common = one && two ? made.shared(one.geometry, two.geometry) : [];
    sketch.set(common);
    line.value = common.length ? JSON.stringify({ type: "LineString", coordinates: common }) : "";
    if (second.value && !common.length) tell(page, "apart");
  };
  const chosen = (fly: boolean): void => {
    suggest(form, act());
    stale(page);
    if (act() === "border") border();
    else sketch.clear();
    show();
    hint(page, act(), first.value, second.value);
    if (fly && first.value) around(map, [first.value, second.value].flatMap((code) => shapeOf(code) ?? []), made.rings);
  };
  for (const control of [first, second]) control.addEventListener("change", () => chosen(true));
  for (const radio of all<HTMLInputElement>("[name=act]", form)) radio.addEventListener("change", () => chosen(true));
  line.addEventListener("change", () => sketch.set(read(line.value)));
  element.addEventListener("town:area", (event) => {
    const { code } = (event as CustomEvent<{ code: string }>).detail;
    if (!code || (act() === "split" && first.value)) return;
    const into = !first.value || act() === "split" ? first : second;
    if (code === first.value) return;
    into.value = code;
    chosen(true);
  });
  map.on("click", (event) => {
    if (act() === "split" && first.value && !toolsHidden(page)) sketch.add([event.lngLat.lng, event.lngLat.lat]);
  });
  const middle = (): void => sketch.add([map.getCenter().lng, map.getCenter().lat]);
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || toolsHidden(page) || act() !== "split") return;
    event.preventDefault();
    middle();
  });
  page.querySelector("[data-add]")?.addEventListener("click", middle);
  page.querySelector("[data-undo]")?.addEventListener("click", () => sketch.undo());
  page.querySelector("[data-clear]")?.addEventListener("click", () => (act() === "border" ? (border(), stale(page)) : sketch.clear()));

  sketch.set(read(line.value));
  if (act() === "border" && second.value && !line.value) border();
  if (!seen(page)) suggest(form, act());
  show();
  hint(page, act(), first.value, second.value);
  if (first.value) around(map, [first.value, second.value].flatMap((code) => shapeOf(code) ?? []), made.rings);
  cross(page, element);
  element.dataset.drawing = "1";
}

/** Fields that belong to another act are hidden. */
function acts(form: HTMLElement, act: () => string): void {
  const sort = (): void => {
    for (const part of all("[data-for]", form)) part.hidden = !(part.dataset.for ?? "").split(" ").includes(act());
  };
  for (const radio of all("[name=act]", form)) radio.addEventListener("change", sort);
  sort();
}

async function load(element: HTMLElement, known: Map<string, GeoJSON.Feature>): Promise<void> {
  for (const name of Object.values(LAYERS)) {
    const answer = await fetch(new URL(`${element.dataset.sources ?? "/map/"}${name}.geojson`, location.href)).catch(() => null);
    if (!answer?.ok) continue;
    for (const feature of ((await answer.json()) as Shapes).features) known.set(String(feature.properties?.code), feature);
  }
}

/** A split: the western part keeps code and name, the eastern takes the next free code. A merge: the first goes on. */
function suggest(form: HTMLElement, act: string): void {
  const value = (name: string): string => form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "";
  const put = (name: string, text: string): void => {
    const input = form.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (input) input.value = text;
  };
  const code = value("first");
  if (!code) return;
  const free = json<Record<string, string>>("free-codes") ?? {};
  const parent = code.length > 15 ? code.slice(0, 15) : code.length > 12 ? code.slice(0, 12) : `${code.slice(0, 9)}000`;
  const called = form.querySelector<HTMLOptionElement>(`[name=first] option[value="${code}"]`)?.textContent?.split(" · ")[0]?.trim() ?? "";
  if (act === "split" && value("code_one") !== code) {
    put("code_one", code);
    put("name_one", called);
    put("code_two", free[parent] ?? "");
    put("name_two", "");
  }
  if (act === "merge" && value("into") !== code) {
    put("into", code);
    put("name", called);
  }
}

function tools(page: HTMLElement, on: boolean): void {
  const bar = page.querySelector<HTMLElement>("[data-tools]");
  if (bar) bar.hidden = !on;
  for (const part of all<HTMLElement>("[data-add], [data-undo]", page)) part.hidden = !on || act(page) !== "split";
  const sign = page.querySelector<HTMLElement>(".area-cross");
  if (sign) sign.hidden = !on || act(page) !== "split";
}

function toolsHidden(page: HTMLElement): boolean {
  return page.querySelector<HTMLElement>("[data-tools]")?.hidden !== false;
}

function act(page: HTMLElement): string {
  return page.querySelector<HTMLInputElement>("[name=act]:checked")?.value ?? "split";
}

/** The cross stands in the middle of the map: there Enter puts a corner. */
function cross(page: HTMLElement, element: HTMLElement): void {
  const sign = page.querySelector<HTMLElement>(".area-cross");
  if (!sign) return;
  element.append(sign);
  sign.style.left = "calc(50% - 12.5px)";
  sign.style.top = "calc(50% - 12.5px)";
}

function seen(page: HTMLElement): HTMLElement | null {
  return page.querySelector<HTMLElement>("[data-seen]:not([hidden])");
}

/** What was shown is no longer what would be saved. */
function stale(page: HTMLElement): void {
  for (const part of all("[data-seen], [name=save]", page)) part.hidden = true;
}

function hint(page: HTMLElement, act: string, first: string, second: string): void {
  tell(page, !first ? "choose" : act === "split" ? "draw" : !second ? "neighbour" : act === "border" ? "drag" : "ready");
}

function tell(page: HTMLElement, word: string): void {
  const place = page.querySelector("[data-said]");
  if (place) place.textContent = say(wordsOf("areas"), word);
}

function layer(code: string): string {
  return LAYERS[code.length] ?? "grids";
}

function read(text: string): Corner[] {
  try {
    const shape = JSON.parse(text) as { type?: string; coordinates?: unknown };
    return shape.type === "LineString" && Array.isArray(shape.coordinates) ? (shape.coordinates as Corner[]) : [];
  } catch {
    return [];
  }
}

function around(map: MapLibre, features: GeoJSON.Feature[], rings: (shape: GeoJSON.Geometry) => Corner[][]): void {
  fit(map, features.flatMap((feature) => rings(feature.geometry).flat()));
}

function fit(map: MapLibre, corners: Corner[]): void {
  const [x, y] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
  if (corners.length) map.fitBounds([Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)], { padding: 48, animate: false, maxZoom: 17 });
}
