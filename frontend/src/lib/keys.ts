/** Keys of the desk. Single keys can be turned off (WCAG 2.1.4); the choice is remembered. */

import { all, make, memory } from "./dom";
import { pickAll, pickCurrent } from "./pick";
import { say, wordsOf } from "./words";

export const CURRENT = "current";

/** How long ``g`` waits for the letter of a place. */
const WAITS = 2500;
let asked = -Infinity;

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const going = performance.now() - asked < WAITS;
    const typing = (event.target as HTMLElement).closest("input, textarea, select, [contenteditable], .maplibregl-canvas");
    if (event.key === "Shift" || event.key === "CapsLock") return;
    asked = -Infinity;
    if (event.key === "Escape") return going && !typing ? undefined : back(event);
    if (typing || memory.get("keys") === "off" && event.key !== "?") return;
    if (going ? go(event) : act(event)) event.preventDefault();
  });
}

function act(event: KeyboardEvent): boolean {
  switch (event.key) {
    case "/":
      return focusSearch();
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "Enter":
      return event.target === document.body && open();
    case "g":
      return press("g") || wait();
    case "x":
      return pickCurrent();
    case "a":
      return pickAll();
    case "?":
      help();
      return true;
    default:
      return press(event.key);
  }
}

/** The places that the menu offers this reader, and the letter of each. */
function places(): HTMLAnchorElement[] {
  return all<HTMLAnchorElement>("a[data-go]");
}

function wait(): boolean {
  if (!places().length || document.querySelector("dialog[open]:not([data-help])")) return false;
  asked = performance.now();
  return true;
}

/** The letter after ``g``. One that leads nowhere does nothing at all, whatever it does by itself. */
function go(event: KeyboardEvent): boolean {
  if (event.key.length !== 1) return false;
  places().find((place) => place.dataset.go === event.key.toLowerCase())?.click();
  return true;
}

/** What on this page answers to a key of its own; the key stands in its title. */
function keyed(): HTMLElement[] {
  return all("[data-key]").filter((element) => !element.closest("[hidden], [inert]") && !element.matches(":disabled"));
}

/** As ``keyed``, with what appears as soon as rows are chosen. */
function listed(): HTMLElement[] {
  return all("[data-key]").filter((element) => !element.closest("[hidden]:not([data-picked]), [inert]"));
}

function press(key: string): boolean {
  const element = keyed().find((one) => one.dataset.key === key);
  if (!element) return false;
  element.click();
  const menu = element.closest("details.menu");
  if (menu?.hasAttribute("open")) menu.querySelector<HTMLElement>(".menu-sheet :is(a, button, input:not([type='hidden']))")?.focus();
  return true;
}

function rows(): HTMLElement[] {
  return all("table[data-rows] tbody tr, [data-rows]:not(table) > *");
}

export function setCurrent(row: HTMLElement | undefined, scroll = true): void {
  for (const other of all(`.${CURRENT}`)) {
    if (other === row) continue;
    other.classList.remove(CURRENT);
    other.removeAttribute("aria-current");
  }
  if (!row) return;
  row.classList.add(CURRENT);
  row.setAttribute("aria-current", "true");
  if (scroll) row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("row:current", { bubbles: true }));
}

function step(by: number): boolean {
  const list = rows();
  if (!list.length) return false;
  const at = list.findIndex((row) => row.classList.contains(CURRENT));
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
  setCurrent(list[next]);
  return true;
}

function open(): boolean {
  const link = document.querySelector<HTMLElement>(`.${CURRENT} a.rowlink, .${CURRENT} a`);
  link?.click();
  return Boolean(link);
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLElement>(
    '[role="search"] input:not([type="hidden"]), input[type="search"]',
  );
  box?.focus();
  return Boolean(box);
}

function back(event: KeyboardEvent): void {
  if (document.querySelector("dialog[open]")) return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    return;
  }
  const field = event.target as HTMLElement;
  if (field.matches("input, textarea, select")) return field.blur();
  document.querySelector<HTMLElement>("[data-key-back]")?.click();
}

function help(): void {
  const words = wordsOf("base");
  const off = memory.get("keys") === "off";
  const lines: [string, string][] = [
    ["/", "key_search"],
    ["j k", "key_rows"],
    ["Enter", "key_open"],
    ["x", "key_pick"],
    ["a", "key_pick_all"],
    ["Esc", "key_back"],
    ["?", "key_help"],
  ];
  const picks = document.querySelector("[data-pick]") !== null;
  const list = make("dl", { class: "facts" });
  for (const [keys, word] of lines) {
    if (word.startsWith("key_pick") && !picks) continue;
    const shown = keys.split(" ").flatMap((key) => [make("kbd", {}, key), " "]);
    list.append(make("dt", {}, ...shown), make("dd", {}, say(words, word)));
  }
  for (const element of listed()) {
    const title = (element.title || element.textContent || "").replace(/\s*\([^()]*\)\s*$/, "").trim();
    if (title) list.append(make("dt", {}, make("kbd", {}, element.dataset.key ?? "")), make("dd", {}, title));
  }
  const others = make("dl", { class: "facts" });
  for (const place of places()) {
    const keys = ["g", place.dataset.go ?? ""].flatMap((key) => [make("kbd", {}, key), " "]);
    others.append(make("dt", {}, ...keys), make("dd", {}, (place.textContent ?? "").trim()));
  }
  const away = others.childElementCount ? [make("h3", {}, say(words, "key_go")), others] : [];
  const turn = make("button", { class: "button", type: "button" }, say(words, off ? "keys_on" : "keys_off"));
  const close = make("button", { class: "button button-primary", type: "button" }, say(words, "close"));
  const dialog = make(
    "dialog",
    { "aria-label": say(words, "keys"), "data-help": "" },
    make("div", { class: "dialog-head" }, make("h2", {}, say(words, "keys"))),
    make("div", { class: "dialog-body" }, list, ...away, make("div", { class: "acts" }, close, turn)),
  );
  turn.addEventListener("click", () => {
    memory.set("keys", off ? "" : "off");
    dialog.close();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
