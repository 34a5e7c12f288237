/** The queue as one file with its pictures, and back: for a phone that breaks, or is handed on, before it had a network. */

import * as db from "./db";
import { tell } from "./entries";
import { sha256 } from "./pictures";
import type { Entry, Kept } from "./types";

const FORMAT = "lianzhi-field-queue";

type Queue = { format: string; version: number; exported_at: string; entries: Entry[]; files: { id: string; type: string; base64: string }[] };

export async function exportQueue(entries: Entry[]): Promise<void> {
  const files: Queue["files"] = [];
  for (const { upload } of entries.flatMap((one) => one.pictures.flatMap((picture) => picture.files))) {
    const kept = await db.fileOf(upload);
    if (kept) files.push({ id: kept.id, type: kept.type, base64: toBase64(kept.bytes) });
  }
  const queue: Queue = { format: FORMAT, version: 1, exported_at: new Date().toISOString(), entries, files };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(queue)], { type: "application/json" }));
  link.download = `lianzhi-queue-${queue.exported_at.slice(0, 16).replaceAll(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Takes in what is not here yet, under the person who is here now; answers in words. Keys stay: nothing doubles. */
export async function importQueue(file: File): Promise<string> {
  const queue = read(await file.text());
  const { person } = await db.me();
  let taken = 0;
  let skipped = 0;
  for (const one of queue.entries) {
    if (one.person !== person || (await db.entry(one.key))) {
      skipped += 1;
      continue;
    }
    await db.putFiles(await filesOf(one, queue));
    await db.save(one);
    taken += 1;
  }
  return tell("imported", { taken, skipped });
}

/** Pictures whose bytes are not what the entry says would be refused by the server: so they are refused here. */
async function filesOf(one: Entry, queue: Queue): Promise<Kept[]> {
  const found: Kept[] = [];
  for (const file of one.pictures.flatMap((picture) => picture.files).filter((each) => each.state !== "sent")) {
    const raw = queue.files.find((each) => each.id === file.upload);
    const bytes = raw ? fromBase64(raw.base64) : null;
    if (!raw || !bytes || (await sha256(bytes)) !== file.sha256) throw new Error(tell("import_damaged"));
    found.push({ id: raw.id, type: raw.type, bytes });
  }
  return found;
}

function read(text: string): Queue {
  try {
    const queue = JSON.parse(text) as Queue;
    const sound = queue.format === FORMAT && queue.version === 1 && Array.isArray(queue.entries) && Array.isArray(queue.files);
    if (sound && queue.entries.every((one) => typeof one.key === "string" && Array.isArray(one.pictures))) return queue;
  } catch {
    /* told below */
  }
  throw new Error(tell("import_unknown"));
}

function toBase64(bytes: ArrayBuffer): string {
  let text = "";
  const all = new Uint8Array(bytes);
  for (let start = 0; start < all.length; start += 32_768) text += String.fromCharCode(...all.subarray(start, start + 32_768));
  return btoa(text);
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
