/** “Is it one of these?”: asked once, when there is a network, before a report is given to the queue. Whatever goes wrong, the
 * report goes as usual: nobody waits for this longer than a few seconds. */

import { icon, make } from "../lib/dom";
import { moment, named, tell } from "./entries";
import { hello, ask } from "./net";
import { envelope } from "./send";
import type { Entry } from "./types";
import { button, para, show } from "./ui";

type Offer = { number: string; kind_zh: string; kind_en: string; metres: number; day: string; state_zh: string; state_en: string; heat: number; picture: string };

const PATIENCE = 5_000;

export async function nearOf(one: Entry): Promise<Offer[]> {
  if (!navigator.onLine) return [];
  const late = new Promise<Offer[]>((resolve) => setTimeout(() => resolve([]), PATIENCE));
  return Promise.race([asked(one), late]).catch(() => []);
}

async function asked(one: Entry): Promise<Offer[]> {
  const there = await hello();
  if (there?.person !== one.person) return [];
  const answer = await ask("/g/near/", { csrf: there.csrf, body: JSON.stringify({ ...envelope(one), pictures: [] }), type: "application/json" });
  return answer.kind === "done" ? ((answer.body.offers ?? []) as Offer[]) : [];
}

/** `chosen` gets the number of the matter that is supported, "" when the own one is new. */
export function offerScreen(offers: Offer[], back: () => unknown, chosen: (number: string) => unknown): void {
  show({
    title: tell("new"),
    back: "/g/",
    body: [
      make("h2", { tabindex: "-1", "data-near-head": "" }, tell("near_head")),
      para(tell("near_text")),
      make("div", { class: "cards", "data-near": "" }, ...offers.map((offer) => card(offer, chosen))),
    ],
    thumb: [button(tell("near_new"), () => chosen(""), "button-primary", "send"), button(tell("back"), back, "button-quiet")],
  });
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("[data-near-head]")?.focus();
}

function card(offer: Offer, chosen: (number: string) => unknown): HTMLElement {
  const facts = make("div", {}, make("strong", {}, named({ zh: offer.kind_zh, en: offer.kind_en })));
  facts.append(make("div", { class: "meta" }, make("span", {}, icon("pin"), tell("near_metres", { n: offer.metres })), make("span", {}, moment(offer.day))));
  facts.append(make("div", { class: "meta" }, make("span", { class: "tag tag-active" }, named({ zh: offer.state_zh, en: offer.state_en })), ...(offer.heat > 1 ? [make("span", {}, tell("near_heat", { n: offer.heat }))] : [])));
  const head = make("div", { class: "offer" }, ...(offer.picture ? [make("img", { src: offer.picture, alt: tell("near_picture") })] : []), facts);
  return make("div", { class: "card" }, head, button(tell("near_same"), () => chosen(offer.number), ""));
}
