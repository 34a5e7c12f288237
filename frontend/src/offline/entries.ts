/** New entries, their words for people, and how far one has come. */

import * as db from "./db";
import { going } from "./own";
import type { Entry, Kind } from "./types";
import { chinese } from "../lib/dom";
import { say, wordsOf, type Words } from "../lib/words";

export const words = (): Words => wordsOf("offline");
export const tell = (key: string, values: Record<string, string | number> = {}): string => say(words(), key, values);
export const named = (thing: { zh: string; en?: string }): string => (chinese() || !thing.en ? thing.zh : thing.en);

export function newEntry(kind: Kind, person: string, about: Partial<Entry> = {}): Entry {
  const now = new Date().toISOString();
  return {
    key: crypto.randomUUID(), person, kind, state: "draft", made_at: now, changed_at: now,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, number: "", part: null, title: "", text: "", intake: "",
    category: "", place_text: "", doorplate: "", lon: null, lat: null, fix: null, pictures: [], arrived: "", sent_at: "",
    said: "", tries: 0, ...about,
  };
}

/** Pictures whose every file has arrived, and all of them. */
export function pictures(one: Entry): { here: number; all: number; failed: number } {
  const all = going(one);
  const here = all.filter((picture) => picture.files.every((file) => file.state === "sent"));
  const failed = all.filter((picture) => picture.files.some((file) => file.state === "failed"));
  return { here: here.length, all: all.length, failed: failed.length };
}

export function titleOf(one: Entry): string {
  return one.title || one.text.trim().slice(0, 40) || tell(`kind_${one.kind}`);
}

/** Date and time where the phone is, with its zone named. */
export function moment(iso: string): string {
  if (!iso) return "–";
  const at = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = at.toDateString() === new Date().toDateString() ? "" : `${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  return `${day}${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function zoned(iso: string): string {
  const at = new Date(iso);
  const minutes = -at.getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} UTC${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Give an entry to the queue. From here on it is the same to the letter however often it is sent. */
export async function queueUp(key: string): Promise<Entry | null> {
  return db.change(key, (one) => {
    if (one.state !== "draft" && one.state !== "refused") return;
    one.state = "waiting";
    one.said = "";
    one.changed_at = new Date().toISOString();
  });
}

/** Unsent entries: drafts too, because they would be lost as well. */
export async function unsent(person: string): Promise<Entry[]> {
  return (await db.entries(person)).filter((one) => one.state !== "sent");
}

/** “3 entries wait; they go by themselves when there is a network” and the like. */
export async function syncLine(): Promise<string> {
  const { person } = await db.me();
  const all = await db.entries(person);
  const waiting = all.filter((one) => one.state === "waiting").length;
  const stuck = all.filter((one) => one.state === "refused" || one.state === "conflict").length;
  const drafts = all.filter((one) => one.state === "draft").length;
  const parts = [
    waiting ? tell(navigator.onLine ? "line_sending" : "line_waiting", { n: waiting }) : "",
    stuck ? tell("line_stuck", { n: stuck }) : "",
    drafts ? tell("line_drafts", { n: drafts }) : "",
  ].filter(Boolean);
  return parts.join(" · ") || tell("line_clear");
}
