/** One case on the desk: it follows what others do, and never takes a half-written form away. */

import { all } from "../dom";
import type { LiveEvent } from "../dots";
import { mapOn } from "../mount";
import { linkBack } from "./back";
import { fetchPart, settled } from "./fragments";
import { dirty } from "./forms";

const TOGETHER = 300;
const FACTS = "[data-facts]";
const ACTS = "[data-acts]";

export function record(page: HTMLElement): void {
  let timer = 0;
  document.addEventListener("lianzhi:case.changed", (event) => {
    if ((event as CustomEvent<LiveEvent>).detail.case?.number !== page.dataset.case) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void renew(page), TOGETHER);
  });
  page.addEventListener("refresh", () => void renew(page));
  page.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-take-over]")) void renew(page, true);
  });
  linkBack(document.querySelector("a[data-key-back]"));
  look(page);
}

/** ``takeOver``: the reader asked for the buttons as they are now; words already written come along. */
async function renew(page: HTMLElement, takeOver = false): Promise<void> {
  const answer = (await fetchPart(page.dataset.parts ?? ""))?.getElementById("record");
  if (!answer) return;
  const words = kept(page);
  if (takeOver || !writing(page, FACTS)) exchange(page, answer, FACTS);
  if (takeOver || !writing(page, ACTS)) {
    exchange(page, answer, ACTS);
    page.dataset.stamp = answer.dataset.stamp;
    announce(page, null);
    restore(page, words);
  } else if (answer.dataset.stamp !== page.dataset.stamp) announce(page, answer.querySelector("[data-changed]"));
  settled(page);
  look(page);
}

function writing(page: HTMLElement, part: string): boolean {
  return all<HTMLFormElement>(`${part} form`, page).some(dirty);
}

/** Somebody is writing where the buttons changed: say what happened, change nothing. */
function announce(page: HTMLElement, news: HTMLElement | null): void {
  const banner = page.querySelector<HTMLElement>("[data-changed]");
  if (!banner) return;
  if (news) banner.replaceChildren(...news.childNodes);
  banner.hidden = !news;
}

/** The drawn map stays when the place is the same: no flicker. */
function exchange(page: HTMLElement, answer: HTMLElement, part: string): void {
  const [here, there] = [page.querySelector<HTMLElement>(part), answer.querySelector<HTMLElement>(part)];
  if (!here || !there) return;
  const [drawn, blank] = [here.querySelector<HTMLElement>("[data-spot]"), there.querySelector<HTMLElement>("[data-spot]")];
  if (drawn && blank && drawn.dataset.lon === blank.dataset.lon && drawn.dataset.lat === blank.dataset.lat) blank.replaceWith(drawn);
  here.replaceChildren(...there.childNodes);
}

type Words = { name: string; text: string };

function kept(page: HTMLElement): Words[] {
  return all<HTMLTextAreaElement>(`${ACTS} textarea`, page)
    .filter((area) => area.name && area.value !== area.defaultValue)
    .map((area) => ({ name: area.name, text: area.value }));
}

/** What was written goes on in the form that asks for the same; else it stands where it can be copied. */
function restore(page: HTMLElement, words: Words[]): void {
  for (const { name, text } of words) {
    const area = page.querySelector<HTMLTextAreaElement>(`${ACTS} textarea[name="${CSS.escape(name)}"]`) ?? spare(page);
    if (!area) continue;
    area.value = area.value && area.readOnly ? `${area.value}\n${text}` : text;
    const act = area.closest("details");
    if (act) act.open = true;
  }
}

function spare(page: HTMLElement): HTMLTextAreaElement | null {
  const place = page.querySelector<HTMLElement>("[data-spare]");
  if (place) place.hidden = false;
  return place?.querySelector("textarea") ?? null;
}

function look(page: HTMLElement): void {
  const spot = page.querySelector<HTMLElement>("[data-spot]");
  if (!spot || spot.dataset.seen) return;
  spot.dataset.seen = "1";
  const [lon, lat] = [Number(spot.dataset.lon), Number(spot.dataset.lat)];
  void mapOn(spot).then((map) => map?.flyTo(lon, lat, 15.5));
}
