/** Screen 2 of a report: by the device, by words, by the plate on the door, or by a pin on the map. */

import { icon, make } from "../lib/dom";
import { mapOn } from "../lib/mount";
import * as db from "./db";
import { tell } from "./entries";
import { fixLine, type Finder } from "./geo";
import { scanner } from "./scan";
import type { Entry, Fix } from "./types";
import { button, field, note, show } from "./ui";

export function placeScreen(one: Entry, head: Node[], back: () => void, onward: () => void, finder: Finder | null): void {
  const line = make("div", { "data-fix-line": "" }, fixLine(one.fix ?? finder?.best ?? null));
  document.addEventListener("field:fix", (event) => line.replaceChildren(fixLine((event as CustomEvent<Fix>).detail)));
  document.addEventListener("field:nofix", (event) => {
    if ((event as CustomEvent<boolean>).detail && !finder?.best) line.replaceChildren(note(tell("denied"), "warning"));
  });
  const words = make("input", { type: "text", name: "place_text", maxlength: "200", autocomplete: "off" });
  words.value = one.place_text;
  const plate = make("input", { type: "text", name: "doorplate", maxlength: "300", autocomplete: "off" });
  plate.value = one.doorplate;
  const keepPlate = (doorplate: string): void => void db.change(one.key, (now) => (now.doorplate = doorplate));
  const scan = scanner((text) => {
    plate.value = text;
    keepPlate(text);
  });
  show({
    title: tell("new"),
    back: "/g/",
    body: [
      ...head,
      make("h2", {}, tell("where")),
      line,
      field(tell("place_words"), words, tell("place_help"), (text) => void db.change(one.key, (now) => (now.place_text = text))),
      field(tell("doorplate"), plate, scan ? tell("doorplate_help") : tell("doorplate_typed"), keepPlate),
      ...(scan ? [scan] : []),
      mapChoice(one),
    ],
    thumb: [button(tell("next_words"), onward, "button-primary"), button(tell("back"), back, "button-quiet")],
  });
}

/** Drawn only when it is opened: a map costs battery. What of it was seen before is there without a network too. */
function mapChoice(one: Entry): HTMLElement {
  const map = make("div", { class: "map", "data-townmap": "", "data-mode": "pick" });
  const chosen = make("p", { class: "quiet small", role: "status" }, one.lon === null ? "" : tell("pin_at", { lat: one.lat ?? 0, lon: one.lon }));
  const box = make("details", { class: "field more" }, make("summary", {}, tell("on_map")), make("div", { class: "picker" }, map), chosen);
  if (one.lon !== null) box.append(make("button", { type: "button", class: "button button-quiet", "data-unpin": "" }, icon("close"), tell("unpin")));
  box.addEventListener("toggle", () => box.open && void mapOn(map).then((town) => {
    const at = one.lon !== null && one.lat !== null ? one : one.fix;
    if (town && at && at.lon !== null && at.lat !== null) town.flyTo(at.lon, at.lat);
    if (town && one.lon !== null && one.lat !== null) town.pick(one.lon, one.lat, false);
  }), { once: true });
  map.addEventListener("town:pick", (event) => {
    const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    void db.change(one.key, (now) => Object.assign(now, { lon, lat }));
    chosen.textContent = tell("pin_at", { lat, lon });
  });
  box.querySelector("[data-unpin]")?.addEventListener("click", () => {
    void db.change(one.key, (now) => Object.assign(now, { lon: null, lat: null })).then(() => (chosen.textContent = ""));
  });
  return box;
}
