/** List beside map, linked both ways. */

import { all, mount } from "./lib/dom";
import type { Dot } from "./lib/dots";
import { setCurrent } from "./lib/keys";
import { mapOn, mountMaps } from "./lib/mount";

mountMaps();
mount("[data-desk]", (desk) => void link(desk));

async function link(desk: HTMLElement): Promise<void> {
  const rows = (): HTMLElement[] => all("[data-number]", desk);
  const known = new Set(rows().map((row) => row.dataset.number));
  desk.addEventListener("htmx:afterSettle", () => {
    for (const row of rows()) {
      if (known.has(row.dataset.number)) continue;
      known.add(row.dataset.number);
      row.classList.add("fresh");
      setTimeout(() => row.classList.remove("fresh"), 6000);
    }
    keepCurrent();
  });
  let current = "";
  const keepCurrent = (): void => {
    if (current) setCurrent(rows().find((row) => row.dataset.number === current), false);
  };
  desk.addEventListener("click", (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-number]");
    if (row && !(event.target as HTMLElement).closest("a, button, input, label")) setCurrent(row);
  });
  const place = desk.querySelector<HTMLElement>("[data-townmap]");
  const map = place && (await mapOn(place));
  desk.addEventListener("row:current", (event) => {
    const number = (event.target as HTMLElement).dataset.number ?? "";
    if (number === current) return;
    current = number;
    map?.mark(number);
  });
  place?.addEventListener("town:dot", (event) => {
    const { dot } = (event as CustomEvent<{ dot: Dot }>).detail;
    setCurrent(rows().find((row) => row.dataset.number === dot.number));
    map?.mark(dot.number);
  });
}
