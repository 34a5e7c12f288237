/** Small helps in the desk's forms; without this script the forms work all the same. */

import { all, make, mount } from "../dom";
import { say, wordsOf } from "../words";

const LONG = 8;

export function startForms(): void {
  document.addEventListener("click", (event) => {
    const at = event.target as HTMLElement;
    const setter = at.closest<HTMLElement>("[data-set]");
    if (setter) set(setter.dataset.set ?? "", setter.dataset.value ?? "");
    const quote = at.closest<HTMLElement>("[data-quote]");
    if (quote) insert(quote.dataset.quote ?? "", quote.dataset.text ?? "");
  });
  let sending = false;
  document.addEventListener("submit", () => (sending = true));
  addEventListener("pageshow", () => (sending = false));
  addEventListener("beforeunload", (event) => {
    if (!sending && all<HTMLFormElement>("form[data-keep]").some(dirty)) event.preventDefault();
  });
  mount("[data-filterlist]", filterList);
  mount("details.act > summary, details.note > summary", (line) =>
    line.addEventListener("click", () => {
      setTimeout(() => line.parentElement?.querySelector<HTMLElement>(":scope[open] :is(textarea, select)")?.focus());
    }),
  );
}

/** Has somebody begun to fill this form in? */
export function dirty(form: HTMLFormElement): boolean {
  return [...form.elements].some((element) => {
    if (element instanceof HTMLTextAreaElement) return element.value !== element.defaultValue;
    if (element instanceof HTMLSelectElement) return element.value !== asServed(element);
    if (!(element instanceof HTMLInputElement)) return false;
    if (element.type === "checkbox" || element.type === "radio") return element.checked !== element.defaultChecked;
    return element.type !== "hidden" && element.value !== element.defaultValue;
  });
}

/** A select without a chosen option shows its first one. */
function asServed(element: HTMLSelectElement): string {
  return ([...element.options].find((option) => option.defaultSelected) ?? element.options[0])?.value ?? "";
}

function set(id: string, value: string): void {
  const field = document.getElementById(id) as HTMLSelectElement | null;
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function insert(id: string, text: string): void {
  const area = document.getElementById(id) as HTMLTextAreaElement | null;
  if (!area) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}

/** A long list of boxes gets a line to search it. */
function filterList(box: HTMLElement): void {
  const choices = all(".choice", box);
  if (choices.length <= LONG) return;
  const label = say(wordsOf("desk"), "filter");
  const line = make("input", { type: "search", class: "control filter", placeholder: label, "aria-label": label });
  line.addEventListener("input", () => {
    const wanted = line.value.trim().toLowerCase();
    for (const choice of choices) choice.hidden = !(choice.textContent ?? "").toLowerCase().includes(wanted);
  });
  line.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.querySelector(".choices")?.before(line);
}
