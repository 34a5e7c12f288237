/** Mine and theirs: the matter moved on while this phone had no network. The person decides; nothing is thrown away unasked. */

import { make } from "../lib/dom";
import * as db from "./db";
import { moment, named, newEntry, tell, zoned } from "./entries";
import { ask } from "./net";
import { drop } from "./queue";
import { sendAll } from "./send";
import type { Entry, Step } from "./types";
import { button, facts, note, panel, para, show } from "./ui";

type Theirs = { title: string; state_zh: string; state_en: string; part_state: string; result: string; visible: boolean; way: Step[] };

export async function conflictScreen(one: Entry): Promise<void> {
  const answer = one.part === null ? null : await ask(`/g/standing/${one.number}/${one.part}/`);
  const theirs = answer?.kind === "done" ? (answer.body as unknown as Theirs) : null;
  show({
    title: tell("conflict"),
    back: "/g/queue/",
    body: [
      note(one.said || tell("conflict_text"), "warning"),
      panel(
        make("h2", {}, tell("mine")),
        facts([
          [tell("what"), tell(`kind_${one.kind}`)],
          [tell("case_number"), one.number],
          [tell("made"), zoned(one.made_at)],
          [tell("pictures_label"), String(one.pictures.length)],
        ]),
        ...(one.text ? [para(one.text, "said")] : []),
        thumbs(one),
      ),
      panel(make("h2", {}, tell("theirs")), ...theirsOf(theirs, one)),
    ],
    thumb: choices(one),
  });
}

function thumbs(one: Entry): HTMLElement {
  const strip = make("div", { class: "photos" });
  one.pictures.forEach((picture, index) => picture.thumb && strip.append(make("img", { src: picture.thumb, alt: tell("picture", { n: index + 1 }) })));
  return strip;
}

/** What happened since, newest first; without a network, that it cannot be shown now. */
function theirsOf(theirs: Theirs | null, one: Entry): Node[] {
  if (!theirs) return [para(tell("theirs_unknown"))];
  const list = make("ol", { class: "timeline" });
  for (const step of theirs.way) {
    const since = step.at > one.made_at ? "now" : "";
    const unit = named({ zh: step.unit_zh, en: step.unit_en });
    const line = make("li", { class: since }, make("div", { class: "head" }, make("strong", {}, named(step)), make("span", { class: "meta" }, moment(step.at))));
    line.append(make("div", { class: "meta" }, [step.who, unit].filter(Boolean).join(" · ")));
    if (step.note) line.append(make("div", { class: "said" }, step.note));
    list.append(line);
  }
  const state = named({ zh: theirs.state_zh, en: theirs.state_en });
  return [facts([[tell("state"), state]]), ...(theirs.visible ? [] : [para(tell("not_yours"))]), list];
}

function choices(one: Entry): Node[] {
  const found: Node[] = [];
  const words = one.text.trim() || one.pictures.length;
  if (one.part !== null && one.kind !== "note" && words) found.push(button(tell("as_note"), () => asNote(one), "button-primary"));
  if (words) found.push(button(tell("as_report"), () => asReport(one), ""));
  found.push(button(tell("try_again"), () => again(one), ""), button(tell("discard"), () => drop(one), "button-danger"));
  return found;
}

/** A new entry with a key of its own takes the words and pictures over; the old one goes in the same step. */
async function turned(one: Entry, into: Entry): Promise<void> {
  into.text = one.text || tell("note_of_pictures");
  into.fix = one.fix;
  into.made_at = one.made_at;
  into.pictures = one.pictures;
  if (one.kind === "report") Object.assign(into, { intake: one.intake, category: one.category, answered: one.answered, place_text: one.place_text, doorplate: one.doorplate, lon: one.lon, lat: one.lat });
  await db.save(into);
  await db.remove({ ...one, pictures: [] });
}

async function asNote(one: Entry): Promise<void> {
  const into = newEntry("note", one.person, { number: one.number, part: one.part, title: one.title, state: "waiting" });
  await turned(one, into);
  void sendAll();
  location.assign(`/g/queue/?new=${into.key}`);
}

async function asReport(one: Entry): Promise<void> {
  const tasks = await db.tasks();
  const matter = tasks?.cases[one.number];
  const into = newEntry("report", one.person, { title: "", intake: tasks?.intakes[0]?.code ?? "snap_report", place_text: matter?.place ?? "", lon: matter?.lon ?? null, lat: matter?.lat ?? null });
  await turned(one, into);
  location.assign(`/g/new/?key=${into.key}&step=3`);
}

async function again(one: Entry): Promise<void> {
  await db.change(one.key, (now) => Object.assign(now, { state: "waiting", said: "" }));
  await sendAll({ manual: true });
  location.reload();
}
