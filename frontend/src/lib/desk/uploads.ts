/** Photos of a result: sent one by one while the rest is typed, so that a refused form keeps them. */

import { icon, make } from "../dom";
import { small } from "../photos";
import { say, wordsOf } from "../words";
import { csrf } from "./fragments";

type Kept = { id?: string; thumb_url?: string; name?: string; message?: string; way_out?: string };

export function uploads(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const thumbs = box.querySelector<HTMLElement>("[data-thumbs]");
  const trouble = box.querySelector<HTMLElement>("[data-upload-error]");
  if (!input || !thumbs || !trouble || !box.dataset.uploads) return;
  const words = wordsOf("desk");
  thumbs.addEventListener("click", (event) => {
    (event.target as HTMLElement).closest("button")?.closest(".thumb")?.remove();
  });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    trouble.hidden = true;
    void send(files);
  });
  const send = async (files: File[]): Promise<void> => {
    const buttons = [...(input.form?.querySelectorAll<HTMLButtonElement>("button:not([type=button])") ?? [])];
    for (const button of buttons) button.disabled = true;
    for (const file of files) {
      const kept: Kept = await upload(box, file).catch(() => ({ message: say(words, "not_sent") }));
      if (kept.id) thumbs.append(thumb(kept, box.dataset.name ?? "photos", say(words, "remove")));
      else {
        trouble.textContent = `${file.name}: ${kept.message ?? ""} ${kept.way_out ?? ""}`;
        trouble.hidden = false;
      }
    }
    for (const button of buttons) button.disabled = false;
  };
}

async function upload(box: HTMLElement, file: File): Promise<Kept> {
  const body = new FormData();
  body.append("photo", await small(file).catch(() => file));
  body.append("purpose", box.dataset.purpose ?? "report");
  const headers = { "X-CSRFToken": csrf(), Accept: "application/json" };
  const answer = await fetch(box.dataset.uploads ?? "", { method: "POST", body, headers });
  return (await answer.json()) as Kept;
}

function thumb(kept: Kept, name: string, remove: string): HTMLElement {
  const off = make("button", { type: "button", class: "button button-round", "aria-label": remove }, icon("close"));
  const picture = make("img", { src: kept.thumb_url ?? "", alt: kept.name ?? "" });
  return make("span", { class: "thumb" }, picture, make("input", { type: "hidden", name, value: kept.id ?? "" }), off);
}
