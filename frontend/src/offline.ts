/** The grid worker's app: its own screens in the shell, and what it adds to the pages that come from the server. */

import { all, memory, ready } from "./lib/dom";
import * as db from "./offline/db";
import { compose } from "./offline/compose";
import { keptHere, lead, refreshTasks, syncLines } from "./offline/home";
import { register } from "./offline/install";
import { introduce, meet } from "./offline/net";
import { patrol, sendRounds } from "./offline/patrol";
import { follow, queue, setOutcome } from "./offline/queue";
import { homeOffline, resultUrl, taskOffline } from "./offline/read";
import { sendAll } from "./offline/send";
import { setup } from "./offline/setup";
import type { Me } from "./offline/types";

const AGAIN = 30_000;
const COMES = 10_000;
const RESULT = /^\/g\/case\/([\w-]+)\/(finish|back)\/(\d+)\/$/;
const CASE = /^\/g\/case\/([\w-]+)\//;

ready(() => void start());

async function start(): Promise<void> {
  memory.set("field", "1");
  const shell = document.querySelector("[data-shell]");
  if (shell) comes(shell);
  void register();
  await db.setLanguage(document.documentElement.lang);
  if (shell) {
    theme();
    await screen();
  } else {
    await introduce(viewer());
    lead();
  }
  db.onChange(() => void decorate());
  await decorate();
  addEventListener("online", () => void talk());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void talk());
  setInterval(() => void talk(), AGAIN);
  await talk();
}

/** A screen that has not come by now (the phone's store did not open) is asked for once more: a blank one helps nobody. */
function comes(shell: Element): void {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (how?.type === "reload") return;
  setTimeout(() => shell.querySelector(":scope > :not(noscript)") ?? location.reload(), COMES);
}

async function decorate(): Promise<void> {
  await syncLines();
  for (const box of all("[data-kept-for]")) await keptHere(box);
}

/** Who is here, send what waits, fetch what is new; each only if the one before went well. */
async function talk(): Promise<void> {
  const { same } = await meet();
  const outcome = await sendAll();
  setOutcome(outcome);
  if (!same) return;
  await sendRounds();
  await refreshTasks();
  if (navigator.onLine && document.querySelector("[data-offline-page]")) location.reload();
}

/** Whom the server's page was made for: known before the first tap, and without another question. */
function viewer(): Me {
  const said = document.querySelector<HTMLMetaElement>("meta[name=field-person]");
  return { person: said?.content ?? "", name: said?.dataset.name ?? "" };
}

/** Which screen the address means. Pages of the server that could not be fetched are shown from what was kept. */
async function screen(): Promise<void> {
  const path = location.pathname;
  if (path === "/g/new/") return compose();
  if (path === "/g/queue/") {
    follow();
    return queue();
  }
  if (path === "/g/setup/") return setup();
  if (path === "/g/patrol/") return patrol();
  document.querySelector("[data-shell]")?.setAttribute("data-offline-page", "");
  const result = RESULT.exec(path);
  if (result) return void location.replace(resultUrl(result[2] === "finish" ? "finish" : "return", result[1] ?? "", result[3] ?? ""));
  if (path.startsWith("/g/report/")) return void location.replace("/g/new/");
  const one = CASE.exec(path);
  return one ? taskOffline(one[1] ?? "") : homeOffline();
}

/** The shell is the same for everybody, so the chosen colours and type size are put on here. */
function theme(): void {
  const chosen = /(?:^|; )lianzhi_theme=(\w+)/.exec(document.cookie)?.[1];
  if (chosen) document.documentElement.dataset.theme = chosen;
}
