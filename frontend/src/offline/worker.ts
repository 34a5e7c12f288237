/// <reference lib="webworker" />
/** The service worker of /g/: the shell and its files at hand by revision, pages from the network or said to be old, the
 * queue sent when the phone has a network again. It never keeps a page that shows somebody's data. */

import * as db from "./db";
import { sendAll } from "./send";

declare const self: ServiceWorkerGlobalScope;
type Plan = { revision: string; files: string[]; shells: Record<string, string> };
declare const PLAN: Plan;

const FILES = `field-files-${PLAN.revision}`;
const MAP = "field-map";
const PRIVATE = "field-private";
const OWN = ["/g/new/", "/g/queue/", "/g/setup/", "/g/patrol/"];
const PATIENCE = 6_000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(FILES);
      const wanted = [...PLAN.files, ...Object.values(PLAN.shells)];
      await cache.addAll(wanted.map((url) => new Request(url, { cache: "reload", redirect: "error" })));
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("field-files-") && name !== FILES);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "use") void self.skipWaiting();
  if (event.data === "version") event.ports[0]?.postMessage(PLAN.revision);
});

self.addEventListener("sync", (event) => {
  const happening = event as ExtendableEvent & { tag: string };
  if (happening.tag === "field-queue") happening.waitUntil(sendAll());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (url.pathname.startsWith("/map/")) event.respondWith(layer(request));
  else if (url.pathname.startsWith("/files/")) event.respondWith(photo(request));
});

/** Screens of the app itself are the same for everybody; all else comes fresh or not at all. */
async function page(request: Request, url: URL): Promise<Response> {
  if (OWN.includes(url.pathname)) return shell();
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    return [502, 503, 504].includes(answer.status) ? shell() : answer;
  } catch {
    return shell();
  }
}

async function shell(): Promise<Response> {
  const wanted = (await db.language().catch(() => "")) || "zh-hans";
  const url = PLAN.shells[wanted] ?? Object.values(PLAN.shells)[0] ?? "";
  const kept = await (await caches.open(FILES)).match(url);
  return kept ?? fetch(url);
}

/** Names of static files carry their digest: what is kept under a name is what the name says. */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
  return answer;
}

async function layer(request: Request): Promise<Response> {
  const cache = await caches.open(MAP);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

async function photo(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(PRIVATE)).match(request, { ignoreVary: true })) ?? Response.error();
  }
}
