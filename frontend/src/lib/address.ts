/** A field for an address in words or a code (`data-address`): what is chosen stands in it as its code, its name below. */

import { make } from "./dom";
import { suggest } from "./suggest";
import { say, wordsOf } from "./words";

/** A building, a unit or a room; a road or a quarter is no address of anything. */
const DOOR = /^\d{12}B\d{5}(\d{2}|\d{6})?$/;

export function addressField(input: HTMLElement): void {
  if (!(input instanceof HTMLInputElement) || !input.dataset.address) return;
  const words = wordsOf("base");
  const list = make("ul", { class: "suggestions", "aria-label": say(words, "addresses") });
  list.dataset.suggestions = input.dataset.address;
  list.hidden = true;
  const name = make("p", { class: "hint", role: "status" });
  input.after(list, name);
  input.addEventListener("input", () => name.replaceChildren());
  suggest(
    input,
    list,
    say(words, "no_address"),
    (match) => {
      input.value = match.code ?? match.name;
      name.textContent = match.name;
    },
    (match) => DOOR.test(match.code ?? ""),
  );
}
