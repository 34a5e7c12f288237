/** Tasks without a network: the list and each task as they stood at a time that is always said. */

import { icon, make } from "../lib/dom";
import * as db from "./db";
import { soon } from "./geo";
import { moment, named, newEntry, queueUp, syncLine, tell } from "./entries";
import { maker } from "./net";
import { sendAll } from "./send";
import type { Matter, Part, Tasks } from "./types";
import { button, facts, link, note, panel, para, show } from "./ui";

const PATIENCE = 10_000;

/** Never as if it were fresh: when it was read, and that there is no network now. */
function asOf(tasks: Tasks | undefined): HTMLElement {
  if (!tasks) return note(tell("never_read"), "warning");
  const box = note(tell("as_of", { time: moment(tasks.as_of) }), "warning");
  box.dataset.asOf = tasks.as_of;
  return box;
}

export async function homeOffline(): Promise<void> {
  const tasks = await db.tasks();
  const who = await db.me();
  const line = make("a", { class: "sync-line", href: "/g/queue/", "data-sync-line": "" }, await syncLine());
  const parts = (tasks?.parts ?? []).map((part) => taskCard(part, tasks?.cases[part.number]));
  show({
    title: who.name || tell("home"),
    back: "/g/",
    body: [
      asOf(tasks), line,
      make("section", { class: "stack-tight" }, make("h2", {}, `${tell("to_do")} (${parts.length})`), make("div", { class: "cards" }, ...parts)),
      others("to_check", tasks?.checks ?? [], tasks), others("own", tasks?.own ?? [], tasks),
    ],
    thumb: [...(tasks?.may_report === false ? [] : [link(tell("new"), "/g/new/", "button button-primary", "camera")]), link(tell("patrol"), "/g/patrol/", "button", "pin"), button(tell("look_again"), () => location.reload(), "button-quiet", "refresh")],
  });
}

/** Kept before the phone learnt what a state allows: as it was then. */
const may = (part: Part, step: string): boolean => !part.may || part.may.includes(step);
const stands = (part: Part): boolean => part.may?.length === 0;

function taskCard(part: Part, matter: Matter | undefined): HTMLElement {
  if (matter && stands(part)) return card(part.number, matter, [make("span", { class: "tag" }, named({ zh: matter.state_zh, en: matter.state_en }))]);
  if (part.called && !part.started) {
    const by = make("span", {}, tell("report_by", { time: moment(part.report_by ?? "") }));
    return card(part.number, matter, [make("span", { class: "tag tag-bad" }, tell("called")), by]);
  }
  const state = !part.started ? tell("not_taken") : part.mine ? tell("mine_now") : tell("colleague");
  return card(part.number, matter, [make("span", { class: "tag tag-waiting" }, state), make("span", {}, tell("due", { time: moment(part.due_at) }))]);
}

function card(number: string, matter: Matter | undefined, meta: Node[]): HTMLElement {
  const made = make("a", { class: "card", href: `/g/case/${number}/`, "data-task": number }, make("strong", {}, matter?.title ?? number), make("div", { class: "meta" }, ...meta));
  if (matter?.place) made.append(make("div", { class: "meta" }, make("span", {}, icon("pin"), matter.place)));
  return made;
}

function others(name: string, numbers: string[], tasks: Tasks | undefined): HTMLElement {
  const cards = numbers.map((number) => {
    const matter = tasks?.cases[number];
    return card(number, matter, matter ? [make("span", { class: "tag" }, named({ zh: matter.state_zh, en: matter.state_en }))] : []);
  });
  return make("details", { class: "field more" }, make("summary", {}, `${tell(name)} (${numbers.length})`), make("div", { class: "cards" }, ...cards));
}

