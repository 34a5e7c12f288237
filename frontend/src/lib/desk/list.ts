/** Rows that keep up with the stream, and their dots on the map beside them. */

import { all } from "../dom";
import type { Dot, LiveEvent } from "../dots";
import { setCurrent } from "../keys";
import type { TownMap } from "../map/engine";
import { mapOn } from "../mount";
import { say, wordsOf } from "../words";
import { rememberList } from "./back";
import { fetchPart, settled } from "./fragments";

const TOGETHER = 250;
const LIGHTS_EVERY = 20_000;
const FRESH_FOR = 6_000;
/** Rows of a page; an older row than all of these stands on a later page. */
const PAGE = 30;

let map: TownMap | null = null;

/** Hovering or choosing a row marks its dot; a dot under the pointer or chosen marks its row. */
export async function link(desk: HTMLElement): Promise<void> {
  const rows = (): HTMLElement[] => all("tr[data-number]", desk);
  const row = (number: string): HTMLElement | undefined => rows().find((each) => each.dataset.number === number);
  let current = "";
  desk.addEventListener("click", (event) => {
    const at = event.target as HTMLElement;
    const hit = at.closest<HTMLElement>("tr[data-number]");
    if (hit && !at.closest("a, button, input, label")) setCurrent(hit);
  });
  desk.addEventListener("row:current", (event) => {
    current = (event.target as HTMLElement).dataset.number ?? "";
    map?.mark(current);
  });
  desk.addEventListener("htmx:afterSettle", () => {
    const again = current ? row(current) : undefined;
    if (again) setCurrent(again, false);
  });
  const place = desk.querySelector<HTMLElement>("[data-townmap]");
  if (!place) return;
  let marked = "";
  const mark = (number: string): void => {
    if (number !== marked) map?.mark((marked = number));
  };
  desk.addEventListener("mouseover", (event) => {
    const hit = (event.target as HTMLElement).closest<HTMLElement>("tr[data-number]");
    mark(hit?.dataset.number ?? current);
  });
  desk.addEventListener("mouseleave", () => mark(current));
  place.addEventListener("town:dot", (event) => setCurrent(row(numberOf(event))));
  place.addEventListener("town:hover", (event) => {
    for (const each of rows()) each.classList.toggle("pointed", each.dataset.number === numberOf(event));
  });
  map = await mapOn(place);
  await showDots(place);
}

function numberOf(event: Event): string {
  return (event as CustomEvent<{ dot: Dot | null }>).detail.dot?.number ?? "";
}

async function showDots(place: HTMLElement): Promise<void> {
  if (!map || !place.dataset.dotsUrl) return;
  const answer = await fetch(place.dataset.dotsUrl).catch(() => null);
  if (!answer?.ok) return;
  const { dots } = (await answer.json()) as { dots: Dot[] };
  map.setDots(dots);
  const note = document.querySelector("[data-map-note]");
  if (note) note.textContent = say(wordsOf("desk"), "on_map", { n: dots.length });
}

/** Each change asks for its row under the page's own filters: it comes, changes, or goes. */
export function follow(source: HTMLElement): void {
  const waiting = new Map<string, Dot | null>();
  const unseen = new Set<string>();
  let timer = 0;
  const ask = (number: string, dot: Dot | null): void => {
    waiting.set(number, dot ?? waiting.get(number) ?? null);
    if (!timer) timer = window.setTimeout(() => void bring(), TOGETHER);
  };
  const bring = async (): Promise<void> => {
    timer = 0;
    const asked = new Map(waiting);
    waiting.clear();
    const address = new URL(source.dataset.following ?? "", location.href);
    for (const number of asked.keys()) address.searchParams.append("n", number);
    const answer = await fetchPart(address.href);
    if (!answer) return;
    const tabs = answer.querySelector("#tabs");
    if (tabs) document.getElementById("tabs")?.replaceWith(tabs);
    for (const [number, dot] of asked) apply(source, number, dot, rowIn(answer, number), unseen);
    sayUnseen(unseen);
    settled(document.querySelector<HTMLElement>("table[data-rows]") ?? source);
  };
  rememberList();
  document.addEventListener("lianzhi:case.changed", (event) => {
    const dot = (event as CustomEvent<LiveEvent>).detail.case;
    if (dot) ask(dot.number, dot);
  });
  source.addEventListener("refresh", () => location.reload());
  window.setInterval(() => {
    for (const row of all("tr[data-due]")) if (turned(row)) ask(row.dataset.number ?? "", null);
  }, LIGHTS_EVERY);
}

function rowIn(page: Document, number: string): HTMLElement | null {
  return page.querySelector<HTMLElement>(`tr[data-number="${CSS.escape(number)}"]`);
}

function apply(source: HTMLElement, number: string, dot: Dot | null, fresh: HTMLElement | null, unseen: Set<string>): void {
  const old = rowIn(document, number);
  if (dot && fresh?.dataset.due) map?.putDot(dot);
  else if (dot) map?.dropDot(number);
  if (!fresh) return gone(old);
  if (old) return exchange(old, fresh);
  const body = document.querySelector("table[data-rows] tbody");
  if (!body || source.dataset.order !== "newest" || source.dataset.page !== "1") {
    unseen.add(number);
    return;
  }
  const after = all("tr[data-created]", body).find((row) => reported(row) < reported(fresh));
  if (!after && body.children.length >= PAGE) return;
  const tag = fresh.querySelector<HTMLElement>(".new-tag");
  if (tag) tag.hidden = false;
  fresh.classList.add("fresh");
  body.insertBefore(fresh, after ?? null);
  window.setTimeout(() => fresh.classList.remove("fresh"), FRESH_FOR);
}

function gone(row: HTMLElement | null): void {
  row?.remove();
  document.dispatchEvent(new CustomEvent("lianzhi:rows"));
}

function reported(row: HTMLElement): number {
  return Date.parse(row.dataset.created ?? "");
}

function exchange(old: HTMLElement, fresh: HTMLElement): void {
  const tag = fresh.querySelector<HTMLElement>(".new-tag");
  if (tag) tag.hidden = old.querySelector<HTMLElement>(".new-tag")?.hidden ?? true;
  const [was, is] = [old, fresh].map((row) => row.querySelector<HTMLInputElement>("input[data-pick]"));
  if (was && is) is.checked = was.checked;
  old.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("lianzhi:rows"));
}

/** Where new rows cannot simply be put in front, a button says how many there are. */
function sayUnseen(unseen: Set<string>): void {
  const button = document.querySelector<HTMLElement>("[data-new-entries]");
  if (!unseen.size) return;
  if (!button) return location.reload();
  button.hidden = false;
  button.textContent = say(wordsOf("desk"), "new_entries", { n: unseen.size });
  button.onclick = () => location.reload();
}

/** Has the light of a row changed since the server drew it? */
function turned(row: HTMLElement): boolean {
  const now = Date.now();
  const [warn, due] = [Date.parse(row.dataset.warn ?? ""), Date.parse(row.dataset.due ?? "")];
  if (Number.isNaN(due)) return false;
  const light = now > due ? "red" : now > warn ? "yellow" : "green";
  return light !== row.dataset.light;
}
