/** Taking pictures: for the report or result itself, or as the answer to one question. Each is kept as soon as it is taken. */

import { icon, make } from "../lib/dom";
import * as db from "./db";
import { named, tell } from "./entries";
import { MOST_ANSWERING, ofForm, ofQuestion, ofReport } from "./own";
import { MOST, takeIn, takeOut } from "./pictures";
import type { Asked, Entry, Picture, Settings, Tasks } from "./types";
import { note } from "./ui";

/** `asked`: the question these pictures answer; `changed` hears how it stands after each one. */
export function shots(one: Entry, settings: Settings, tasks: Tasks | undefined, asked?: Asked, changed?: (now: Entry) => void): HTMLElement {
  const box = make("div", { class: "photo-take", "data-shots": asked?.code ?? "" });
  const said = make("div", { "data-shots-said": "", role: "status" });
  const draw = async (say = true): Promise<void> => {
    const now = (await db.entry(one.key)) ?? one;
    const here = mine(now, asked);
    box.replaceChildren(...here.map((picture, index) => shot(now, picture, index + 1, draw)));
    if (room(now, asked) > 0) box.append(adder(now, settings, tasks, asked, draw, said));
    if (say) changed?.(now);
  };
  void draw(false);
  return make("div", { class: "stack-tight" }, box, said);
}

const mine = (one: Entry, asked?: Asked): Picture[] => (asked ? ofQuestion(one, asked.form, asked.code) : ofReport(one));

/** Nine for the matter, and nine for all questions about it together: that is what the server takes. */
function room(one: Entry, asked?: Asked): number {
  return asked ? MOST_ANSWERING - ofForm(one, asked.form).length : MOST - ofReport(one).length;
}

function shot(one: Entry, { id, thumb }: Picture, index: number, draw: () => Promise<void>): HTMLElement {
  const off = make("button", { type: "button", "aria-label": tell("remove_picture", { n: index }) }, icon("close"));
  off.addEventListener("click", () => void takeOut(one.key, id).then(() => draw()));
  const picture = thumb ? make("img", { src: thumb, alt: tell("picture", { n: index }) }) : make("span", {}, tell("picture", { n: index }));
  return make("div", { class: "shot", "data-picture": id }, picture, off);
}

function adder(one: Entry, settings: Settings, tasks: Tasks | undefined, asked: Asked | undefined, draw: () => Promise<void>, said: HTMLElement): HTMLElement {
  const input = make("input", { type: "file", accept: "image/*", multiple: "" });
  input.addEventListener("change", () => void take(one, [...(input.files ?? [])], settings, tasks, asked, said).then(() => draw()));
  return make("label", { class: "add" }, icon("camera"), make("span", {}, tell("take")), input);
}

async function take(one: Entry, files: File[], settings: Settings, tasks: Tasks | undefined, asked: Asked | undefined, said: HTMLElement): Promise<void> {
  const { name } = await db.me();
  const where = tasks ? named({ zh: tasks.where_zh, en: tasks.where_en }) : "";
  const now = (await db.entry(one.key)) ?? one;
  const left = room(now, asked);
  said.replaceChildren(...(files.length > left ? [note(tell(asked ? "most_answering" : "most_pictures", { n: asked ? MOST_ANSWERING : MOST }), "warning")] : []));
  for (const file of files.slice(0, left)) {
    try {
      await takeIn(one, file, now.fix, settings, [[name, where].filter(Boolean).join(" · "), ...(asked ? [named(asked)] : [])], asked);
    } catch (trouble) {
      said.append(note(`${file.name}: ${trouble instanceof Error ? trouble.message : ""}`, "error"));
    }
  }
}
