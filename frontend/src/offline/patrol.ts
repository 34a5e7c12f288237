/** The round: positions while it is on, kept on the phone, sent when there is a network; line, stops and times on the map. */

import { make } from "../lib/dom";
import { mapOn } from "../lib/mount";
import * as db from "./db";
import { moment, tell } from "./entries";
import { fixLine, fixOf } from "./geo";
import { ask, hello, maker } from "./net";
import type { Point, Round } from "./types";
import { button, choose, link, note, panel, para, show } from "./ui";

const STEP_METRES = 15;
const STEP_MS = 10_000;
const STILL_MS = 60_000;
const USELESS = 200; // metres of error beyond which a position says nothing about a round
const RUNNING = "field.round";

type Stop = { from: string; to: string; minutes: number; lon: number; lat: number; place: string };
type Walked = { id: string; started_at: string; ended_at: string; metres: number; line: [number, number][]; stops: Stop[] };

let watching = -1;
let last: Point | null = null;

export async function patrol(): Promise<void> {
  const asked = new URLSearchParams(location.search).get("id");
  if (asked) return walkedScreen(asked);
  const { person } = await db.me();
  const rounds = (await db.rounds()).filter((one) => one.person === person).sort((a, b) => b.started_at.localeCompare(a.started_at));
  const open = rounds.find((one) => !one.ended_at);
  if (open && watching < 0) await goOn(open);
  const line = make("div", { "data-fix-line": "" }, fixLine(null));
  document.addEventListener("field:fix", (event) => line.replaceChildren(fixLine((event as CustomEvent).detail)));
  const past = make("div", { class: "cards", "data-rounds": "" });
  show({
    title: tell("patrol"),
    back: "/g/",
    body: [
      panel(para(open ? tell("round_on", { time: moment(open.started_at) }) : tell("round_off"), "phone-lead"), ...(open ? [line, para(await countLine(open.id))] : []), para(tell("round_text"), "quiet small")),
      make("h2", {}, tell("rounds")), past,
    ],
    thumb: [open ? button(tell("round_stop"), () => stop(open), "button-danger", "pause") : button(tell("round_start"), start, "button-primary", "play")],
  });
  await listPast(past, rounds.filter((one) => one.ended_at));
}

async function countLine(id: string): Promise<string> {
  return tell("round_points", { n: (await db.pointsOf(id)).length });
}

async function listPast(box: HTMLElement, here: Round[]): Promise<void> {
  for (const one of here) box.append(make("div", { class: "card", "data-state": "waiting" }, make("strong", {}, moment(one.started_at)), make("span", { class: "tag tag-waiting" }, tell("round_waiting"))));
  const answer = await ask("/g/patrols/");
  if (answer.kind === "done") {
    for (const one of answer.body.rounds as Walked[]) {
      box.append(link(`${moment(one.started_at)} – ${moment(one.ended_at)} · ${(one.metres / 1000).toFixed(1)} km · ${tell("stops_n", { n: one.stops.length })}`, `/g/patrol/?id=${one.id}`, "card"));
    }
  }
  if (!box.childElementCount) box.append(para(answer.kind === "done" ? tell("no_rounds") : tell("rounds_later")));
}

async function start(): Promise<void> {
  const person = await maker();
  if (!person) return;
  const round: Round = { id: crypto.randomUUID(), person, started_at: new Date().toISOString(), ended_at: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, sent: 0 };
  await db.saveRound(round);
  await patrol();
}

/** After the page was closed and opened again the same round goes on; the gap stays visible as a gap. */
async function goOn(round: Round): Promise<void> {
  const before = await db.pointsOf(round.id);
  last = before.at(-1) ?? null;
  if (!("geolocation" in navigator)) return;
  watching = navigator.geolocation.watchPosition((at) => void take(round, at), () => {}, { enableHighAccuracy: true, maximumAge: 5_000, timeout: 60_000 });
  sessionStorage.setItem(RUNNING, round.id);
}

/** A point for each 15 m walked, at most every 10 s; one a minute while standing, so that a stop can be told. */
async function take(round: Round, { coords, timestamp }: GeolocationPosition): Promise<void> {
  const fix = fixOf(coords, timestamp, 0);
  document.dispatchEvent(new CustomEvent("field:fix", { detail: fix }));
  if (fix.accuracy_m > USELESS) return;
  const waited = last ? Date.parse(fix.at) - Date.parse(last.at) : Infinity;
  if (waited < STEP_MS || (last && metres(last, fix) < STEP_METRES && waited < STILL_MS)) return;
  last = { patrol: round.id, n: (last?.n ?? -1) + 1, lon: fix.lon, lat: fix.lat, accuracy_m: fix.accuracy_m, at: fix.at };
  await db.addPoint(last);
}

export function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return 6_371_000 * Math.hypot(x, (b.lat - a.lat) * rad);
}

async function stop(round: Round): Promise<void> {
  const sure = await choose(tell("round_stop"), tell("round_stop_ask"), [["yes", tell("round_stop"), "button-primary"], ["", tell("round_go_on")]]);
  if (sure !== "yes") return;
  if (watching >= 0) navigator.geolocation.clearWatch(watching);
  watching = -1;
  last = null;
  await db.saveRound({ ...round, ended_at: new Date().toISOString() });
  await sendRounds();
  await patrol();
}

/** Ended rounds go whole; the same round sent twice is one. What the server has, the phone need not keep. */
export async function sendRounds(): Promise<void> {
  const { person } = await db.me();
  const ended = (await db.rounds()).filter((one) => one.ended_at && one.person === person);
  const there = ended.length ? await hello() : null;
  if (there?.person !== person || !person) return;
  for (const round of ended) {
    const points = (await db.pointsOf(round.id)).map(({ lon, lat, accuracy_m, at }) => ({ lon, lat, accuracy_m, at }));
    const body = JSON.stringify({ id: round.id, started_at: round.started_at, ended_at: round.ended_at, zone: round.zone, points });
    const answer = await ask("/g/patrols/", { csrf: there.csrf, body, type: "application/json" });
    if (answer.kind === "done") await db.removeRound(round.id);
  }
}

async function walkedScreen(id: string): Promise<void> {
  const answer = await ask("/g/patrols/");
  const found = answer.kind === "done" ? (answer.body.rounds as Walked[]).find((one) => one.id === id) : undefined;
  if (!found) return show({ title: tell("patrol"), back: "/g/patrol/", body: [note(tell("rounds_later"), "warning")] });
  const map = make("div", { class: "map", "data-townmap": "" });
  const stops = make("ol", { class: "timeline" });
  for (const one of found.stops) stops.append(make("li", {}, make("div", { class: "head" }, make("strong", {}, one.place || `${one.lat.toFixed(5)}, ${one.lon.toFixed(5)}`)), make("div", { class: "meta" }, tell("stop", { from: moment(one.from), to: moment(one.to), n: one.minutes }))));
  show({
    title: tell("patrol"),
    back: "/g/patrol/",
    body: [
      para(`${moment(found.started_at)} – ${moment(found.ended_at)} · ${(found.metres / 1000).toFixed(1)} km`, "phone-lead"),
      make("div", { class: "picker" }, map),
      panel(make("h2", {}, tell("stops_n", { n: found.stops.length })), ...(found.stops.length ? [stops] : [para(tell("no_stops"))])),
    ],
  });
  const town = await mapOn(map);
  town?.track(found.line, found.stops.map((one) => [one.lon, one.lat]));
}

