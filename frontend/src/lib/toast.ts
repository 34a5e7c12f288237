import { icon, make } from "./dom";

export type Tone = "info" | "success" | "warning" | "error";

const SECONDS = 8;

/** A short word at the edge. Errors stay until they are closed (enough time to read: 适老化). */
export function toast(text: string, tone: Tone = "info"): void {
  const area = document.getElementById("toasts");
  if (!area) return;
  const note = make("div", { class: `flash flash-${tone}` }, icon(tone === "error" ? "stop" : "info"), text);
  const close = make("button", { class: "button button-quiet", type: "button" }, icon("close"));
  close.setAttribute("aria-label", "×");
  close.addEventListener("click", () => note.remove());
  note.append(close);
  area.append(note);
  const patient = document.documentElement.dataset.theme === "care"; // elder mode: nothing goes by itself
  if (tone !== "error" && !patient) setTimeout(() => note.remove(), SECONDS * 1000);
}
