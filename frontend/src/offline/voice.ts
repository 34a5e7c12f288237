/** Speaking instead of typing, where the browser can; the field stays a field that is typed into. */

import { chinese } from "../lib/dom";
import { tell } from "./entries";
import { button } from "./ui";

type Heard = { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> };
type Ear = EventTarget & { lang: string; continuous: boolean; interimResults: boolean; start(): void; stop(): void };

/** A button, or null where the browser cannot listen. */
export function speech(area: HTMLTextAreaElement): HTMLElement | null {
  const Kind = (window as unknown as Record<string, (new () => Ear) | undefined>);
  const Listener = Kind.SpeechRecognition ?? Kind.webkitSpeechRecognition;
  if (!Listener) return null;
  const ear = new Listener();
  let on = false;
  ear.lang = chinese() ? "zh-CN" : "en-US";
  ear.continuous = true;
  ear.interimResults = false;
  const press = button(tell("speak"), () => (on ? ear.stop() : listen()), "button-quiet", "chat");
  press.dataset.speak = "";
  const label = (text: string): void => {
    press.lastChild?.replaceWith(text);
    press.setAttribute("aria-pressed", String(on));
  };
  const listen = (): void => {
    try {
      ear.start();
    } catch {
      label(tell("speak_failed"));
    }
  };
  ear.addEventListener("start", () => {
    on = true;
    label(tell("speak_stop"));
  });
  ear.addEventListener("end", () => {
    on = false;
    label(tell("speak"));
  });
  ear.addEventListener("error", () => label(tell("speak_failed")));
  ear.addEventListener("result", (event) => {
    const { results, resultIndex } = event as unknown as Heard;
    for (let index = resultIndex; index < results.length; index += 1) {
      if (results[index]?.isFinal) area.value += results[index]?.[0]?.transcript ?? "";
    }
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return press;
}
