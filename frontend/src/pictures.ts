/** Charts on a desk page, and a share of each community on the map: what is clicked there or in the table shows its figures. */

import { all, make, mount } from "./lib/dom";
import { mapOn, mountMaps } from "./lib/mount";
import { picture } from "./lib/picture";
import { json, wordsOf } from "./lib/words";

type Shades = Record<string, { step: number; note: string }>;

mountMaps();
mount("[data-chart]", (element) => void picture(element, wordsOf("pictures")));
mount("[data-coverage]", (page) => void coverage(page));

async function coverage(page: HTMLElement): Promise<void> {
  const rows = new Map(all("[data-area-row]", page).map((row) => [row.dataset.areaRow ?? "", row]));
  const element = page.querySelector<HTMLElement>("[data-townmap]");
  const map = element ? mapOn(element) : Promise.resolve(null);
  for (const [code, row] of rows) {
    row.querySelector("[data-area-choose]")?.addEventListener("click", () => {
      choose(page, rows, code);
      void map.then((town) => town?.select(code, false));
    });
  }
  element?.addEventListener("town:area", (event) => choose(page, rows, (event as CustomEvent<{ code: string }>).detail.code));
  const town = await map;
  town?.shade(json<Shades>("coverage-figures") ?? {});
  if (element && town) element.dataset.shaded = "1";
}

/** The row is marked, and its figures stand under the map with the heads of their columns. */
function choose(page: HTMLElement, rows: Map<string, HTMLElement>, code: string): void {
  for (const [each, row] of rows) {
    if (each === code) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const place = page.querySelector<HTMLElement>("[data-coverage-one]");
  const row = rows.get(code);
  if (!place || !row) return void place?.replaceChildren();
  const heads = all("thead th", page).map((head) => head.textContent?.trim() ?? "");
  const cells = [...row.children].map((cell) => cell.textContent?.trim() ?? "");
  const facts = cells.slice(1).map((text, n) => make("div", {}, make("dt", {}, heads[n + 1] ?? ""), make("dd", {}, text)));
  place.replaceChildren(make("strong", {}, cells[0] ?? ""), make("dl", {}, ...facts));
}
