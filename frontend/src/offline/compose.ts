/** Write an entry: a report in three screens, a result or a return in one. Every keystroke is kept on the phone. */

import { make, memory } from "../lib/dom";
import * as db from "./db";
import { moment, named, newEntry, queueUp, tell, titleOf } from "./entries";
import { find, type Finder } from "./geo";
import { maker } from "./net";
import { refreshTasks } from "./home";
import { nearOf, offerScreen } from "./near";
import { placeScreen } from "./place";
import { answersOf, mayGo, questionsOf } from "./questions";
import { sendAll } from "./send";
import { shots } from "./shots";
import type { Entry, Kind, Settings, Tasks } from "./types";
import { button, field, link, note, para, show } from "./ui";
import { speech } from "./voice";

const STEPS = ["photo", "place", "words"] as const;
let finder: Finder | null = null;

/** `/g/new/`, `/g/new/?key=…`, `/g/new/?kind=finish&case=…&part=…` */
export async function compose(): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const one = asked.get("key") ? await db.entry(asked.get("key") ?? "") : await begin(asked);
  if (!one) return show({ title: tell("new"), back: "/g/queue/", body: [note(tell("no_entry"), "warning"), link(tell("queue"), "/g/queue/")] });
  if (one.state !== "draft" && one.state !== "refused") return void location.replace(`/g/queue/?key=${one.key}`);
  const mending = one.state === "refused" && ["answers", "support"].includes(one.wrong ?? "");
  const step = Math.min(3, Math.max(1, Number(asked.get("step") ?? (mending ? 3 : 1))));
  if (mending) await Promise.race([refreshTasks(), new Promise((resolve) => setTimeout(resolve, 4_000))]);
  history.replaceState(null, "", `/g/new/?key=${one.key}&step=${step}`);
  const [tasks, settings] = [await db.tasks(), await db.settings()];
  watch(one);
  if (one.kind !== "report") return resultScreen(one, settings, tasks);
  if (STEPS[step - 1] === "photo") return photoScreen(one, settings, tasks);
  if (STEPS[step - 1] === "place") return placeScreen(one, head(one, 2), () => go(one, 1), () => go(one, 3), finder);
  return wordsScreen(one, settings, tasks);
}

async function begin(asked: URLSearchParams): Promise<Entry | undefined> {
  const person = await maker();
  if (!person) return undefined;
  const kind = (asked.get("kind") ?? "report") as Kind;
  const number = asked.get("case") ?? "";
  const tasks = await db.tasks();
  const intakes = tasks?.intakes ?? [];
  const known = (await db.entries(person)).find((e) => number && e.number === number && e.kind === kind && e.state === "draft");
  if (known) return known;
  const part = asked.get("part") ? Number(asked.get("part")) : null;
  const one = newEntry(kind, person, { number, part, title: tasks?.cases[number]?.title ?? "", intake: kind === "report" ? (intakes.find((i) => i.code === "snap_report") ?? intakes[0])?.code ?? "snap_report" : "" });
  await db.save(one);
  return one;
}

/** The place is looked for from the first screen on, so that it is there when it is needed. */
function watch(one: Entry): void {
  finder ??= find((fix) => {
    void db.change(one.key, (now) => {
      if (!now.fix || fix.accuracy_m < now.fix.accuracy_m) now.fix = fix;
    });
    document.dispatchEvent(new CustomEvent("field:fix", { detail: fix }));
  }, (denied) => document.dispatchEvent(new CustomEvent("field:nofix", { detail: denied })));
}

function go(one: Entry, step: number): void {
  history.pushState(null, "", `/g/new/?key=${one.key}&step=${step}`);
  void compose();
  scrollTo(0, 0);
}
addEventListener("popstate", () => location.pathname === "/g/new/" && void compose());

function head(one: Entry, step: number): Node[] {
  const steps = make("ol", { class: "stepper", "aria-label": tell("steps") });
  STEPS.forEach((name, index) => {
    const line = make("li", index + 1 === step ? { "aria-current": "step" } : {}, tell(`step_${name}`));
    line.className = index + 1 < step ? "done" : index + 1 === step ? "current" : "";
    steps.append(line);
  });
  return [steps, ...(one.state === "refused" ? [note(one.said, "error")] : [])];
}

// ---- pictures --------------------------------------------------------------------------------------------

async function photoScreen(one: Entry, settings: Settings, tasks: Tasks | undefined): Promise<void> {
  show({
    title: tell("new"),
    back: "/g/",
    body: [...head(one, 1), para(tell("photo_lead"), "phone-lead"), shots(one, settings, tasks), para(tell("photo_none")), para(tell("photo_privacy"), "quiet small")],
    thumb: [button(tell("next_place"), () => go(one, 2), "button-primary"), kept(one)],
  });
}

