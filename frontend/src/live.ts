/** The live stream: events become DOM events, fragments refresh themselves, the state stands in words. */

import { startAfresh } from "./lib/afresh";
import { all, ready } from "./lib/dom";
import { Closed, read, wants, type StreamEvent } from "./lib/stream";
import { say, wordsOf } from "./lib/words";

const SILENCE = 40_000;
const LONGEST_WAIT = 30;
const TOGETHER = 400;
const ALONE_WAITS = 60_000;

let last = "";
let failures = 0;
let wake: (() => void) | null = null;

ready(() => {
  last = document.body.dataset.liveLast ?? "";
  if (document.body.dataset.live) void run(document.body.dataset.live);
});

async function run(live: string): Promise<void> {
  show("waiting", "connecting");
  for (;;) {
    try {
      await read(address(live), SILENCE, opened, take);
    } catch (error) {
      if (error instanceof Closed) return ended();
    }
    await pause(Math.min(2 ** failures++, LONGEST_WAIT));
  }
}

function address(live: string): string {
  const url = new URL(live, location.href);
  url.searchParams.set("ticket", document.body.dataset.liveTicket ?? "");
  if (last) url.searchParams.set("last", last);
  return url.href;
}

function opened(): void {
  const gap = failures > 0 && !last;
  failures = 0;
  show("open", "open");
  if (gap) catchUp();
}

async function pause(seconds: number): Promise<void> {
  show("waiting", "waiting", { n: seconds });
  await new Promise<void>((resolve) => {
    wake = resolve;
    setTimeout(resolve, seconds * 1000);
  });
  wake = null;
}

addEventListener("online", () => wake?.());

function take(event: StreamEvent): void {
  if (event.id) last = event.id;
  const detail: unknown = JSON.parse(event.data);
  if (event.name === "beat") return beat((detail as { ok: boolean }).ok);
  if (event.name === "reload") return stale((detail as { why: string }).why);
  document.dispatchEvent(new CustomEvent(`lianzhi:${event.name}`, { detail }));
  document.dispatchEvent(new CustomEvent("lianzhi:any", { detail }));
  for (const element of all("[data-live-refresh]")) {
    if (wants(element.dataset.liveRefresh ?? "", event.name)) refresh(element);
  }
}

function beat(ok: boolean): void {
  show(ok ? "open" : "waiting", ok ? "open" : "behind");
}

/** The stream ends because what the page shows may not be true any more. */
function stale(why: string): void {
  if (why === "rights") return ended();
  if (why === "restart") return;
  last = "";
  if (alone()) return void startAfresh();
  catchUp();
}

/** Something may have been missed: fetch everything that shows events. */
function catchUp(): void {
  for (const element of all("[data-live-refresh]")) refresh(element);
  document.dispatchEvent(new CustomEvent("lianzhi:stale"));
}

/** Not admitted (any more). A page nobody attends to starts afresh; on others a person may have typed something. */
function ended(): void {
  show("off", "off");
  if (alone()) setTimeout(() => void startAfresh(), ALONE_WAITS);
}

function alone(): boolean {
  return "liveAlone" in document.body.dataset;
}

const due = new WeakSet<HTMLElement>();
const refreshed = new WeakMap<HTMLElement, number>();

/** The first event refreshes at once; those that follow within a moment make one request together. */
function refresh(element: HTMLElement): void {
  if (due.has(element)) return;
  due.add(element);
  const wait = (refreshed.get(element) ?? 0) + TOGETHER - Date.now();
  setTimeout(() => {
    due.delete(element);
    refreshed.set(element, Date.now());
    element.dispatchEvent(new CustomEvent("refresh"));
  }, Math.max(wait, 30));
}

function show(state: "open" | "waiting" | "off", word: string, values: Record<string, string | number> = {}): void {
  for (const place of all("[data-connection]")) {
    place.hidden = false;
    place.dataset.state = state;
    place.textContent = say(wordsOf("live"), word, values);
  }
}
