/** Elder mode: read the page aloud, sentence by sentence, marking what is being read. Needs a Chinese voice of the device. */

import { all, ready } from "./lib/dom";
import { say, wordsOf } from "./lib/words";

const WAIT = 1500;
const NOT_READ = "script, style, button, .visually-hidden, [hidden], svg, .map, [aria-hidden=true], input, textarea, select, option";

type Sentence = { text: string; range: Range };

ready(() => {
  for (const button of all<HTMLButtonElement>("[data-read-aloud]")) start(button);
});

function start(button: HTMLButtonElement): void {
  button.hidden = false;
  let reading = false;
  const said = document.querySelector<HTMLElement>("[data-read-said]");
  const tell = (key: string): void => {
    if (!said) return;
    said.textContent = key ? say(wordsOf("care"), key) : "";
    said.hidden = !key;
  };
  const show = (on: boolean): void => {
    reading = on;
    button.setAttribute("aria-pressed", String(on));
    const label = button.querySelector("[data-read-label]");
    if (label) label.textContent = say(wordsOf("care"), on ? "stop" : "read");
    if (!on) mark(null);
  };
  const stop = (): void => {
    show(false);
    window.speechSynthesis?.cancel();
    tell("");
  };
  button.addEventListener("click", () => {
    if (reading) return stop();
    void voice().then((found) => {
      if (!found) return tell("no_voice");
      show(true);
      tell("reading");
      void read(sentences(document.getElementById("main") ?? document.body), found, () => reading).then((well) => {
        if (reading) {
          show(false);
          tell(well ? "" : "failed");
        }
      });
    });
  });
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
}

/** A voice that speaks Chinese; devices tell their voices late. Null when there is none. */
async function voice(): Promise<SpeechSynthesisVoice | null> {
  const engine = window.speechSynthesis;
  if (!engine) return null;
  const found = (): SpeechSynthesisVoice | undefined => {
    const chinese = engine.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang));
    return chinese.find((one) => /zh[-_]CN/i.test(one.lang)) ?? chinese[0];
  };
  if (!found()) {
    await new Promise<void>((resolve) => {
      engine.addEventListener?.("voiceschanged", () => resolve(), { once: true });
      setTimeout(resolve, WAIT);
    });
  }
  return found() ?? null;
}

async function read(list: Sentence[], by: SpeechSynthesisVoice, goOn: () => boolean): Promise<boolean> {
  for (const sentence of list) {
    if (!goOn()) return true;
    mark(sentence.range);
    sentence.range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    if (!(await speak(sentence.text, by))) return !goOn();
  }
  return true;
}

function speak(text: string, by: SpeechSynthesisVoice): Promise<boolean> {
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = by;
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = () => resolve(true);
    words.onerror = () => resolve(false);
    window.speechSynthesis.speak(words);
  });
}

/** What a person would read, in order, cut at the ends of sentences. */
export function sentences(within: HTMLElement): Sentence[] {
  const found: Sentence[] = [];
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest(NOT_READ) || !parent.checkVisibility?.()) continue;
    for (const piece of (node.textContent ?? "").matchAll(/[^。！？；.!?;\n]+[。！？；.!?;]*/g)) {
      const text = piece[0].trim();
      if (!/[\p{L}\p{N}]/u.test(text)) continue;
      const range = document.createRange();
      range.setStart(node, piece.index);
      range.setEnd(node, piece.index + piece[0].length);
      found.push({ text, range });
    }
  }
  return found;
}

/** The sentence being read, marked without touching the page; by selection where highlights are unknown. */
function mark(range: Range | null): void {
  if ("highlights" in CSS) {
    if (range) CSS.highlights.set("reading", new Highlight(range));
    else CSS.highlights.delete("reading");
    return;
  }
  const chosen = getSelection();
  chosen?.removeAllRanges();
  if (range) chosen?.addRange(range);
}
