/** `<time data-countdown datetime data-since>`: the time left, in words, kept true. */

import { all } from "./dom";
import { say, wordsOf, type Words } from "./words";

const MINUTE = 60_000;
const YELLOW_FROM = 0.8;

export function span(words: Words, milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const parts: string[] = [];
  if (days) parts.push(say(words, "days", { n: days }));
  if (hours) parts.push(say(words, "hours", { n: hours }));
  if (!days && (minutes % 60 || !hours)) parts.push(say(words, "minutes", { n: minutes % 60 }));
  return parts.length > 1 ? say(words, "both", { large: parts[0] ?? "", small: parts[1] ?? "" }) : (parts[0] ?? "");
}

export function lightAt(now: number, since: number, due: number): "green" | "yellow" | "red" {
  if (now > due) return "red";
  return now - since >= YELLOW_FROM * (due - since) ? "yellow" : "green";
}

function tick(): void {
  const words = wordsOf("base");
  const now = Date.now();
  for (const element of all<HTMLTimeElement>("[data-countdown]")) {
    const due = Date.parse(element.dateTime);
    if (Number.isNaN(due)) continue;
    const text = say(words, now > due ? "overdue" : "left", { span: span(words, due - now) });
    if (element.textContent !== text) element.textContent = text;
    if (now > due) element.dataset.light = "red";
    else if (element.dataset.since) element.dataset.light = lightAt(now, Date.parse(element.dataset.since), due);
  }
}

export function startCountdowns(): void {
  if (!("left" in wordsOf("base"))) return;
  tick();
  setInterval(tick, 10_000);
  document.addEventListener("htmx:afterSettle", tick);
  document.addEventListener("visibilitychange", tick);
}
