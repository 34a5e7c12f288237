/** Pictures are sent at once, each with its own state, while the person goes on; the form carries their ids. */

import { all, icon, make } from "../dom";
import { small } from "../photos";
import { say, wordsOf } from "../words";

type Kept = { id: string; thumb_url: string };
type Refusal = { message?: string; way_out?: string };

const words = () => wordsOf("report");

export function photoUploader(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const add = input?.closest<HTMLElement>(".add");
  const note = box.parentElement?.querySelector<HTMLElement>("[data-uploading]");
  if (!input?.form || !add || !note || !box.dataset.upload) return;
  const form = input.form;
  const most = Number(box.dataset.most ?? 6);
  let goOn: HTMLElement | null = null;

  const tell = (text: string): void => {
    note.textContent = text;
    note.hidden = !text;
  };
  const state = (name: string): Element[] => all(`.shot.${name}`, box);
  const settle = (): void => {
    add.hidden = all(".shot", box).length >= most;
    if (state("sending").length) return;
    if (goOn && !state("failed").length) form.requestSubmit(goOn);
    else if (goOn) tell(say(words(), "not_all_sent"));
    goOn = null;
  };
  for (const shot of all(".shot", box)) removable(shot, settle);
  settle();

  const take = (): void => {
    tell("");
    const room = most - all(".shot", box).length;
    const files = [...(input.files ?? [])];
    if (files.length > room) tell(say(words(), "too_many", { n: most }));
    for (const file of files.slice(0, room)) {
      const shot = frame(file);
      add.before(shot);
      void send(box, shot, file, settle, tell);
    }
    input.value = "";
    settle();
  };
  input.addEventListener("change", take);
  if (input.files?.length) take(); // chosen on a slow line, before this script had come
  form.addEventListener("submit", (event) => {
    if (!state("sending").length && !state("failed").length) return;
    event.preventDefault();
    event.stopPropagation();
    goOn = event.submitter;
    tell(say(words(), state("sending").length ? "still_sending" : "not_all_sent"));
  });
}

function frame(file: File): HTMLElement {
  const picture = make("img", { src: URL.createObjectURL(file), alt: file.name });
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  picture.addEventListener("error", () => (picture.hidden = true), { once: true });
  return make("div", { class: "shot" }, picture);
}

async function send(box: HTMLElement, shot: HTMLElement, file: File, settle: () => void, tell: (text: string) => void): Promise<void> {
  shot.className = "shot sending";
  const bar = make("progress", { max: "1", value: "0", "aria-label": say(words(), "sending") });
  all("button, progress", shot).forEach((old) => old.remove());
  shot.append(bar);
  try {
    const made = await small(file).catch(() => file);
    const kept = await post(box, made, (share) => (bar.value = share));
    bar.remove();
    shot.className = "shot";
    shot.append(make("input", { type: "hidden", name: "photos", value: kept.id }));
  } catch (trouble) {
    bar.remove();
    shot.className = "shot failed";
    tell(`${file.name}: ${trouble instanceof Error && trouble.message ? trouble.message : say(words(), "send_failed")}`);
    const again = make("button", { type: "button", class: "again" }, say(words(), "send_again"));
    again.addEventListener("click", () => {
      tell("");
      void send(box, shot, file, settle, tell);
    });
    shot.append(again);
  }
  removable(shot, settle);
  settle();
}

function removable(shot: HTMLElement, settle: () => void): void {
  all("[data-drop]", shot).forEach((old) => old.remove());
  const off = make("button", { type: "button", "data-drop": "", "aria-label": say(words(), "remove") }, icon("close"));
  off.addEventListener("click", () => {
    shot.remove();
    settle();
  });
  shot.append(off);
}

/** Rejects with the server's own words, or with none when the network failed. */
function post(box: HTMLElement, file: File, progress: (share: number) => void): Promise<Kept> {
  const body = new FormData();
  body.append("purpose", box.dataset.purpose ?? "report");
  body.append("photo", file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = read(request.responseText);
      if (request.status < 300) resolve(answer as Kept);
      else reject(new Error([(answer as Refusal).message, (answer as Refusal).way_out].filter(Boolean).join(" ")));
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.open("POST", box.dataset.upload ?? "");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "");
    request.send(body);
  });
}

function read(text: string): Kept | Refusal {
  try {
    return JSON.parse(text) as Kept | Refusal;
  } catch {
    return {};
  }
}
