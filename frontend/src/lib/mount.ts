/** Maps mount on `[data-townmap]`; MapLibre is fetched only then. Attributes: frontend/README.md. */

import { make, mount } from "./dom";
import type { Dot, LiveEvent } from "./dots";
import type { TownMap } from "./map/engine";
import { json, part, say, wordsOf, type Words } from "./words";

const maps = new WeakMap<HTMLElement, Promise<TownMap | null>>();
const GONE = "closed rated refused";
const RELIGHT = 20_000;

/** The map on an element, once it is drawn; null where the browser has no WebGL. */
export function mapOn(element: HTMLElement): Promise<TownMap | null> {
  let map = maps.get(element);
  if (!map) {
    map = build(element);
    maps.set(element, map);
  }
  return map;
}

export function mountMaps(): void {
  mount("[data-townmap]", (element) => void mapOn(element));
}

function mapWords(): Words {
  for (const island of ["desk", "cockpit", "report", "offline", "openmap", "areas", "pictures"]) {
    const words = part(wordsOf(island), "map");
    if ("label" in words) return words;
  }
  return wordsOf("townmap");
}

async function build(element: HTMLElement): Promise<TownMap | null> {
  const { dataset } = element;
  const words = mapWords();
  if (!document.createElement("canvas").getContext("webgl2")) {
    element.append(make("p", { class: "map-trouble" }, say(words, "no_webgl")));
    return null;
  }
  const live = "liveDots" in dataset ? arrivals() : null;
  const { TownMap } = await import("./map/engine");
  const map = new TownMap(element, {
    sources: dataset.sources ?? "/map/",
    select: dataset.select ?? "",
    mode: dataset.mode ?? "",
    tilt: "tilt" in dataset,
    navigate: "navigate" in dataset,
    five: "five" in dataset,
    words,
  });
  await map.ready;
  map.setDots(json<Dot[]>(dataset.dots ?? "") ?? []);
  if (dataset.area) map.select(dataset.area);
  if (dataset.mode === "pick") picker(element, map);
  if (live) follow(map, live, (dataset.gone ?? GONE).split(/\s+/));
  return map;
}

/** Cases of the stream from now on: those that come before the map is drawn wait for it. */
type Arrivals = { each(take: (dot: Dot) => void): void };

function arrivals(): Arrivals {
  const waiting: Dot[] = [];
  let take = (dot: Dot): void => void waiting.push(dot);
  document.addEventListener("lianzhi:any", (event) => {
    const dot = (event as CustomEvent<LiveEvent>).detail.case;
    if (dot) take(dot);
  });
  return {
    each(then) {
      take = then;
      waiting.splice(0).forEach(then);
    },
  };
}

function follow(map: TownMap, live: Arrivals, gone: string[]): void {
  live.each((dot) => {
    if (gone.includes(dot.state)) map.dropDot(dot.number);
    else map.putDot(dot);
  });
  setInterval(() => {
    if (map.relight()) map.element.dispatchEvent(new CustomEvent("town:relit", { bubbles: true }));
  }, RELIGHT);
}

/** The pin writes the two inputs, and the inputs (typed, or from the device) move the pin. */
function picker(element: HTMLElement, map: TownMap): void {
  const input = (key: "lon" | "lat"): HTMLInputElement | null => document.querySelector(element.dataset[key] || `[name=${key}]`);
  const [lon, lat] = [input("lon"), input("lat")];
  if (!lon || !lat) return;
  const show = (): void => {
    if (lon.value && lat.value) map.pick(Number(lon.value), Number(lat.value), false);
  };
  show();
  if (lon.value && lat.value) map.flyTo(Number(lon.value), Number(lat.value));
  element.addEventListener("town:pick", (event) => {
    const place = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    lon.value = String(place.lon);
    lat.value = String(place.lat);
    lon.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
