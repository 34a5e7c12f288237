/** Panels of the wall: each fetches itself anew when one of its events arrives, at most once in two seconds. */

import { all } from "./dom";
import type { LiveEvent } from "./dots";
import { startAfresh } from "./afresh";
import { wants } from "./stream";

const TOGETHER = 250;
const APART = 2_000;
const AFTER_FAILURE = 5_000;

class Panel {
  private fetched = 0;
  private timer = 0;
  private busy = false;
  private again = false;

  constructor(private readonly id: string) {}

  get element(): HTMLElement | null {
    return document.getElementById(this.id);
  }

  want(at_once = false): void {
    if (this.busy) {
      this.again = true;
      return;
    }
    if (this.timer && !at_once) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(), at_once ? 0 : Math.max(TOGETHER, this.fetched + APART - Date.now()));
  }

  private async fetch(): Promise<void> {
    this.timer = 0;
    this.busy = true;
    this.again = false;
    this.fetched = Date.now();
    const asked = location.search;
    try {
      const answer = await fetch(`${this.element?.dataset.panel}${asked}`, { cache: "no-store" });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return void startAfresh();
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (asked === location.search) this.show(html);
      else this.again = true;
    } catch {
      if (this.element) this.element.dataset.stale = "";
      setTimeout(() => this.want(), AFTER_FAILURE);
    } finally {
      this.busy = false;
      if (this.again) this.want();
    }
  }

  /** Charts, opened menus and the focus outlive the exchange. */
  private show(html: string): void {
    const old = this.element;
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild as HTMLElement | null;
    if (!old || !fresh) return;
    const focused = old.contains(document.activeElement) ? keyOf(document.activeElement as HTMLElement) : "";
    for (const menu of all<HTMLDetailsElement>("details[open]", old)) {
      const same = fresh.querySelector<HTMLDetailsElement>("details");
      if (same && menu) same.open = true;
    }
    const kept = all("[data-chart]", old).filter((chart) => {
      const place = fresh.querySelector(`[data-chart="${chart.dataset.chart}"]`);
      place?.replaceWith(chart);
      return place;
    });
    old.replaceWith(fresh);
    for (const chart of kept) chart.dispatchEvent(new CustomEvent("chart:data"));
    document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    if (focused) fresh.querySelector<HTMLElement>(focused)?.focus();
    for (const place of all("[data-updated]")) place.textContent = new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });
  }
}

function keyOf(element: HTMLElement): string {
  if (element.dataset.case) return `[data-case="${element.dataset.case}"]`;
  if (element.dataset.areaLink !== undefined) return `[data-area-link="${element.dataset.areaLink}"]`;
  return element.tagName === "SUMMARY" ? "summary" : "";
}

const panels = new Map<string, Panel>();

function panelOf(element: HTMLElement): Panel {
  let panel = panels.get(element.id);
  if (!panel) {
    panel = new Panel(element.id);
    panels.set(element.id, panel);
  }
  return panel;
}

export function refreshAll(at_once = false): void {
  for (const element of all("[data-panel]")) panelOf(element).want(at_once);
}

export function startPanels(): void {
  document.addEventListener("lianzhi:case.changed", (event) => {
    const { verb } = (event as CustomEvent<LiveEvent>).detail;
    for (const element of all("[data-panel]")) {
      if (wants(element.dataset.listens ?? "", `case.${verb}`)) panelOf(element).want();
    }
  });
  document.addEventListener("lianzhi:stale", () => refreshAll());
  document.addEventListener("town:relit", () => refreshAll());
  atTheHour();
}

/** A new hour is a new column in the trend, and a new day begins the count of today. */
function atTheHour(): void {
  const left = 3_600_000 - (Date.now() % 3_600_000);
  setTimeout(() => {
    refreshAll();
    atTheHour();
  }, left + 500);
}
