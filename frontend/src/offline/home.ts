/** On pages that came from the server: keep the tasks, say how the queue stands, lead every act through the queue. */

import { all } from "../lib/dom";
import * as db from "./db";
import { syncLine, titleOf } from "./entries";
import { guardLogout } from "./leave";
import { ask } from "./net";
import { accept, resultUrl } from "./read";
import type { Tasks } from "./types";

const PRIVATE = "field-private";

/** Tasks as of now, with the small pictures of each, for when the network is gone. */
export async function refreshTasks(): Promise<boolean> {
  const answer = await ask("/g/tasks/");
  if (answer.kind !== "done") return false;
  const tasks = answer.body as unknown as Tasks;
  await db.setTasks(tasks);
  await keepPhotos(Object.values(tasks.cases).flatMap((matter) => matter.photos));
  return true;
}

async function keepPhotos(wanted: string[]): Promise<void> {
  if (!("caches" in self)) return;
  const cache = await caches.open(PRIVATE);
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  for (const path of known) if (!wanted.includes(path)) await cache.delete(path);
  for (const path of wanted.filter((one) => !known.has(one))) {
    const answer = await fetch(path).catch(() => null);
    if (answer?.ok && !answer.redirected) await cache.put(path, answer);
  }
}

export async function syncLines(): Promise<void> {
  const text = await syncLine();
  for (const line of all("[data-sync-line]")) {
    line.textContent = text;
    line.hidden = false;
  }
}

/** Plain links and forms become ways through the queue; without scripts they stay what they are. */
export function lead(): void {
  for (const link of all<HTMLAnchorElement>("[data-field-new]")) link.href = "/g/new/";
  for (const link of all<HTMLAnchorElement>("[data-field-result]")) {
    const { fieldResult, number, part } = link.dataset;
    link.href = resultUrl(fieldResult ?? "finish", number ?? "", part ?? "");
  }
  for (const form of all<HTMLFormElement>("form[data-field-accept]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      void accept(form.dataset.number ?? "", Number(form.dataset.part), form.dataset.fieldAccept === "report_in" ? "report_in" : "accept");
    }, { capture: true });
  }
  for (const form of all<HTMLFormElement>("form[data-logout]")) guardLogout(form);
}

/** What is kept here about this very case and was not sent: shown on its page, so that nobody does it twice. Once the
 * last of it has been sent, the page is read again: it still shows the case as it stood before. Never while words stand
 * in one of its forms, which would be lost. */
export async function keptHere(box: HTMLElement): Promise<void> {
  const { person } = await db.me();
  const found = (await db.entries(person)).filter((one) => one.number === box.dataset.keptFor && one.state !== "sent");
  box.replaceChildren(...found.map((one) => Object.assign(document.createElement("a"), { className: "sync-line", href: `/g/queue/?key=${one.key}`, textContent: titleOf(one) })));
  box.hidden = !found.length;
  const writing = all<HTMLTextAreaElement>("textarea").some((one) => one.value !== one.defaultValue);
  if (box.dataset.waiting && !found.length && !writing) location.reload();
  box.dataset.waiting = found.length ? "1" : "";
}
