/** The queue: each entry and each of its pictures with its own state; send, retry, change, delete, take along as a file. */

import { icon, make } from "../lib/dom";
import * as db from "./db";
import { conflictScreen } from "./conflict";
import { moment, named, pictures, tell, titleOf, zoned } from "./entries";
import { ask, hello, told } from "./net";
import { going, whole } from "./own";
import { exportQueue, importQueue } from "./portable";
import { due, sendAll, type Outcome } from "./send";
import type { Entry, Picture } from "./types";
import { button, choose, facts, link, note, panel, para, show } from "./ui";

let last: Outcome | "" = "";
/** What taking in a file came to: said on every drawing until the page is left, since taking in draws the list anew. */
let takenIn: HTMLElement | null = null;

export async function queue(): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const key = asked.get("key");
  const one = key ? await db.entry(key) : undefined;
  if (one?.state === "conflict") return conflictScreen(one);
  if (one) return entryScreen(one);
  await listScreen();
}

/** Draw anew when something changed, but never under a finger that is on a button of an opened dialog. */
export function follow(): void {
  let timer = 0;
  db.onChange(() => {
    clearTimeout(timer);
    timer = window.setTimeout(() => document.querySelector("dialog[open]") || void queue(), 120);
  });
}

async function listScreen(): Promise<void> {
  const { person } = await db.me();
  const all = (await db.entries(person)).reverse();
  const groups: [string, Entry[]][] = [
    ["group_stuck", all.filter((one) => one.state === "refused" || one.state === "conflict")],
    ["group_waiting", all.filter(due)],
    ["group_drafts", all.filter((one) => one.state === "draft")],
    ["group_sent", all.filter((one) => one.state === "sent")],
  ];
  const others = (await db.everybody()).filter((one) => one.person !== person && one.state !== "sent").length;
  show({
    title: tell("queue"),
    back: "/g/",
    body: [
      ...outcomeNote(),
      ...(others ? [note(tell("others", { n: others }), "warning")] : []),
      ...(all.length ? [] : [panel(para(tell("queue_empty"), "phone-lead"), para(tell("queue_empty_text")))]),
      ...groups.filter(([, found]) => found.length).map(([name, found]) => group(name, found)),
      tools(all),
    ],
    thumb: [
      button(tell("send_now"), sendNow, "button-primary", "send"),
      link(tell("new"), "/g/new/", "button", "camera"),
    ],
  });
}

async function sendNow(): Promise<void> {
  last = await sendAll({ manual: true });
  await queue();
}

/** What the last try to send came to, in words with a way out. */
export function outcomeNote(outcome: Outcome | "" = last): Node[] {
  if (outcome === "login") {
    const box = note(tell("out_login"), "warning");
    box.append(link(tell("log_in"), `/login/?next=${encodeURIComponent("/g/queue/")}`, "button button-primary"));
    return [box];
  }
  if (outcome === "offline" || outcome === "stopped" || outcome === "network") return [note(tell(`out_${outcome}`), "info")];
  return [];
}

export function setOutcome(outcome: Outcome): void {
  if (outcome !== "nothing" && outcome !== "busy") last = outcome;
}

function group(name: string, found: Entry[]): HTMLElement {
  const list = make("div", { class: "cards", "data-group": name });
  for (const one of found) list.append(card(one));
  return make("section", { class: "stack-tight" }, make("h2", {}, `${tell(name)} (${found.length})`), list);
}

function card(one: Entry): HTMLElement {
  const href = one.state === "draft" || one.state === "refused" ? `/g/new/?key=${one.key}` : `/g/queue/?key=${one.key}`;
  const made = make("a", { class: "card", href, "data-entry": one.key, "data-state": one.state }, make("strong", {}, titleOf(one)));
  made.append(make("div", { class: "meta" }, make("span", {}, tell(`kind_${one.kind}`)), stateTag(one), make("span", { class: "number" }, moment(one.made_at))));
  const { here, all } = pictures(one);
  if (all) made.append(make("div", { class: "meta" }, make("span", {}, icon("camera"), tell("pictures_sent", { here, all }))));
  if (one.said) made.append(make("div", { class: "meta bad" }, one.said));
  if (one.state !== "draft" && one.state !== "refused") return made;
  return make("div", { class: "kept-entry" }, made, make("a", { class: "button button-quiet small", href: `/g/queue/?key=${one.key}` }, tell("details")));
}

export function stateTag(one: Entry): HTMLElement {
  const { here, all } = pictures(one);
  const [word, tone] = {
    draft: [tell("state_draft"), "neutral"],
    waiting: one.arrived ? [tell("state_pictures", { n: all - here }), "active"] : [tell("state_waiting"), "waiting"],
    sent: [tell("state_sent"), "good"],
    refused: [tell("state_refused"), "bad"],
    conflict: [tell("state_conflict"), "bad"],
  }[one.state] as [string, string];
  return make("span", { class: `tag tag-${tone}` }, word);
}

// ---- one entry -------------------------------------------------------------------------------------------

async function entryScreen(one: Entry): Promise<void> {
  const list = make("ul", { class: "uploads" });
  for (const [index, picture] of going(one).entries()) list.append(pictureLine(one, picture, index + 1));
  const fix = one.fix ? `${one.fix.lat.toFixed(5)}, ${one.fix.lon.toFixed(5)} ± ${Math.round(one.fix.accuracy_m)} m` : "";
  show({
    title: tell(`kind_${one.kind}`),
    back: "/g/queue/",
    body: [
      ...outcomeNote(),
      panel(
        make("div", { class: "row-between" }, make("strong", {}, titleOf(one)), stateTag(one)),
        ...(one.said ? [note(one.said, "error")] : []),
        ...(one.text ? [para(one.text, "said")] : []),
        facts([
          [tell("case_number"), one.arrived || one.number],
          [tell("made"), `${zoned(one.made_at)} (${one.zone})`],
          [tell("sent"), one.sent_at ? zoned(one.sent_at) : tell("not_yet")],
          [tell("place"), one.place_text || one.doorplate],
          [tell("device"), fix],
        ]),
      ),
      ...(going(one).length ? [panel(make("h2", {}, tell("pictures_head", pictures(one))), list)] : []),
    ],
    thumb: acts(one),
  });
}

