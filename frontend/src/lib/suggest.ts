/** The town's own addresses below a field while one types; arrow keys and Enter choose, Escape goes back to the field. */

import { make } from "./dom";

export type Match = { code?: string; name: string; address?: string; lon: number; lat: number };

const WAIT = 300;
/** A long number is a telephone, an identity card or a code: it never stands in the address of a question. */
const NUMBER = /\d{7}/;

/** `list`: an `ul` whose `data-suggestions` says whom to ask. `none`: what stands in it when nothing fits. */
export function suggest(
  text: HTMLInputElement,
  list: HTMLElement,
  none: string,
  chosen: (match: Match) => void,
  fits: (match: Match) => boolean = () => true,
): void {
  let timer = 0;
  let asked = 0;
  text.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") list.hidden = true;
    if (event.key !== "ArrowDown" || list.hidden) return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const line = (event.target as HTMLElement).closest("li");
    if (event.key === "Escape") text.focus();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const other = event.key === "ArrowDown" ? line?.nextElementSibling : line?.previousElementSibling;
    (other?.querySelector("button") ?? text).focus();
  });
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const words = text.value.trim();
    list.hidden = true;
    if (words.length < 2 || NUMBER.test(words)) return;
    const address = new URL(list.dataset.suggestions ?? "", location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    show(list, matchesIn(await answer.json()).filter(fits), none, (match) => {
      chosen(match);
      list.hidden = true;
      text.focus();
    });
  };
}

function matchesIn(body: unknown): Match[] {
  return Array.isArray(body) ? (body as Match[]) : ((body as { places?: Match[] }).places ?? []);
}

function show(list: HTMLElement, matches: Match[], none: string, chosen: (match: Match) => void): void {
  list.replaceChildren();
  for (const match of matches) {
    const address = make("span", { class: "quiet small" }, match.address === match.name ? "" : (match.address ?? ""));
    const button = make("button", { type: "button" }, match.name, " ", address);
    button.addEventListener("click", () => chosen(match));
    list.append(make("li", {}, button));
  }
  if (!matches.length) list.append(make("li", { class: "quiet" }, none));
  list.hidden = false;
}
