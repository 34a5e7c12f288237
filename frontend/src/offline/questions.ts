/** The extra questions of a kind of matter, from what the phone keeps of the forms: shown, kept, checked as the server does
 * (`foundation/forms/rules/answering.py`). The server has the last word; this spares the worker the way back. */

import { icon, make } from "../lib/dom";
import * as db from "./db";
import { named, tell } from "./entries";
import { shownUploads, ofQuestion, valuesOf } from "./own";
import { shots } from "./shots";
import type { Answered, Condition, Entry, FormOf, QuestionOf, Settings, Tasks } from "./types";
import { field, note, para } from "./ui";

type Values = Record<string, string[]>;
export type Checked = { shown: Set<string>; problems: Map<string, string>; stops: QuestionOf[] };

const SILENT = ["notice", "stop"];
const MANY = 7;

export function formOf(category: string, tasks: Tasks | undefined): FormOf | undefined {
  const kinds = tasks?.intakes.flatMap((way) => way.kinds) ?? [];
  const code = category && kinds.find((kind) => kind.code === category)?.form;
  return code ? tasks?.forms?.[code] : undefined;
}

/** In order, so that a question behind a hidden one is hidden too; what has no good answer fulfils no condition. */
export function check(form: FormOf, values: Values): Checked {
  const found: Checked = { shown: new Set(), problems: new Map(), stops: [] };
  const good: Values = {};
  for (const question of form.fields) {
    if (!(question.shown_when ?? []).every((condition) => holds(condition, good[condition.field]))) continue;
    found.shown.add(question.code);
    if (question.kind === "stop") found.stops.push(question);
    if (SILENT.includes(question.kind)) continue;
    const given = (values[question.code] ?? []).map((text) => text.trim()).filter(Boolean);
    const trouble = given.length ? wrong(question, given[0] ?? "") : question.required ? tell(`need_${question.kind}`) : "";
    if (trouble) found.problems.set(question.code, trouble);
    else if (given.length) good[question.code] = given;
  }
  return found;
}

function holds(condition: Condition, given: string[] | undefined): boolean {
  if (!given) return false;
  if (condition.is) return given.some((value) => condition.is?.includes(value));
  const number = Number((given[0] ?? "").replaceAll(",", ""));
  return condition.at_least !== undefined ? number >= condition.at_least : number <= (condition.at_most ?? Infinity);
}

function wrong(question: QuestionOf, text: string): string {
  if (question.kind === "date" && question.past && text > today()) return tell("not_yet_come");
  if (question.kind !== "number") return "";
  const number = Number(text.replaceAll(",", ""));
  if (!Number.isFinite(number)) return tell("no_number");
  if ((text.split(".")[1] ?? "").length > (question.decimals ?? 0)) return question.decimals ? tell("digits_most", { n: question.decimals }) : tell("no_whole");
  if (question.least !== undefined && number < question.least) return tell("at_least", { n: question.least });
  if (question.most !== undefined && number > question.most) return tell("at_most", { n: question.most });
  return "";
}

function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** What goes into the envelope: the answers to what is asked about the chosen kind now, under its version. */
export function answersOf(one: Entry, tasks: Tasks | undefined): Answered | null {
  const form = formOf(one.category, tasks);
  if (!form) return null;
  const values = valuesOf(one, form);
  const { shown } = check(form, values);
  const pairs = Object.entries(values).filter(([code, given]) => shown.has(code) && given.some(Boolean));
  return { form: form.code, version: form.version, values: Object.fromEntries(pairs.map(([code, given]) => [code, given.filter(Boolean)])) };
}

// ---- on the screen ---------------------------------------------------------------------------------------

/** The questions of the chosen kind; empty when nothing is asked. Every answer is kept at once. */
export function questionsOf(one: Entry, settings: Settings, tasks: Tasks | undefined): HTMLElement {
  const form = formOf(one.category, tasks);
  const box = make("div", { "data-questions-kept": form?.code ?? "" });
  if (!form) return box;
  const values: Values = valuesOf(one, form);
  const lines = new Map<string, HTMLElement>();
  const redraw = (): void => {
    const { shown } = check(form, values);
    for (const [code, line] of lines) line.hidden = !shown.has(code);
  };
  const keep = (code: string, given: string[]): void => {
    values[code] = given;
    unmark(lines.get(code));
    redraw();
    void db.change(one.key, (now) => {
      now.answered = { ...now.answered, [form.code]: { ...now.answered?.[form.code], [code]: given } };
      now.changed_at = new Date().toISOString();
    });
  };
  const taken = (question: QuestionOf): HTMLElement => {
    const asked = { form: form.code, code: question.code, zh: question.label.zh, en: question.label.en };
    return shots(one, settings, tasks, asked, (now) => {
      values[question.code] = shownUploads(ofQuestion(now, form.code, question.code));
      unmark(lines.get(question.code));
      redraw();
    });
  };
  const section = make("section", { class: "questions stack", "aria-labelledby": "questions-title" }, make("h2", { id: "questions-title" }, named(form.name)));
  if (form.intro) section.append(para(named(form.intro)));
  for (const question of form.fields) {
    const line = make("div", { class: `question question-${question.kind}`, "data-question": question.code }, ...drawn(question, values[question.code] ?? [], taken, (given) => keep(question.code, given)));
    lines.set(question.code, line);
    section.append(line);
  }
  redraw();
  box.append(section);
  return box;
}

