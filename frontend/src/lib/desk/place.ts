/** A place by typing or by the pin: suggestions from the town's own addresses, the map drawn when it is seen. */

import { make } from "../dom";
import type { TownMap } from "../map/engine";
import { mapOn } from "../mount";
import { say, wordsOf } from "../words";

type Match = { name: string; address?: string; lon: number; lat: number };

type Point = { lon: number; lat: number };

const WAIT = 300;

export function placePicker(form: HTMLElement): void {
  const place = form.querySelector<HTMLElement>("[data-pick]");
  const text = form.querySelector<HTMLInputElement>("[data-place]");
  const list = form.querySelector<HTMLElement>("[data-suggestions]");
  if (!place) return;
  let map: TownMap | null = null;
  const draw = async (): Promise<void> => {
    if (!map && place.offsetParent) map = await mapOn(place);
  };
  void draw();
  place.addEventListener("town:pick", (event) => void named(form, text, (event as CustomEvent<Point>).detail));
  form.closest("details")?.addEventListener("toggle", () => void draw());
  if (text && list?.dataset.suggestions) suggest(text, list, (match) => choose(form, text, map, match));
}

/** A moved pin says where it stands; words typed by hand stay as they are. */
async function named(form: HTMLElement, text: HTMLInputElement | null, at: Point): Promise<void> {
  const source = form.querySelector<HTMLElement>("[data-at]");
  if (!source?.dataset.at) return;
  const answer = await fetch(`${source.dataset.at}?lon=${at.lon}&lat=${at.lat}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  const body = (await answer.json()) as { address?: string; grid?: Named; community?: Named; message?: string };
  source.textContent = body.message ?? [body.community?.name, body.grid?.name].filter(Boolean).join(" · ");
  source.classList.toggle("lacking", !answer.ok);
  if (!text || !body.address || (text.value && text.value !== text.defaultValue && text.value !== source.dataset.given)) return;
  text.value = source.dataset.given = body.address;
}

type Named = { name: string } | null;

function choose(form: HTMLElement, text: HTMLInputElement, map: TownMap | null, match: Match): void {
  text.value = match.address || match.name;
  for (const key of ["lon", "lat"] as const) {
    const input = form.querySelector<HTMLInputElement>(`[name=${key}]`);
    if (input) input.value = String(match[key]);
  }
  map?.pick(match.lon, match.lat, false);
  map?.flyTo(match.lon, match.lat);
}

function suggest(text: HTMLInputElement, list: HTMLElement, chosen: (match: Match) => void): void {
  let timer = 0;
  let asked = 0;
  text.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || list.hidden) return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const line = (event.target as HTMLElement).closest("li");
    if (event.key === "Escape") text.focus();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const other = event.key === "ArrowDown" ? line?.nextElementSibling : line?.previousElementSibling;
    (other?.querySelector("button") ?? text).focus();
  });
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const words = text.value.trim();
    list.hidden = true;
    if (words.length < 2) return;
    const address = new URL(list.dataset.suggestions ?? "", location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    show(list, matchesIn(await answer.json()), (match) => {
      chosen(match);
      list.hidden = true;
      text.focus();
    });
  };
}

function matchesIn(body: unknown): Match[] {
  return Array.isArray(body) ? (body as Match[]) : ((body as { places?: Match[] }).places ?? []);
}

function show(list: HTMLElement, matches: Match[], chosen: (match: Match) => void): void {
  list.replaceChildren();
  for (const match of matches) {
    const address = make("span", { class: "quiet small" }, match.address === match.name ? "" : (match.address ?? ""));
    const button = make("button", { type: "button" }, match.name, " ", address);
    button.addEventListener("click", () => chosen(match));
    list.append(make("li", {}, button));
  }
  if (!matches.length) list.append(make("li", { class: "quiet" }, say(wordsOf("desk"), "no_place")));
  list.hidden = false;
}