/** “Kept on this phone 15:04”: nobody has to wonder whether it was saved. */
function kept(one: Entry): HTMLElement {
  return make("span", { class: "sync", "data-kept": "" }, tell("kept", { time: moment(one.changed_at) }));
}

// ---- words -----------------------------------------------------------------------------------------------

async function wordsScreen(one: Entry, settings: Settings, tasks: Tasks | undefined): Promise<void> {
  const intake = tasks?.intakes.find((way) => way.code === one.intake);
  const kinds = intake?.kinds ?? [];
  const asked = make("div", {}, questionsOf(one, settings, tasks));
  const said = make("div", { "data-said": "" });
  const ask = (now: Entry | null): void => {
    said.replaceChildren();
    if (now) asked.replaceChildren(questionsOf(now, settings, tasks));
  };
  show({
    title: tell("new"),
    back: "/g/",
    body: [...head(one, 3), textOf(one, tell("what_is_wrong")), ...ways(one, tasks), kindChoice(one, kinds, ask), asked, said],
    thumb: [button(tell("send"), () => send(one.key), "button-primary", "send"), button(tell("to_drafts"), () => location.assign("/g/queue/"), "button-quiet")],
  });
}

function textOf(one: Entry, label: string): HTMLElement {
  const area = make("textarea", { rows: "5", maxlength: "2000", name: "text" });
  area.value = one.text;
  const keep = (text: string): void => void db.change(one.key, (now) => Object.assign(now, { text, changed_at: new Date().toISOString() }));
  const box = field(label, area, "", keep);
  const mic = speech(area);
  if (mic) box.append(mic);
  return box;
}

/** Which way in, when there is more than one. */
function ways(one: Entry, tasks: Tasks | undefined): Node[] {
  if (!tasks || tasks.intakes.length < 2) return [];
  const select = make("select", { name: "intake" });
  for (const way of tasks.intakes) select.append(new Option(named(way), way.code, false, way.code === one.intake));
  const keep = (intake: string): void => {
    void db.change(one.key, (now) => Object.assign(now, { intake, category: "" })).then(() => compose());
  };
  return [field(tell("intake"), select, "", keep)];
}

function kindChoice(one: Entry, kinds: { code: string; zh: string; en: string }[], then: (now: Entry | null) => void): HTMLElement {
  const select = make("select", { name: "category" });
  select.append(new Option(tell("not_sure"), ""));
  for (const kind of kinds) select.append(new Option(named(kind), kind.code, false, kind.code === one.category));
  return field(tell("kind"), select, tell("kind_help"), (category) => void db.change(one.key, (now) => (now.category = category)).then(then));
}

// ---- results ---------------------------------------------------------------------------------------------

async function resultScreen(one: Entry, settings: Settings, tasks: Tasks | undefined): Promise<void> {
  const photos = one.kind !== "return" ? [make("h2", {}, tell("result_photos")), shots(one, settings, tasks)] : [];
  const refused = one.state === "refused" ? [note(one.said, "error")] : [];
  show({
    title: tell(`kind_${one.kind}`),
    back: one.number ? `/g/case/${one.number}/` : "/g/",
    body: [...refused, para(one.title), textOf(one, tell(`text_${one.kind}`)), ...photos, make("div", { "data-said": "" })],
    thumb: [button(tell(`do_${one.kind}`), () => send(one.key), "button-primary", "send"), kept(one)],
  });
}

async function send(key: string): Promise<void> {
  const one = await db.entry(key);
  const place = document.querySelector("[data-said]");
  if (!one) return;
  const least = one.kind === "report" ? 4 : one.kind === "pass" ? 0 : 1;
  if ([...one.text.trim()].length < least) {
    place?.replaceChildren(note(tell(`say_${one.kind}`), "error"));
    document.querySelector<HTMLTextAreaElement>("textarea[name=text]")?.focus();
    return;
  }
  if (one.kind === "report" && one.lon === null && !one.place_text && !one.doorplate && !one.fix) {
    place?.replaceChildren(note(tell("say_place"), "error"), link(tell("step_place"), `/g/new/?key=${key}&step=2`));
    return;
  }
  const tasks = await db.tasks();
  if (one.kind === "report" && !mayGo(one, tasks, place)) return;
  finder?.stop();
  const ready = await db.change(key, (now) => (now.answers = answersOf(now, tasks)));
  const near = ready?.kind === "report" && ready.support === undefined ? await nearOf(ready) : [];
  if (!near.length) return goes(one);
  offerScreen(near, () => compose(), async (support) => {
    await db.change(key, (now) => (now.support = support));
    await goes(one);
  });
}

async function goes(one: Entry): Promise<void> {
  const { key } = one;
  await queueUp(key);
  memory.set("field.last", titleOf(one));
  void sendAll();
  location.assign(`/g/queue/?new=${key}`);
}

