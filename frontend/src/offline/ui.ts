/** What the app's screens share: the frame of the page, buttons, a field that keeps itself. */

import { icon, make } from "../lib/dom";

export type Screen = { title: string; back?: string; body: (Node | string)[]; thumb?: Node[] };

/** Put a screen into the shell. The focus goes to the heading only when the person went there. */
export function show({ title, back, body, thumb }: Screen): void {
  const heading = document.querySelector("[data-heading]");
  if (heading) heading.textContent = title;
  document.title = `${title} · ${document.title.split(" · ").pop() ?? ""}`;
  const link = document.querySelector<HTMLAnchorElement>("[data-up]");
  if (link && back) link.href = back;
  fill(document.querySelector("#app"), body);
  const bar = document.querySelector<HTMLElement>("[data-thumb]");
  fill(bar, thumb ?? []);
  if (bar) bar.hidden = !thumb?.length;
}

/** What looks the same stays: a button is not taken away from under a finger. */
function fill(place: Element | null, parts: (Node | string)[]): void {
  const fresh = document.createElement("div");
  fresh.append(...parts);
  if (place && bare(fresh) !== bare(place)) place.replaceChildren(...fresh.childNodes);
}

/** Without the ids that are only there to join a label and its field. */
function bare(place: Element): string {
  return place.innerHTML.replace(/ (id|for|aria-describedby)="f\d+(-hint)?"/g, "").replaceAll(' disabled=""', "");
}

export function button(text: string, act: () => unknown, look = "", sign = ""): HTMLButtonElement {
  const made = make("button", { type: "button", class: `button ${look}`.trim() }, ...(sign ? [icon(sign)] : []), text);
  made.addEventListener("click", () => {
    made.disabled = true;
    void Promise.resolve(act()).finally(() => (made.disabled = false));
  });
  return made;
}

export function link(text: string, href: string, look = "button", sign = ""): HTMLAnchorElement {
  return make("a", { class: look, href }, ...(sign ? [icon(sign)] : []), text);
}

export function para(text: string, look = "quiet"): HTMLElement {
  return make("p", { class: look }, text);
}

export function panel(...inside: (Node | string)[]): HTMLElement {
  return make("section", { class: "panel stack-tight" }, ...inside);
}

export function note(text: string, tone: "info" | "warning" | "error" | "success" = "info"): HTMLElement {
  const sign = tone === "error" ? "stop" : tone === "success" ? "check" : "info";
  return make("div", { class: `flash flash-${tone}`, role: tone === "error" ? "alert" : "status" }, icon(sign), make("div", {}, text));
}

let serial = 0;

/** A labelled control that says every change at once; what it says is kept by the caller. */
export function field(label: string, control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, help: string, said: (value: string) => void): HTMLElement {
  control.id ||= `f${(serial += 1)}`;
  control.classList.add("control");
  control.addEventListener("input", () => said(control.value));
  const hint = help ? [make("p", { class: "hint", id: `${control.id}-hint` }, help)] : [];
  if (help) control.setAttribute("aria-describedby", `${control.id}-hint`);
  return make("div", { class: "field" }, make("label", { for: control.id }, label), control, ...hint);
}

export function facts(pairs: [string, string][]): HTMLElement {
  const list = make("dl", { class: "facts" });
  for (const [label, text] of pairs) list.append(make("dt", {}, label), make("dd", {}, text || "–"));
  return list;
}

/** A person decides; the answer is the value of the pressed button, empty when it was closed. */
export function choose(title: string, text: string, answers: [string, string, string?][]): Promise<string> {
  const box = make("dialog", { class: "dialog", "aria-label": title }, make("h2", {}, title), para(text, ""));
  const acts = make("div", { class: "acts" });
  return new Promise((resolve) => {
    for (const [value, label, look] of answers) {
      const made = make("button", { type: "button", class: `button ${look ?? ""}`.trim(), value }, label);
      made.addEventListener("click", () => box.close(value));
      acts.append(made);
    }
    box.append(acts);
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue);
    });
    document.body.append(box);
    box.showModal();
  });
}
