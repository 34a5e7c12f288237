/** Choosing rows: boxes, all at once, ranges with Shift, `x` and `a`; a bar appears as soon as something is chosen.
    With the whole page chosen it offers all that the filter matches, on every page. */

import { all, mount } from "./dom";
import { CURRENT, setCurrent } from "./keys";
import { say, wordsOf } from "./words";

let last: HTMLInputElement | null = null;

export function startPicking(): void {
  mount("[data-picked]", show);
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLElement;
    if (box.matches("[data-pick-all]")) every((box as HTMLInputElement).checked);
    if (box.matches("[data-pick], [data-pick-all]")) show();
  });
  document.addEventListener("click", (event) => {
    const at = event.target as HTMLElement;
    if (at.closest("[data-pick-none]")) {
      every(false);
      show();
    }
    const box = at.closest<HTMLInputElement>("input[data-pick]");
    if (!box) return;
    if (event.shiftKey && last?.isConnected) range(last, box);
    last = box;
  });
  document.addEventListener("lianzhi:rows", show);
}

function boxes(): HTMLInputElement[] {
  return all<HTMLInputElement>("input[data-pick]");
}

function every(on: boolean): void {
  for (const box of boxes()) box.checked = on;
}

function range(from: HTMLInputElement, to: HTMLInputElement): void {
  const list = boxes();
  const [a, b] = [list.indexOf(from), list.indexOf(to)].sort((x, y) => x - y);
  for (const box of list.slice(a, (b ?? 0) + 1)) box.checked = to.checked;
  show();
}

function show(): void {
  const list = boxes();
  const chosen = list.filter((box) => box.checked);
  for (const box of list) box.closest("tr")?.toggleAttribute("data-chosen", box.checked);
  for (const bar of all("[data-picked]")) {
    bar.hidden = !chosen.length;
    for (const whole of all("[data-pick-whole]", bar)) whole.hidden = chosen.length < list.length;
    const count = bar.querySelector("[data-picked-count]");
    if (count) count.textContent = say(wordsOf("base"), "picked", { n: chosen.length });
  }
  for (const box of all<HTMLInputElement>("[data-pick-all]")) {
    box.checked = chosen.length > 0 && chosen.length === list.length;
    box.indeterminate = chosen.length > 0 && chosen.length < list.length;
  }
}

/** The current row, or the first when none is current yet. */
export function pickCurrent(): boolean {
  const row = document.querySelector(`.${CURRENT}`) ?? boxes()[0]?.closest("tr");
  const box = row?.querySelector<HTMLInputElement>("input[data-pick]");
  if (!box) return false;
  setCurrent(row as HTMLElement);
  box.click();
  return true;
}

export function pickAll(): boolean {
  const list = boxes();
  if (!list.length) return false;
  every(!list.every((box) => box.checked));
  show();
  return true;
}
