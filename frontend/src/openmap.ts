/** The public map of open matters: dots and the list beside them, fetched anew every half minute and for where one stands. */

import { all, ready } from "./lib/dom";
import type { Dot } from "./lib/dots";
import { mapOn, mountMaps } from "./lib/mount";
import { json, say, wordsOf } from "./lib/words";

const AGAIN = 30_000;
const REACH = 0.01; // about a kilometre each way

mountMaps();
ready(() => {
  const page = document.querySelector<HTMLElement>("[data-openmap]");
  if (page) start(page);
});

function start(page: HTMLElement): void {
  let box = new URLSearchParams(location.search).get("box") ?? "";
  const load = async (): Promise<void> => {
    const answer = await fetch(`${page.dataset.openmap ?? ""}?box=${box}`).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("spots");
    const here = document.getElementById("spots");
    if (!fresh || !here || here.contains(document.activeElement)) return;
    here.replaceWith(fresh);
    await draw();
  };
  if (document.documentElement.dataset.theme !== "care") setInterval(() => void load(), AGAIN);
  const near = all<HTMLButtonElement>("[data-near]")[0];
  if (!near || !("geolocation" in navigator)) return;
  near.hidden = false;
  near.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { longitude: x, latitude: y } = coords;
        box = [x - REACH, y - REACH, x + REACH, y + REACH].map((n) => n.toFixed(4)).join(",");
        void load().then(async () => (await map())?.flyTo(x, y, 15));
      },
      () => {
        const said = document.querySelector<HTMLElement>("[data-near-said]");
        if (said) said.textContent = say(wordsOf("openmap"), "denied");
      },
    );
  });
}

async function map() {
  const element = document.querySelector<HTMLElement>("[data-townmap]");
  return element ? mapOn(element) : null;
}

async function draw(): Promise<void> {
  (await map())?.setDots(json<Dot[]>("dots") ?? []);
}
