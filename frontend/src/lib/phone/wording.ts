/** The words: how many are left, and what they may be about. */

import { all } from "../dom";
import { say, wordsOf } from "../words";

const WAIT = 600;
const ENOUGH = 4;

export function counter(line: HTMLElement): void {
  const text = line.closest("form")?.querySelector("textarea");
  const most = Number(line.dataset.most ?? 2000);
  if (!text) return;
  const count = (): void => {
    const used = [...text.value.trim()].length;
    line.hidden = false;
    line.classList.toggle("over", used > most);
    line.textContent = say(wordsOf("report"), used > most ? "too_long" : "used", { n: used, most, over: used - most });
  };
  text.addEventListener("input", count);
  count();
}

/** Asks the server what the text may be about; an answer that comes too late is dropped. */
export function chips(box: HTMLElement): void {
  const form = box.closest("form");
  const text = form?.querySelector("textarea");
  const url = box.dataset.chips;
  if (!form || !text || !url) return;
  let timer = 0;
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    if (text.value.trim().length < ENOUGH) return;
    const body = new FormData();
    body.append("text", text.value);
    body.append("category", new FormData(form).get("category") ?? "");
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.ok && mine === asked) fill(box, form, await answer.text());
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT);
  });
}

/** The answer replaces the chips; what the person chose before stays chosen where it is still offered. */
function fill(box: HTMLElement, form: HTMLFormElement, html: string): void {
  const before = new FormData(form).get("category");
  box.innerHTML = html;
  const same = all<HTMLInputElement>('[name="category"]', form).filter((radio) => radio.value === before);
  if (same[0]) same[0].checked = true;
  form.dispatchEvent(new CustomEvent("lianzhi:proposed"));
}