/** Waiting, sending x %, sent, failed: for each file of the picture its own. */
function pictureLine(one: Entry, picture: Picture, index: number): HTMLElement {
  const line = make("li", { "data-picture": picture.id });
  if (picture.thumb) line.append(make("img", { src: picture.thumb, alt: tell("picture", { n: index }), width: "64", height: "64" }));
  const files = make("div", { class: "stack-tight" });
  if (picture.question) files.append(make("span", { class: "small", "data-answers": picture.question.code }, tell("answers_question", { what: named(picture.question) })));
  for (const file of picture.files) {
    const share = Math.round((file.received / file.size) * 100);
    const text = file.state === "sending" ? tell("file_sending", { share }) : tell(`file_${file.state}`);
    const row = make("div", { class: "row", "data-file": file.role, "data-state": file.state }, make("span", {}, `${tell(`role_${file.role}`)}: ${text}`));
    if (file.state === "sending") row.append(make("progress", { max: String(file.size), value: String(file.received), "aria-label": text }));
    if (file.said) row.append(make("span", { class: "bad small" }, file.said === "lost" ? tell("file_lost") : file.said));
    files.append(row);
  }
  files.append(make("span", { class: "quiet small number hash" }, `SHA-256 ${picture.camera_sha256.slice(0, 16)}…`));
  if (picture.files.some((file) => file.state === "failed")) {
    files.append(button(tell("retry"), () => retry(one.key, picture.id), "", "refresh"), button(tell("give_up"), () => giveUp(one, picture), "button-danger"));
  }
  line.append(files);
  return line;
}

async function retry(key: string, picture = ""): Promise<void> {
  await db.change(key, (now) => {
    for (const found of now.pictures.filter((one) => !picture || one.id === picture)) {
      for (const file of found.files) if (file.state === "failed") Object.assign(file, { state: "waiting", said: "" });
    }
  });
  setOutcome(await sendAll({ manual: true }));
  await queue();
}

/** Say on the server that a picture will not come, so that nobody waits for it; then it goes from the phone. */
async function giveUp(one: Entry, picture: Picture): Promise<void> {
  if ((await choose(tell("give_up"), tell("give_up_ask"), [["yes", tell("give_up"), "button-danger"], ["", tell("keep")]])) !== "yes") return;
  const there = await hello();
  for (const file of picture.files.filter((found) => found.state !== "sent")) {
    const answer = there?.person ? await ask(`/files/piece/${file.upload}/drop`, { csrf: there.csrf, body: "" }) : null;
    if (!answer || answer.kind === "down" || answer.kind === "login") return setOutcome("offline");
    if (answer.kind === "refused" && answer.status !== 404) return void document.querySelector("#app")?.prepend(note(told(answer), "error"));
  }
  await db.dropFiles(picture.files.map((file) => file.upload));
  await db.change(one.key, (now) => {
    now.pictures = now.pictures.filter((found) => found.id !== picture.id);
    if (whole(going(now))) now.state = "sent";
  });
}

function acts(one: Entry): Node[] {
  const found: Node[] = [];
  if (one.state === "waiting") found.push(button(tell("send_now"), () => retry(one.key), "button-primary", "send"));
  if (one.state === "waiting" && !one.tries) found.push(button(tell("take_back"), () => takeBack(one), "", "back"));
  if (one.state === "refused") found.push(link(tell("mend"), `/g/new/?key=${one.key}`, "button button-primary"));
  found.push(button(tell("delete"), () => drop(one), "button-danger"));
  return found;
}

/** Only while nothing of it has ever been tried: what may have arrived is never changed. */
async function takeBack(one: Entry): Promise<void> {
  await db.change(one.key, (now) => {
    if (!now.tries && now.state === "waiting") now.state = "draft";
  });
  location.assign(`/g/new/?key=${one.key}`);
}

export async function drop(one: Entry): Promise<void> {
  const text = one.state === "sent" ? tell("delete_sent_ask") : one.arrived ? tell("delete_coming_ask") : tell("delete_ask");
  if ((await choose(tell("delete"), text, [["yes", tell("delete"), "button-danger"], ["", tell("keep")]])) !== "yes") return;
  await db.remove(one);
  location.assign("/g/queue/");
}

// ---- as a file -------------------------------------------------------------------------------------------

function tools(all: Entry[]): HTMLElement {
  const input = make("input", { type: "file", accept: ".json,application/json", hidden: "", "aria-label": tell("import") });
  const said = make("div", { role: "status" }, ...(takenIn ? [takenIn] : []));
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void takeFile(file);
  });
  const open = all.filter((one) => one.state !== "sent");
  const out = button(tell("export"), () => exportQueue(open), "", "download");
  out.disabled = !open.length;
  return panel(
    make("h2", {}, tell("file_head")),
    para(tell("file_text")),
    make("div", { class: "row" }, out, button(tell("import"), () => input.click(), "", "upload"), input, link(tell("settings"), "/g/setup/", "button", "gear")),
    said,
  );
}

async function takeFile(file: File): Promise<void> {
  takenIn = await importQueue(file).then((text) => note(text), (trouble: Error) => note(trouble.message, "error"));
  await queue();
}
