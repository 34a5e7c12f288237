/** Pictures in full on the page they belong to: `a[data-photo]` opens a dialog; left, right and Escape, a swipe, or the buttons.
 * The pictures of one list belong together. Without scripts, or with a key held, the link stays a link. */

import { all, icon, make } from "./dom";
import { say, wordsOf } from "./words";

const SWIPE = 40;
const tell = (key: string, values: Record<string, string | number> = {}): string => say(wordsOf("base"), key, values);

export function startViewer(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.<HTMLAnchorElement>("a[data-photo]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });
}

function open(link: HTMLAnchorElement): void {
  const links = all<HTMLAnchorElement>("a[data-photo]", link.closest("ul, ol, section") ?? document);
  let at = links.indexOf(link);
  const picture = make("img", { class: "viewer-picture" });
  const count = make("p", { class: "viewer-count", role: "status" });
  const before = act("left", "photo_before", () => turn(-1));
  const after = act("right", "photo_after", () => turn(1));
  const original = make("a", { class: "button button-quiet", target: "_blank", rel: "noopener" }, tell("photo_alone"));
  const bar = make("div", { class: "viewer-bar" }, count, original, act("close", "photo_close", () => box.close()));
  const box = make("dialog", { class: "viewer", "aria-label": tell("photo_viewer") }, bar, make("div", { class: "viewer-stage" }, before, picture, after));

  const draw = (): void => {
    const shown = links[at];
    if (!shown) return;
    picture.src = original.href = shown.href;
    picture.alt = shown.querySelector("img")?.alt ?? "";
    count.textContent = tell("photo_of", { n: at + 1, all: links.length });
  };
  const turn = (by: number): void => {
    at = (at + by + links.length) % links.length;
    draw();
  };
  before.hidden = after.hidden = links.length < 2;
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    turn(event.key === "ArrowLeft" ? -1 : 1);
  });
  let start: number | null = null;
  box.addEventListener("pointerdown", (event) => (start = event.pointerType === "mouse" ? null : event.clientX));
  box.addEventListener("pointerup", (event) => {
    const moved = start === null ? 0 : event.clientX - start;
    start = null;
    if (Math.abs(moved) > SWIPE) turn(moved > 0 ? -1 : 1);
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => {
    box.remove();
    (links[at] ?? link).focus();
  });
  draw();
  document.body.append(box);
  box.showModal();
  box.querySelector<HTMLElement>(links.length < 2 ? ".viewer-bar button" : ".viewer-stage button:last-child")?.focus();
}

function act(sign: string, word: string, then: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", class: "button viewer-act", "aria-label": tell(word), title: tell(word) }, icon(sign));
  made.addEventListener("click", then);
  return made;
}
