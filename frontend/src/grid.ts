/** The grid worker's phone: nearest first when the phone shares its place, and the network in words. */

import { all, mount, ready } from "./lib/dom";
import { say, wordsOf } from "./lib/words";

const EARTH = 6_371_000;

mount("[data-nearest]", (button) => {
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => nearest(coords), denied));
});
ready(network);
addEventListener("online", network);
addEventListener("offline", network);

function network(): void {
  for (const place of all("[data-network]")) place.textContent = navigator.onLine ? "" : say(wordsOf("grid"), "offline");
  for (const button of all<HTMLButtonElement>("button[data-needs-network]")) button.disabled = !navigator.onLine;
}

function denied(): void {
  tell("denied");
}

function tell(word: string): void {
  const line = document.querySelector("[data-order-said]");
  if (line) line.textContent = say(wordsOf("grid"), word);
}

function nearest(here: GeolocationCoordinates): void {
  const list = document.querySelector<HTMLElement>("[data-nearby]");
  if (!list) return;
  const away = new Map(all(".card", list).map((card) => [card, metres(here, card)]));
  for (const [card, distance] of away) {
    const place = card.querySelector("[data-distance]");
    if (place && Number.isFinite(distance)) place.textContent = inWords(distance);
  }
  list.append(...[...away].sort((a, b) => a[1] - b[1]).map(([card]) => card));
  tell("nearest");
}

function inWords(distance: number): string {
  if (distance < 1000) return say(wordsOf("grid"), "metres", { n: Math.round(distance / 10) * 10 });
  return say(wordsOf("grid"), "kilometres", { n: (distance / 1000).toFixed(1) });
}

function metres(here: GeolocationCoordinates, card: HTMLElement): number {
  const { lon, lat } = card.dataset;
  if (!lon || !lat) return Infinity;
  const rad = Math.PI / 180;
  const x = (Number(lon) - here.longitude) * rad * Math.cos(((Number(lat) + here.latitude) / 2) * rad);
  return EARTH * Math.hypot(x, (Number(lat) - here.latitude) * rad);
}