export async function taskOffline(number: string): Promise<void> {
  const tasks = await db.tasks();
  const matter = tasks?.cases[number];
  if (!matter) return show({ title: number, back: "/g/", body: [asOf(tasks), panel(para(tell("not_here"), "phone-lead"), para(tell("not_here_text")))] });
  const { person } = await db.me();
  const mine = (await db.entries(person)).filter((one) => one.number === number && one.state !== "sent");
  show({
    title: tell("task"),
    back: "/g/",
    body: [
      asOf(tasks),
      ...mine.map((one) => link(tell("kept_here", { what: tell(`kind_${one.kind}`) }), `/g/queue/?key=${one.key}`, "sync-line")),
      panel(
        para(number, "quiet number"), para(matter.title, "phone-lead"),
        make("span", { class: "tag tag-active" }, named({ zh: matter.state_zh, en: matter.state_en })),
        ...held((tasks?.parts ?? []).find((part) => part.number === number), matter),
        para(matter.text, "said"), photos(matter),
        facts([
          [tell("place"), matter.place], [tell("kind"), named({ zh: matter.kind_zh, en: matter.kind_en })],
          [tell("reported"), moment(matter.created_at)], [tell("due_label"), moment(matter.due_at)],
        ]),
        ...(matter.lon === null ? [] : [make("a", { class: "button", href: `geo:${matter.lat},${matter.lon}?q=${matter.lat},${matter.lon}` }, icon("map"), tell("show_way"))]),
      ),
      panel(make("h2", {}, tell("way")), wayOf(matter)),
      para(tell("talk_later")),
    ],
    thumb: [
      ...(tasks?.parts ?? []).filter((part) => part.number === number).flatMap((part) => acts(part, mine.map((one) => one.kind))),
      ...(tasks?.checks.includes(number) ? checks(number, mine.map((one) => one.kind)) : []),
    ],
  });
}

function photos(matter: Matter): HTMLElement {
  const strip = make("div", { class: "photos" });
  matter.photos.forEach((src, index) => strip.append(make("img", { src, alt: tell("picture", { n: index + 1 }) })));
  return strip;
}

function wayOf(matter: Matter): HTMLElement {
  const list = make("ol", { class: "timeline" });
  for (const step of matter.way) {
    const line = make("li", {}, make("div", { class: "head" }, make("strong", {}, named(step)), make("span", { class: "meta" }, moment(step.at))));
    line.append(make("div", { class: "meta" }, [step.who, named({ zh: step.unit_zh, en: step.unit_en })].filter(Boolean).join(" · ")));
    if (step.note) line.append(make("div", { class: "said" }, step.note));
    list.append(line);
  }
  return list;
}

/** Why nothing, or less than usual, can be done now. */
function held(part: Part | undefined, matter: Matter): HTMLElement[] {
  if (!part) return [];
  if (!stands(part)) return may(part, "return") ? [] : [para(tell("bounced_enough"), "small quiet")];
  const state = named({ zh: matter.state_zh, en: matter.state_en });
  const until = part.until ? ` ${tell("goes_on", { time: moment(part.until) })}` : "";
  return [note(tell("held", { state }) + until, "warning")];
}

/** What was put into the queue already is not offered again, nor what the state of the matter does not allow. */
function acts(part: Part, queued: string[]): Node[] {
  const { number } = part;
  if (queued.includes("finish") || queued.includes("return")) return [];
  const take = part.called ? "report_in" : "accept";
  const taken = part.started || queued.includes(take);
  const back = may(part, "return") ? [link(tell("do_return"), resultUrl("return", number, part.part), "button")] : [];
  // taking it is what makes it ready to be finished, so who may take it may finish it from the queue
  if (!may(part, part.started ? "finish" : take)) return back;
  return [
    taken
      ? link(tell("do_finish"), resultUrl("finish", number, part.part), "button button-primary")
      : button(tell(`do_${take}`), () => accept(number, part.part, take), "button-primary", part.called ? "pin" : ""),
    ...back,
  ];
}

/** Somebody else's work, looked at on the spot: it is as they said, or it is not. */
function checks(number: string, queued: string[]): Node[] {
  if (queued.includes("pass") || queued.includes("fail")) return [];
  return [link(tell("do_pass"), resultUrl("pass", number), "button button-primary"), link(tell("do_fail"), resultUrl("fail", number), "button")];
}

export function resultUrl(kind: string, number: string, part?: string | number): string {
  return `/g/new/?kind=${kind}&case=${number}${part === undefined ? "" : `&part=${part}`}`;
}

/** Taking a task, or reporting in to one, needs no words: it goes straight into the queue; the latter says where.
 * The page is read again when it was sent, or when sending takes so long that one is better told where it waits. */
export async function accept(number: string, part: number, kind: "accept" | "report_in" = "accept"): Promise<string> {
  const person = await maker();
  const title = (await db.tasks())?.cases[number]?.title ?? number;
  const one = newEntry(kind, person, { number, part, title, fix: kind === "report_in" ? await soon() : null });
  await db.save(one);
  await queueUp(one.key);
  const outcome = await sendAll({ wait: PATIENCE });
  location.reload();
  return outcome;
}
