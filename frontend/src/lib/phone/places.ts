/** Where it is: from the device, from the map, or from what is typed, with places to choose from. */

import { make } from "../dom";
import { mapOn } from "../mount";
import { say, wordsOf } from "../words";

type Place = { name: string; address: string; lon: number; lat: number };

const WAIT = 300;
const PRECISE = 6;

const inputOf = (name: string): HTMLInputElement | null => document.querySelector(`[name=${name}]`);

export function status(word: string, values: Record<string, string | number> = {}): void {
  const place = document.querySelector("[data-place-status]");
  if (place) place.textContent = word ? say(wordsOf("report"), word, values) : "";
}

export async function put(lon: number, lat: number, accuracy = ""): Promise<void> {
  for (const [name, value] of [["lon", lon.toFixed(PRECISE)], ["lat", lat.toFixed(PRECISE)], ["accuracy", accuracy]] as const) {
    const input = inputOf(name);
    if (input) input.value = value;
  }
  const element = document.querySelector<HTMLElement>('[data-townmap][data-mode="pick"]');
  const map = element && (await mapOn(element));
  map?.pick(lon, lat, false);
  map?.flyTo(lon, lat);
}

/** Says what lies at the point, or that it is outside the town, before anything is sent. */
export async function describe(lon: number, lat: number, metres = 0): Promise<void> {
  const url = document.querySelector<HTMLElement>("[data-at]")?.dataset.at;
  if (!url) return status("pinned");
  try {
    const answer = await fetch(`${url}?lon=${lon}&lat=${lat}`, { headers: { Accept: "application/json" } });
    const at = (await answer.json()) as { address?: string };
    if (!answer.ok) return status(answer.status === 422 ? "outside" : "pinned");
    if (metres) status("located_at", { address: at.address || "–", metres });
    else status("pinned_at", { address: at.address || "–" });
  } catch {
    status("pinned");
  }
}

export async function locate(): Promise<void> {
  status("locating");
  try {
    const { coords } = await new Promise<GeolocationPosition>((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 }),
    );
    await put(coords.longitude, coords.latitude, String(Math.round(coords.accuracy)));
    await describe(coords.longitude, coords.latitude, Math.max(1, Math.round(coords.accuracy)));
  } catch (error) {
    status(error instanceof GeolocationPositionError && error.code === error.PERMISSION_DENIED ? "denied" : "no_place");
  }
}

/** Typing asks for places; arrow keys and Enter choose, Escape closes; a changed text forgets the pin. */
export function suggestions(list: HTMLElement): void {
  const input = inputOf("place");
  if (!input || !list.dataset.places) return;
  let timer = 0;
  let asked = 0;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const show = (places: Place[]): void => {
    list.replaceChildren(...places.map((place) => line(place, input, close)));
    list.hidden = !places.length;
    if (!places.length) status("no_match");
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const text = input.value.trim();
    if (text.length < 2) return close();
    const places = await look(list.dataset.places ?? "", text);
    if (mine === asked) show(places);
  };
  input.addEventListener("input", () => {
    forget();
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT);
  });
  const move = (event: KeyboardEvent): void => {
    const lines = [...list.querySelectorAll("button")];
    const here = lines.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "Escape") close();
    else if (list.hidden || !lines.length) return;
    else if (event.key === "ArrowDown") lines[Math.min(here + 1, lines.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (here > 0 ? lines[here - 1] : input)?.focus();
    else return;
    event.preventDefault();
  };
  input.addEventListener("keydown", move);
  list.addEventListener("keydown", move);
  close();
}

function line(place: Place, input: HTMLInputElement, close: () => void): HTMLElement {
  const detail = place.address && place.address !== place.name ? [make("small", {}, place.address)] : [];
  const button = make("button", { type: "button", class: "match" }, make("strong", {}, place.name), ...detail);
  button.addEventListener("click", () => {
    input.value = place.name;
    void put(place.lon, place.lat);
    status("chosen_place", { name: place.name });
    close();
    input.focus();
  });
  return make("li", {}, button);
}

/** A pin that a suggestion or the map set no longer fits other words; one from the device stays true. */
function forget(): void {
  if (inputOf("accuracy")?.value) return;
  for (const name of ["lon", "lat"]) {
    const input = inputOf(name);
    if (input) input.value = "";
  }
  status("");
}

async function look(url: string, text: string): Promise<Place[]> {
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    const found = (await answer.json()) as { places?: Place[] } | Place[];
    return answer.ok ? (Array.isArray(found) ? found : (found.places ?? [])) : [];
  } catch {
    return [];
  }
}
