/** A place by typing or by the pin: suggestions from the town's own addresses, the map drawn when it is seen. */

import type { TownMap } from "../map/engine";
import { mapOn } from "../mount";
import { type Match, suggest } from "../suggest";
import { say, wordsOf } from "../words";

type Point = { lon: number; lat: number };

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
  if (text && list?.dataset.suggestions) {
    suggest(text, list, say(wordsOf("desk"), "no_place"), (match) => choose(form, text, map, match));
  }
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
