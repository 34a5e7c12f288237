/** The live stream: events become DOM events, fragments refresh themselves, the state stands in words. */

import { all, ready } from "./lib/dom";
import { Closed, read, type StreamEvent } from "./lib/stream";
import { say, wordsOf } from "./lib/words";

const SILENCE = 40_000;
const LONGEST_WAIT = 30;
const TOGETHER = 400;

let last = "";
let failures = 0;
let wake: (() => void) | null = null;

ready(() => {
  if (document.body.dataset.live) void run(document.body.dataset.live);
});

async function run(live: string): Promise<void> {
  show("waiting", "connecting");
  for (;;) {
    try {
      await read(address(live), SILENCE, opened, take);
    } catch (error) {
      if (error instanceof Closed) return show("off", "off");
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
  const after_gap = failures > 0;
  failures = 0;
  show("open", "open");
  if (after_gap) for (const element of all("[data-live-refresh]")) refresh(element);
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
  document.dispatchEvent(new CustomEvent(`lianzhi:${event.name}`, { detail }));
  document.dispatchEvent(new CustomEvent("lianzhi:any", { detail }));
  for (const element of all("[data-live-refresh]")) {
    if (wants(element.dataset.liveRefresh ?? "", event.name)) refresh(element);
  }
}

export function wants(patterns: string, name: string): boolean {
  return patterns.split(/\s+/).some((p) => p === name || (p.endsWith("*") && name.startsWith(p.slice(0, -1))));
}

const due = new WeakSet<HTMLElement>();

/** Many events at once make one request. */
function refresh(element: HTMLElement): void {
  if (due.has(element)) return;
  due.add(element);
  setTimeout(() => {
    due.delete(element);
    element.dispatchEvent(new CustomEvent("refresh"));
  }, TOGETHER);
}

function show(state: "open" | "waiting" | "off", word: string, values: Record<string, string | number> = {}): void {
  for (const place of all("[data-connection]")) {
    place.hidden = false;
    place.dataset.state = state;
    place.textContent = say(wordsOf("live"), word, values);
  }
}
