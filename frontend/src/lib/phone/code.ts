/** “Get a code”: asked for without leaving the page; the next one can be asked for after a minute. */

import { icon, make } from "../dom";
import { say, wordsOf } from "../words";

const PAUSE = 60;

type Answer = { shown?: string; message?: string; way_out?: string };

export function getCode(button: HTMLElement): void {
  const box = button.closest<HTMLElement>("[data-code-url]");
  const phone = box?.querySelector<HTMLInputElement>("[name=phone]");
  const said = box?.querySelector<HTMLElement>("[data-code-said]");
  if (!box || !phone || !said || !(button instanceof HTMLButtonElement)) return;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    button.disabled = true;
    void ask(box.dataset.codeUrl ?? "", phone.value).then((answer) => {
      said.replaceChildren(note(answer, box.dataset.codeSent));
      if (answer.message) {
        button.disabled = false;
        phone.focus();
      } else {
        wait(button);
        box.querySelector<HTMLInputElement>("[name=code]")?.focus();
      }
    });
  });
}

async function ask(url: string, phone: string): Promise<Answer> {
  const body = new FormData();
  body.append("phone", phone);
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    return (await answer.json()) as Answer;
  } catch {
    return { message: say(wordsOf("base"), "no_network") };
  }
}

/** `sent`: what the page itself says of a code that was sent (the elder mode gives more time). */
function note(answer: Answer, sent?: string): HTMLElement {
  const words = wordsOf("report");
  if (answer.message) return make("div", { class: "refusal", role: "alert" }, icon("stop"), make("div", {}, make("strong", {}, answer.message), answer.way_out ?? ""));
  const text = make("div", {}, sent ?? say(words, "code_sent"), " ");
  if (answer.shown) text.append(make("strong", {}, say(words, "demo_code"), " ", make("span", { class: "number", "data-demo-code": "" }, answer.shown)));
  return make("div", { class: "flash flash-success" }, icon("check"), text);
}

function wait(button: HTMLButtonElement): void {
  const label = button.textContent ?? "";
  let left = PAUSE;
  const tick = (): void => {
    button.textContent = left ? say(wordsOf("report"), "code_again", { n: left }) : label;
    button.disabled = left > 0;
    if (left-- > 0) setTimeout(tick, 1000);
  };
  tick();
}
