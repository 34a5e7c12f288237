/** Extra questions: fetched when the kind of matter is chosen, shown only when they are meant. Works as plain HTML without. */

import { all } from "./dom";

type Condition = { field: string; is?: string[]; at_least?: number; at_most?: number };

/** `[data-questions=URL]`: what the server asks about the category and the words of the form around it. */
export function questions(box: HTMLElement): void {
  const form = box.closest("form");
  const url = box.dataset.questions;
  if (!form || !url) return;
  let asked = 0;
  const fetchThem = async (): Promise<void> => {
    const mine = ++asked;
    const body = new FormData();
    for (const name of ["category", "text"]) body.append(name, new FormData(form).get(name) ?? "");
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.ok && mine === asked) put(box, await answer.text());
  };
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === "category") void fetchThem();
    else hideUnmeant(box);
  });
  form.addEventListener("input", () => hideUnmeant(box));
  form.addEventListener("lianzhi:proposed", () => void fetchThem());
  hideUnmeant(box);
}

/** Questions that came with the page, outside a box that asks for them. */
export function shownAlone(section: HTMLElement): void {
  if (section.closest("[data-questions]")) return;
  for (const kind of ["change", "input"]) section.addEventListener(kind, () => hideUnmeant(section));
  hideUnmeant(section);
}

/** The same form stays as it is, with what was typed in it. */
function put(box: HTMLElement, html: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const code = (within: ParentNode): string => within.querySelector<HTMLElement>("[data-questions-of]")?.dataset.questionsOf ?? "";
  const required = (within: ParentNode): number => all(".need", within as HTMLElement).length;
  if (code(fresh) === code(box) && required(fresh) === required(box)) return;
  box.replaceChildren(...fresh.childNodes);
  hideUnmeant(box);
}

/** In order, so that a question behind a hidden one is hidden too. */
export function hideUnmeant(box: HTMLElement): void {
  const form = box.closest("form");
  if (!form) return;
  const hidden = new Set<string>();
  for (const line of all(".question", box)) {
    const conditions = JSON.parse(line.dataset.when || "[]") as Condition[];
    const meant = conditions.every((condition) => !hidden.has(condition.field) && holds(condition, form));
    line.hidden = !meant;
    if (!meant && line.dataset.question) hidden.add(line.dataset.question);
    const why = line.querySelector<HTMLElement>("[data-only-if]");
    if (why) why.hidden = true;
  }
}

function holds(condition: Condition, form: HTMLFormElement): boolean {
  const given = new FormData(form).getAll(`q-${condition.field}`).map(String).filter(Boolean);
  if (!given.length) return false;
  if (condition.is) return given.some((value) => condition.is?.includes(value));
  const number = Number(given[0]);
  return condition.at_least !== undefined ? number >= condition.at_least : number <= (condition.at_most ?? Infinity);
}
