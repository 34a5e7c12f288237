/** The queue: one sender at a time over all pages and the worker; the record first, then its pictures in pieces. */

import * as db from "./db";
import { ask, maySend, meet, told, type Hello } from "./net";
import { going, whole } from "./own";
import type { Entry, PictureFile } from "./types";

export type Outcome = "sent" | "nothing" | "offline" | "login" | "network" | "busy" | "stopped";

const PIECE = 256 * 1024;
const TIMES = 3;
const KEEP_SENT = 30;

/** `manual`: the person pressed “send now”, so a setting for Wi-Fi does not hold it back.
 * `wait`: milliseconds to wait for a sender that is at work elsewhere; without it, that one sends what is new too. */
export async function sendAll({ manual = false, wait = 0 } = {}): Promise<Outcome> {
  if (!manual && !maySend(await db.settings())) return "network";
  const who = await db.me();
  if (!who.person || !(await db.entries(who.person)).some(due)) return "nothing";
  const how: LockOptions = wait ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true };
  try {
    return await navigator.locks.request("lianzhi-send", how, async (lock) => (lock ? run() : "busy"));
  } catch (error) {
    if ((error as Error).name === "TimeoutError" || (error as Error).name === "AbortError") return "busy";
    throw error;
  }
}

export function due(one: Entry): boolean {
  return one.state === "waiting";
}

async function run(): Promise<Outcome> {
  const { hello } = await meet();
  if (!hello) return "offline";
  if (!hello.person) return "login";
  let outcome: Outcome = "sent";
  const tried = new Set<string>();
  for (let one = await next(hello.person, tried); one && outcome === "sent"; one = await next(hello.person, tried)) {
    tried.add(one.key);
    if (!(await waitsForAnother(one))) outcome = await sendOne(one.key, hello);
  }
  await forgetOld(hello.person);
  return outcome;
}

/** The queue as it is now: what was put into it while something else was being sent goes in the same run. */
async function next(person: string, tried: Set<string>): Promise<Entry | undefined> {
  return (await db.entries(person)).find((one) => due(one) && !tried.has(one.key));
}

/** What was decided about a matter first has to be settled first. */
async function waitsForAnother(one: Entry): Promise<boolean> {
  if (!one.number) return false;
  const before = (await db.entries(one.person)).filter((other) => other.number === one.number && other.made_at < one.made_at);
  return before.some((other) => ["waiting", "refused", "conflict"].includes(other.state) && !other.arrived);
}

async function sendOne(key: string, hello: Hello): Promise<Outcome> {
  let one = await db.entry(key);
  if (!one || !due(one)) return "sent";
  if (!one.arrived) {
    const outcome = await sendRecord(one, hello);
    if (outcome !== "sent") return outcome;
    one = await db.entry(key);
  }
  if (!one?.arrived) return "sent";
  for (const picture of going(one)) {
    for (const file of picture.files) {
      if (file.state === "sent" || file.state === "failed") continue;
      const outcome = await sendFile(key, file, hello);
      if (outcome !== "sent") return outcome;
    }
  }
  await finish(key);
  return "sent";
}

/** The body of an entry is a function of the entry alone: sent again, it is the same to the letter. */
export function envelope(one: Entry): Record<string, unknown> {
  return {
    key: one.key, kind: one.kind, made_at: one.made_at, zone: one.zone, number: one.number, part: one.part, text: one.text,
    intake: one.intake, category: one.category, place_text: one.place_text, doorplate: one.doorplate, lon: one.lon, lat: one.lat,
    fix: one.fix,
    ...(one.answers ? { answers: one.answers } : {}),
    ...(one.support ? { support: one.support } : {}),
    pictures: going(one).flatMap((picture) =>
      picture.files.map(({ upload, role, size, sha256 }) => ({
        upload, role, size, sha256, picture: picture.id, name: picture.name.slice(-80), camera_sha256: picture.camera_sha256,
        taken_at: picture.taken_at, fix: picture.fix,
      })),
    ),
  };
}

async function sendRecord(one: Entry, hello: Hello): Promise<Outcome> {
  await db.change(one.key, (now) => (now.tries += 1));
  const answer = await ask("/g/send/", { csrf: hello.csrf, body: JSON.stringify(envelope(one)), type: "application/json" });
  if (answer.kind === "login") return "login";
  if (answer.kind === "down") return "stopped";
  if (answer.kind === "done") {
    await db.change(one.key, (now) => {
      now.arrived = String(answer.body.number ?? "");
      now.sent_at = new Date().toISOString();
      now.said = "";
    });
    return "sent";
  }
  if (!answer.body.code) return "login"; // a CSRF or proxy page, not one of our refusals
  const movedOn = one.kind !== "report" && answer.status !== 422;
  await db.change(one.key, (now) => {
    now.state = movedOn || answer.status === 409 ? "conflict" : "refused";
    now.said = told(answer);
    now.wrong = String(answer.body.field ?? "");
    if (now.wrong === "support") delete now.support;
  });
  return "sent";
}

async function sendFile(key: string, file: PictureFile, hello: Hello): Promise<Outcome> {
  const kept = await db.fileOf(file.upload);
  if (!kept) return mark(key, file, "failed", "lost");
  const url = `/files/piece/${file.upload}`;
  let asked = await ask(url);
  for (let times = 0; times < TIMES; ) {
    if (asked.kind === "login") return "login";
    if (asked.kind === "down") return "stopped";
    if (asked.kind === "refused" && asked.status !== 409) {
      times += 1;
      if (asked.status === 404 || times === TIMES) return mark(key, file, "failed", told(asked));
      asked = await ask(url);
      continue;
    }
    if (asked.kind === "refused") asked = await ask(url);
    const { received, state } = asked.body as { received: number; state: string };
    if (state === "whole") return mark(key, file, "sent", "");
    if (state === "dropped") return mark(key, file, "failed", told(asked));
    if (typeof received !== "number") return "stopped";
    await progress(key, file.upload, received);
    const body = kept.bytes.slice(received, received + PIECE);
    asked = await ask(`${url}?offset=${received}`, { csrf: hello.csrf, body, type: "application/octet-stream" });
  }
  return mark(key, file, "failed", told(asked));
}

async function progress(key: string, upload: string, received: number): Promise<void> {
  await db.change(key, (now) => {
    for (const file of now.pictures.flatMap((picture) => picture.files)) {
      if (file.upload === upload) Object.assign(file, { state: "sending", received });
    }
  });
}

async function mark(key: string, { upload, size }: PictureFile, state: "sent" | "failed", said: string): Promise<Outcome> {
  await db.change(key, (now) => {
    for (const file of now.pictures.flatMap((picture) => picture.files)) {
      if (file.upload === upload) Object.assign(file, { state, said, received: state === "sent" ? size : file.received });
    }
  });
  if (state === "sent") await db.dropFiles([upload]);
  return "sent";
}

/** Sent only when every picture is; what failed waits for the person. */
async function finish(key: string): Promise<void> {
  let left: string[] = [];
  await db.change(key, (now) => {
    const gone = going(now);
    if (!whole(gone)) return;
    now.state = "sent";
    left = now.pictures.filter((picture) => !gone.includes(picture)).flatMap((picture) => picture.files.map((file) => file.upload));
    now.pictures = gone;
  });
  await db.dropFiles(left);
}

async function forgetOld(person: string): Promise<void> {
  const sent = (await db.entries(person)).filter((one) => one.state === "sent");
  for (const one of sent.slice(0, Math.max(0, sent.length - KEEP_SENT))) await db.remove(one);
}
