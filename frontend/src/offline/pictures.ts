/** A picture is taken in: the camera's own file is digested, a stamped copy is made, both are kept until they are sent. */

import * as db from "./db";
import { tell, zoned } from "./entries";
import type { Asked, Entry, Fix, Kept, Picture, PictureFile, Settings } from "./types";

const QUALITY = 0.8;
const MOST_BYTES = 12_000_000;
const THUMB = 240;
export const MOST = 9;

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Into the entry, or an Error with words for the person; then nothing is kept. */
export async function takeIn(entry: Entry, file: File, fix: Fix | null, settings: Settings, stamp: string[], asked?: Asked): Promise<Picture> {
  const camera = await file.arrayBuffer();
  const taken_at = new Date().toISOString();
  const id = crypto.randomUUID();
  const pixels = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  const made = pixels ? await versions(pixels, camera, file, settings, [...stampLines(taken_at, fix), ...stamp]) : [{ role: "shown" as const, bytes: camera, type: file.type }];
  const kept: Kept[] = [];
  const files: PictureFile[] = [];
  for (const { role, bytes, type } of made) {
    const upload = crypto.randomUUID();
    kept.push({ id: upload, bytes, type });
    files.push({ upload, role, size: bytes.byteLength, sha256: await sha256(bytes), state: "waiting", received: 0, said: "" });
  }
  const thumb = pixels ? await thumbOf(pixels) : "";
  pixels?.close();
  const picture: Picture = { id, name: file.name.slice(-80), taken_at, fix, camera_sha256: await sha256(camera), thumb, files, ...(asked ? { question: asked } : {}) };
  if (files.some((one) => one.size > MOST_BYTES)) throw new Error(tell("picture_too_large"));
  try {
    await db.addPicture(entry.key, picture, kept);
  } catch (trouble) {
    throw new Error(trouble instanceof DOMException && trouble.name === "QuotaExceededError" ? tell("no_room") : tell("not_kept"));
  }
  return picture;
}

type Version = { role: "shown" | "original"; bytes: ArrayBuffer; type: string };

/** The copy that is shown carries the stamp; the original goes as the camera gave it, or smaller where so chosen. */
async function versions(pixels: ImageBitmap, camera: ArrayBuffer, file: File, settings: Settings, lines: string[]): Promise<Version[]> {
  const longest = settings.size === "original" ? 2048 : Number(settings.size);
  const untouched = settings.size === "original" && file.type === "image/jpeg" && camera.byteLength <= MOST_BYTES;
  const original = untouched ? camera : await jpeg(draw(pixels, longest));
  if (!settings.stamp) return [{ role: "shown", bytes: original, type: "image/jpeg" }];
  const canvas = draw(pixels, longest);
  burn(canvas, lines);
  return [
    { role: "shown", bytes: await jpeg(canvas), type: "image/jpeg" },
    { role: "original", bytes: original, type: "image/jpeg" },
  ];
}

function draw(pixels: ImageBitmap, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(pixels.width, pixels.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(pixels.width * scale));
  canvas.height = Math.max(1, Math.round(pixels.height * scale));
  canvas.getContext("2d")?.drawImage(pixels, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** White on a dark band at the foot of the copy, readable on any picture. */
function burn(canvas: HTMLCanvasElement, lines: string[]): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const size = Math.max(12, Math.round(Math.max(canvas.width, canvas.height) / 48));
  const band = lines.length * size * 1.4 + size * 0.8;
  pen.fillStyle = "rgb(0 0 0 / 60%)";
  pen.fillRect(0, canvas.height - band, canvas.width, band);
  pen.fillStyle = "#FFFFFF";
  pen.font = `600 ${size}px "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif`;
  pen.textBaseline = "top";
  lines.forEach((line, index) => pen.fillText(line, size * 0.6, canvas.height - band + size * 0.6 + index * size * 1.4, canvas.width - size * 1.2));
}

export function stampLines(taken_at: string, fix: Fix | null): string[] {
  const place = fix ? `${fix.lat.toFixed(5)}, ${fix.lon.toFixed(5)} ± ${Math.round(fix.accuracy_m)} m` : tell("stamp_no_fix");
  return [zoned(taken_at), place];
}

async function jpeg(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error(tell("not_a_picture"));
  return blob.arrayBuffer();
}

async function thumbOf(pixels: ImageBitmap): Promise<string> {
  return draw(pixels, THUMB).toDataURL("image/jpeg", 0.7);
}

/** Out of a draft, bytes and all. */
export async function takeOut(key: string, id: string): Promise<void> {
  let gone: string[] = [];
  await db.change(key, (one) => {
    gone = one.pictures.filter((picture) => picture.id === id).flatMap((picture) => picture.files.map((file) => file.upload));
    one.pictures = one.pictures.filter((picture) => picture.id !== id);
  });
  await db.dropFiles(gone);
}