function drawn(question: QuestionOf, given: string[], taken: (question: QuestionOf) => HTMLElement, said: (given: string[]) => void): Node[] {
  const label = labelOf(question);
  const help = question.help ? named(question.help) : "";
  if (question.kind === "notice" || question.kind === "stop") return [telling(question)];
  if (question.kind === "photo") return [make("fieldset", { class: "field" }, make("legend", {}, label), ...(help ? [make("p", { class: "hint" }, help)] : []), taken(question))];
  if (question.kind === "yes_no") return [group(question, label, help, [["yes", tell("yes")], ["no", tell("no")]], "radio", given, said)];
  const choices = (question.choices ?? []).map((choice): [string, string] => [choice.code, named(choice.label)]);
  if (question.kind === "multi") return [group(question, label, help, choices, "checkbox", given, said)];
  if (question.kind === "choice" && choices.length <= MANY) return [group(question, label, help, choices, "radio", given, said)];
  return [field(label, control(question, choices, given[0] ?? ""), help, (text) => said([text]))];
}

function labelOf(question: QuestionOf): string {
  const unit = question.unit ? tell("label_unit", { label: named(question.label), unit: named(question.unit) }) : named(question.label);
  return question.required ? tell("label_needed", { label: unit }) : unit;
}

function telling(question: QuestionOf): HTMLElement {
  const stop = question.kind === "stop";
  const inside = make("div", {}, make("strong", {}, named(question.label)));
  if (question.help) inside.append(make("span", {}, named(question.help)));
  if (question.call) inside.append(make("a", { class: stop ? "button button-danger" : "button", href: `tel:${question.call}` }, icon("phone"), tell("call", { number: question.call })));
  return make("div", { class: stop ? "refusal" : "flash flash-warning", role: stop ? "alert" : "note", ...(stop ? { "data-stop": "" } : {}) }, icon(stop ? "stop" : "bell"), inside);
}

function group(question: QuestionOf, label: string, help: string, choices: [string, string][], type: string, given: string[], said: (given: string[]) => void): HTMLElement {
  const list = make("div", { class: "choices" });
  for (const [value, text] of choices) {
    const input = make("input", { type, name: `q-${question.code}`, value, ...(given.includes(value) ? { checked: "" } : {}) });
    list.append(make("label", { class: "choice" }, input, make("span", {}, text)));
  }
  list.addEventListener("change", () => said([...list.querySelectorAll("input")].filter((input) => input.checked).map((input) => input.value)));
  return make("fieldset", { class: "field" }, make("legend", {}, label), ...(help ? [make("p", { class: "hint" }, help)] : []), list);
}

function control(question: QuestionOf, choices: [string, string][], given: string): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  const name = `q-${question.code}`;
  if (question.kind === "choice") {
    const select = make("select", { name });
    select.append(new Option(tell("choose_one"), ""));
    for (const [value, text] of choices) select.append(new Option(text, value, false, value === given));
    return select;
  }
  const most = String(question.longest ?? (question.kind === "long_text" ? 2000 : 200));
  if (question.kind === "long_text") {
    const area = make("textarea", { name, rows: "3", maxlength: most });
    area.value = given;
    return area;
  }
  const kinds: Record<string, Record<string, string>> = { number: { type: "text", inputmode: "decimal" }, date: { type: "date" }, time: { type: "time" } };
  return make("input", { name, value: given, ...(kinds[question.kind] ?? { type: "text", maxlength: most }) });
}

// ---- before sending --------------------------------------------------------------------------------------

/** False when something has to be answered first, or a stop was reached; both are then shown where they are. */
export function mayGo(one: Entry, tasks: Tasks | undefined, said: Element | null): boolean {
  const form = formOf(one.category, tasks);
  if (!form) return true;
  const { problems, stops } = check(form, valuesOf(one, form));
  const lines = [...document.querySelectorAll<HTMLElement>(".question")];
  for (const line of lines) mark(line, problems.get(line.dataset.question ?? "") ?? "");
  if (stops.length) {
    said?.replaceChildren(note(tell("stopped"), "error"));
    lines.find((line) => line.dataset.question === stops[0]?.code)?.scrollIntoView({ block: "center" });
    return false;
  }
  if (!problems.size) return true;
  const [first] = problems.keys();
  const names = form.fields.filter((question) => problems.has(question.code)).map((question) => named(question.label));
  said?.replaceChildren(note(tell("say_answers", { what: names.join(" ") }), "error"));
  lines.find((line) => line.dataset.question === first)?.querySelector<HTMLElement>("input, select, textarea, a")?.focus();
  return false;
}

function mark(line: HTMLElement, problem: string): void {
  unmark(line);
  if (!problem) return;
  line.classList.add("wrong");
  const box = line.querySelector(".field") ?? line;
  box.classList.add("wrong");
  const id = `wrong-${line.dataset.question ?? ""}`;
  box.append(make("div", { class: "error", id }, make("span", {}, problem)));
  (box.matches("fieldset") ? box : box.querySelector("input, select, textarea"))?.setAttribute("aria-describedby", id);
}

function unmark(line: HTMLElement | undefined): void {
  line?.querySelector(".error")?.remove();
  for (const each of line ? [line, ...line.querySelectorAll(".wrong")] : []) each.classList.remove("wrong");
}
