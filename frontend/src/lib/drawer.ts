/** One case beside the map: opened from a dot, a list or the ticker; kept true while it is open. */

import type { Dot, LiveEvent } from "./dots";
import { mapOn } from "./mount";

let opener: HTMLElement | null = null;
let shown = "";

export function startDrawer(): void {
  const drawer = document.querySelector<HTMLElement>("[data-drawer]");
  const place = document.querySelector<HTMLElement>("[data-townmap]");
  if (!drawer) return;
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const link = target.closest<HTMLAnchorElement>("[data-case]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      opener = link;
      void open(drawer, place, link.dataset.case ?? "");
    } else if (target.closest("[data-drawer-close]")) close(drawer, place);
  });
  document.addEventListener("town:dot", (event) => {
    opener = null;
    void open(drawer, place, (event as CustomEvent<{ dot: Dot }>).detail.dot.number);
  });
  document.addEventListener("lianzhi:any", (event) => {
    if (shown && (event as CustomEvent<LiveEvent>).detail.case?.number === shown) void load(drawer, shown);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || drawer.hidden) return;
    event.preventDefault();
    close(drawer, place);
  }, true);
}

async function open(drawer: HTMLElement, place: HTMLElement | null, number: string): Promise<void> {
  shown = number;
  if (!(await load(drawer, number))) return;
  drawer.hidden = false;
  drawer.scrollTop = 0;
  drawer.focus();
  (place && (await mapOn(place)))?.mark(number);
}

/** The matter, or the refusal in words, as the server says it. */
async function load(drawer: HTMLElement, number: string): Promise<boolean> {
  const answer = await fetch(`/cockpit/case/${encodeURIComponent(number)}/`, { cache: "no-store", headers: { "HX-Request": "true" } });
  if (number !== shown) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  drawer.replaceChildren(...page.body.childNodes);
  document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
  return true;
}

async function close(drawer: HTMLElement, place: HTMLElement | null): Promise<void> {
  shown = "";
  drawer.hidden = true;
  drawer.replaceChildren();
  opener?.focus();
  (place && (await mapOn(place)))?.mark("");
}
