/** Our own buttons beside MapLibre's. */

import type { IControl } from "maplibre-gl";
import { icon, make } from "../dom";
import { say, type Words } from "../words";

export class TownControl implements IControl {
  private readonly group = make("div", { class: "maplibregl-ctrl maplibregl-ctrl-group" });

  constructor(private readonly words: Words) {}

  add(sign: string, word: string, press: () => void): void {
    const label = say(this.words, word);
    const button = make("button", { type: "button", class: "map-button", title: label, "aria-label": label }, icon(sign));
    button.addEventListener("click", press);
    this.group.append(button);
  }

  onAdd(): HTMLElement {
    return this.group;
  }

  onRemove(): void {
    this.group.remove();
  }
}
