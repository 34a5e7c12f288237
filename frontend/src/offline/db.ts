/** The phone's own store. Small on purpose: five stores, promises, and word of every change to all open pages. */

import type { Entry, Kept, Me, Picture, Point, Round, Settings, Tasks } from "./types";
import { SETTINGS } from "./types";

export const NAME = "lianzhi-field";
const VERSION = 1;
const CHANNEL = "lianzhi-field";

let opened: Promise<IDBDatabase> | null = null;
const channel = "BroadcastChannel" in self ? new BroadcastChannel(CHANNEL) : null;
const here = new EventTarget();

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("entries", { keyPath: "key" });
      db.createObjectStore("files", { keyPath: "id" });
      db.createObjectStore("kept");
      db.createObjectStore("rounds", { keyPath: "id" });
      db.createObjectStore("points", { keyPath: ["patrol", "n"] });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error("no store"));
    request.onblocked = () => reject(new Error("blocked"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** One transaction; what it did is on the disk when this resolves. */
async function within<T>(stores: string[], mode: IDBTransactionMode, work: (tx: IDBTransaction) => IDBRequest<T> | null): Promise<T> {
  const db = await open();
  return new Promise((resolve, reject) => {
    const tx = db.transaction(stores, mode, { durability: "strict" });
    const request = work(tx);
    tx.oncomplete = () => resolve(request?.result as T);
    tx.onerror = tx.onabort = () => reject(tx.error ?? new Error("not kept"));
  });
}

export function changed(what: string): void {
  channel?.postMessage(what);
  here.dispatchEvent(new CustomEvent("change", { detail: what }));
}

/** Calls back when anything was changed here, in another page or by the service worker. */
export function onChange(then: (what: string) => void): void {
  channel?.addEventListener("message", ({ data }) => then(String(data)));
  here.addEventListener("change", (event) => then(String((event as CustomEvent).detail)));
}

// ---- entries ---------------------------------------------------------------------------------------------

export const entry = (key: string): Promise<Entry | undefined> => within(["entries"], "readonly", (tx) => tx.objectStore("entries").get(key));

/** All entries of this person, the oldest first: that is the order they are sent in. */
export async function entries(person: string): Promise<Entry[]> {
  const found: Entry[] = await within(["entries"], "readonly", (tx) => tx.objectStore("entries").getAll());
  return found.filter((one) => one.person === person).sort((a, b) => a.made_at.localeCompare(b.made_at));
}

export async function everybody(): Promise<Entry[]> {
  return within(["entries"], "readonly", (tx) => tx.objectStore("entries").getAll());
}

export async function save(one: Entry): Promise<void> {
  await within(["entries"], "readwrite", (tx) => tx.objectStore("entries").put(one) as IDBRequest<unknown>);
  changed(one.key);
}

/** Change an entry as it is now, so that two pages and the worker never overwrite each other's part of it. */
export async function change(key: string, edit: (one: Entry) => void): Promise<Entry | null> {
  let now: Entry | null = null;
  await within(["entries"], "readwrite", (tx) => {
    const store = tx.objectStore("entries");
    const read = store.get(key);
    read.onsuccess = () => {
      if (!read.result) return;
      now = read.result as Entry;
      edit(now);
      store.put(now);
    };
    return null;
  });
  changed(key);
  return now;
}

/** An entry with the bytes of its pictures, all or nothing. */
export async function remove(one: Entry): Promise<void> {
  await within(["entries", "files"], "readwrite", (tx) => {
    for (const { upload } of one.pictures.flatMap((picture) => picture.files)) tx.objectStore("files").delete(upload);
    tx.objectStore("entries").delete(one.key);
    return null;
  });
  changed(one.key);
}

// ---- pictures --------------------------------------------------------------------------------------------

/** The bytes and the entry that names them in one transaction: no picture without its record, none lost. */
export async function addPicture(key: string, picture: Picture, bytes: Kept[]): Promise<void> {
  await within(["entries", "files"], "readwrite", (tx) => {
    for (const one of bytes) tx.objectStore("files").put(one);
    const store = tx.objectStore("entries");
    const read = store.get(key);
    read.onsuccess = () => {
      const now = read.result as Entry | undefined;
      if (now) store.put({ ...now, pictures: [...now.pictures, picture] });
    };
    return null;
  });
  changed(key);
}

export const fileOf = (id: string): Promise<Kept | undefined> => within(["files"], "readonly", (tx) => tx.objectStore("files").get(id));

export async function putFiles(files: Kept[]): Promise<void> {
  await within(["files"], "readwrite", (tx) => {
    for (const one of files) tx.objectStore("files").put(one);
    return null;
  });
}

export async function dropFiles(ids: string[]): Promise<void> {
  await within(["files"], "readwrite", (tx) => {
    for (const id of ids) tx.objectStore("files").delete(id);
    return null;
  });
}

// ---- single values ---------------------------------------------------------------------------------------

async function value<T>(name: string): Promise<T | undefined> {
  return within(["kept"], "readonly", (tx) => tx.objectStore("kept").get(name));
}

async function setValue(name: string, what: unknown): Promise<void> {
  await within(["kept"], "readwrite", (tx) => tx.objectStore("kept").put(what, name) as IDBRequest<unknown>);
  changed(name);
}

export const me = async (): Promise<Me> => (await value<Me>("me")) ?? { person: "", name: "" };
export const setMe = (who: Me): Promise<void> => setValue("me", who);
export const tasks = (): Promise<Tasks | undefined> => value<Tasks>("tasks");
export const setTasks = (found: Tasks): Promise<void> => setValue("tasks", found);
export const settings = async (): Promise<Settings> => ({ ...SETTINGS, ...(await value<Settings>("settings")) });
export const setSettings = (chosen: Settings): Promise<void> => setValue("settings", chosen);
export const language = async (): Promise<string> => (await value<string>("language")) ?? "";
export const setLanguage = (code: string): Promise<void> => setValue("language", code);

// ---- rounds ----------------------------------------------------------------------------------------------

export const rounds = (): Promise<Round[]> => within(["rounds"], "readonly", (tx) => tx.objectStore("rounds").getAll());

export async function saveRound(one: Round): Promise<void> {
  await within(["rounds"], "readwrite", (tx) => tx.objectStore("rounds").put(one) as IDBRequest<unknown>);
  changed("rounds");
}

export async function addPoint(point: Point): Promise<void> {
  await within(["points"], "readwrite", (tx) => tx.objectStore("points").put(point) as IDBRequest<unknown>);
  changed("points");
}

export const pointsOf = (id: string): Promise<Point[]> =>
  within(["points"], "readonly", (tx) => tx.objectStore("points").getAll(IDBKeyRange.bound([id, 0], [id, Infinity])));

export async function removeRound(id: string): Promise<void> {
  await within(["rounds", "points"], "readwrite", (tx) => {
    tx.objectStore("points").delete(IDBKeyRange.bound([id, 0], [id, Infinity]));
    tx.objectStore("rounds").delete(id);
    return null;
  });
  changed("rounds");
}

// ---- leaving ---------------------------------------------------------------------------------------------

/** What was read from the server goes; what was not sent yet stays with the person who made it. */
export async function forgetRead(): Promise<void> {
  await within(["kept"], "readwrite", (tx) => tx.objectStore("kept").delete("tasks") as IDBRequest<unknown>);
  if ("caches" in self) await caches.delete("field-private");
}

/** Everything of this person. */
export async function forgetAll(person: string): Promise<void> {
  for (const one of await entries(person)) await remove(one);
  for (const one of (await rounds()).filter((round) => round.person === person)) await removeRound(one.id);
  await within(["kept"], "readwrite", (tx) => tx.objectStore("kept").delete("me") as IDBRequest<unknown>);
  await forgetRead();
}
