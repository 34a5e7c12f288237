/** Settings of the app on this phone: network, picture size, stamp; how much is kept and whether the browser may drop it. */

import { make } from "../lib/dom";
import * as db from "./db";
import { tell, unsent } from "./entries";
import { networkKind } from "./net";
import { installButton, version } from "./install";
import { leave } from "./leave";
import type { Settings } from "./types";
import { button, facts, field, note, panel, para, show } from "./ui";

export async function setup(): Promise<void> {
  const [settings, who] = [await db.settings(), await db.me()];
  show({
    title: tell("settings"),
    back: "/g/",
    body: [sending(settings), taking(settings), await keeping(), await app(who.name), clearing()],
  });
}

async function keep(settings: Settings, one: Partial<Settings>): Promise<void> {
  Object.assign(settings, one);
  await db.setSettings({ ...settings });
}

function sending(settings: Settings): HTMLElement {
  const select = options({ any: tell("network_any"), wifi: tell("network_wifi") }, settings.network, "network");
  const kind = networkKind();
  const known = kind === "unknown" ? tell("network_unknown") : tell("network_now", { kind });
  return panel(make("h2", {}, tell("sending_head")), field(tell("network"), select, known, (network) => void keep(settings, { network: network as Settings["network"] })));
}

function taking(settings: Settings): HTMLElement {
  const size = options({ "1024": tell("size_px", { n: 1024 }), "2048": tell("size_px", { n: 2048 }), original: tell("size_original") }, settings.size, "size");
  const stamp = make("input", { type: "checkbox", name: "stamp" });
  stamp.checked = settings.stamp;
  stamp.addEventListener("change", () => void keep(settings, { stamp: stamp.checked }));
  return panel(
    make("h2", {}, tell("pictures_label")),
    field(tell("size"), size, tell("size_help"), (chosen) => void keep(settings, { size: chosen as Settings["size"] })),
    make("label", { class: "choice" }, stamp, make("span", {}, tell("stamp"))),
    para(tell("stamp_help"), "quiet small"),
  );
}

function options(words: Record<string, string>, chosen: string, name: string): HTMLSelectElement {
  const select = make("select", { name });
  for (const [value, label] of Object.entries(words)) select.append(new Option(label, value, false, value === chosen));
  return select;
}

/** The browser may clear a site it does not hold dear; asking makes it dear, and the answer is shown. */
async function keeping(): Promise<HTMLElement> {
  const dear = (await navigator.storage?.persisted?.()) ?? false;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
  const box = panel(
    make("h2", {}, tell("keeping_head")),
    facts([
      [tell("used"), tell("used_of", { used: megabytes(usage), all: megabytes(quota) })],
      [tell("dear"), tell(dear ? "dear_yes" : "dear_no")],
    ]),
  );
  if (!dear) box.append(button(tell("dear_ask"), async () => void (await navigator.storage?.persist?.(), await setup()), ""), para(tell("dear_help"), "quiet small"));
  if (quota && usage / quota > 0.8) box.append(note(tell("room_short"), "warning"));
  return box;
}

async function app(name: string): Promise<HTMLElement> {
  const box = panel(make("h2", {}, tell("app_head")), facts([[tell("person"), name || tell("nobody")], [tell("version"), await version()]]));
  const install = installButton();
  box.append(install ?? para(tell("install_help"), "quiet small"));
  return box;
}

function clearing(): HTMLElement {
  return panel(
    make("h2", {}, tell("clear_head")),
    para(tell("clear_text")),
    button(tell("clear"), async () => {
      const { person } = await db.me();
      if (await leave((await unsent(person)).length)) await db.forgetAll(person).then(() => location.assign("/g/"));
    }, "button-danger"),
  );
}
