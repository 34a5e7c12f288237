/** The chosen area and period stand in the address: links, map clicks and the back key all end here. */

import { all } from "./dom";
import type { Dot } from "./dots";
import { mapOn } from "./mount";
import { refreshAll } from "./panels";

const COMMUNITY_DIGITS = 12;

export function startArea(): void {
  const place = document.querySelector<HTMLElement>("[data-townmap]");
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[href^="?"]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    const wanted = new URL(link.href).searchParams;
    if (link.dataset.areaLink !== undefined) go("area", link.dataset.areaLink, place);
    else if (link.dataset.period) go("period", link.dataset.period, place);
    else {
      const here = new URL(location.href);
      here.searchParams.set("theme", wanted.get("theme") ?? "dark");
      location.assign(here);
    }
  });
  document.addEventListener("town:area", (event) => go("area", (event as CustomEvent<{ code: string }>).detail.code, place));
  addEventListener("popstate", () => void show(place));
  if (place) void mapOn(place).then((map) => settle(map, here()));
}

function here(): string {
  return new URLSearchParams(location.search).get("area") ?? "";
}

function go(key: "area" | "period", value: string, place: HTMLElement | null): void {
  const url = new URL(location.href);
  if (url.searchParams.get(key) === value || (!value && !url.searchParams.has(key))) return;
  if (value) url.searchParams.set(key, value);
  else url.searchParams.delete(key);
  history.pushState(null, "", url);
  void show(place);
}

async function show(place: HTMLElement | null): Promise<void> {
  const period = new URLSearchParams(location.search).get("period") || "today";
  for (const link of all("[data-period]")) {
    if (link.dataset.period === period) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.body.dataset.area = here();
  refreshAll(true);
  const map = place && (await mapOn(place));
  if (!map) return;
  map.select(here());
  settle(map, here());
  const asked = location.search;
  const answer = await fetch(`/cockpit/dots.json${asked}`, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || asked !== location.search) return;
  const { dots, newest } = (await answer.json()) as { dots: Dot[]; newest: Dot[] };
  map.setDots(dots);
  document.dispatchEvent(new CustomEvent("lianzhi:newest", { detail: newest }));
}

/** Town: communities are chosen next; community: its grids. */
function settle(map: Awaited<ReturnType<typeof mapOn>>, area: string): void {
  map?.only(area);
  map?.choosing(area.length >= COMMUNITY_DIGITS ? "grids" : "communities");
}
