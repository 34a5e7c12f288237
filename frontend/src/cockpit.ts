/** The wall: clock, charts, ticker, figures that count, a sound for red events. The map brings its own dots. */

import { all, calm, chinese, make, memory, mount, ready } from "./lib/dom";
import type { Dot, LiveEvent } from "./lib/dots";
import type { ChartSpec } from "./lib/charts";
import { mountMaps } from "./lib/mount";
import { json, say, wordsOf } from "./lib/words";

const COUNT = 450;
const TICKER_SPEED = 80;
const TICKER_MOST = 20;
const SELF_REFRESH_HOUR = 4;

mountMaps();
mount("[data-chart]", (element) => void draw(element));
mount("[data-ticker]", ticker);
mount("[data-mute]", sound);
mount("[data-count][id]", count);
ready(() => {
  clock();
  setInterval(clock, 1000);
});

async function draw(element: HTMLElement): Promise<void> {
  const spec = json<ChartSpec>(element.dataset.chart ?? "");
  const words = wordsOf("cockpit");
  if (!spec?.labels.length) {
    element.append(make("p", { class: "quiet" }, say(words, "nothing")));
    return;
  }
  const { chart } = await import("./lib/charts");
  chart(element, spec, words);
}

/** Time of the town, not of the machine. At four in the morning the page starts afresh (long-running walls). */
function clock(): void {
  const now = new Date();
  const zone = { timeZone: document.documentElement.dataset.zone ?? "Asia/Shanghai" };
  const language = chinese() ? "zh-CN" : "en-GB";
  for (const place of all("[data-clock]")) place.textContent = now.toLocaleTimeString(language, { ...zone, hour12: false });
  for (const place of all("[data-date]")) {
    place.textContent = now.toLocaleDateString(language, { ...zone, year: "numeric", month: "long", day: "numeric", weekday: "long" });
  }
  if (now.getHours() === SELF_REFRESH_HOUR && performance.now() > 2 * 3600_000) location.reload();
}

function ticker(box: HTMLElement): void {
  const band = box.querySelector<HTMLElement>(".ticker-band");
  if (!band) return;
  const run = (): void => {
    for (const copy of all("[data-copy]", band)) copy.remove();
    band.classList.remove("moving");
    if (calm() || band.scrollWidth <= box.clientWidth) return;
    band.style.setProperty("--ticker-time", `${Math.round(band.scrollWidth / TICKER_SPEED)}s`);
    for (const entry of [...band.children]) {
      const copy = entry.cloneNode(true) as HTMLElement;
      copy.dataset.copy = "";
      copy.setAttribute("aria-hidden", "true");
      copy.tabIndex = -1;
      band.append(copy);
    }
    band.classList.add("moving");
  };
  run();
  const footer = box.closest<HTMLElement>(".ticker");
  footer?.querySelector("[data-ticker-pause]")?.addEventListener("click", (event) => {
    const paused = footer.classList.toggle("paused");
    const button = event.currentTarget as HTMLElement;
    button.setAttribute("aria-pressed", String(paused));
    const label = button.querySelector("span");
    if (label) label.textContent = say(wordsOf("cockpit"), paused ? "play" : "pause");
  });
  document.addEventListener("lianzhi:any", (event) => {
    const { detail } = event as CustomEvent<LiveEvent>;
    if (!detail.case) return;
    band.prepend(line(detail.case));
    for (const old of all(":scope > :not([data-copy])", band).slice(TICKER_MOST)) old.remove();
    run();
  });
}

function line(dot: Dot): HTMLElement {
  const sign = make("span", { class: `sign sign-${dot.light}`, "aria-hidden": "true" });
  return make("a", { href: dot.url ?? "#" }, sign, `${dot.number} ${dot.title}`);
}

/** The figure climbs from what stood there before to what htmx brought. */
const before = new Map<string, number>();

function count(element: HTMLElement): void {
  const to = Number(element.textContent?.replaceAll(",", ""));
  const from = before.get(element.id) ?? to;
  before.set(element.id, to);
  if (calm() || from === to || !Number.isFinite(to)) return;
  const digits = (element.textContent?.split(".")[1] ?? "").length;
  const start = performance.now();
  const step = (now: number): void => {
    const share = Math.min((now - start) / COUNT, 1);
    element.textContent = (from + (to - from) * share).toFixed(digits);
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function sound(button: HTMLElement): void {
  const label = (): void => {
    const mute = memory.get("mute") !== "off";
    button.setAttribute("aria-pressed", String(mute));
    const text = button.querySelector("span");
    if (text) text.textContent = say(wordsOf("cockpit"), mute ? "unmute" : "mute");
  };
  label();
  button.addEventListener("click", () => {
    memory.set("mute", memory.get("mute") === "off" ? "" : "off");
    label();
  });
  document.addEventListener("lianzhi:any", (event) => {
    if (memory.get("mute") === "off" && (event as CustomEvent<LiveEvent>).detail.case?.light === "red") beep();
  });
}

function beep(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.frequency.value = 660;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
  tone.addEventListener("ended", () => void audio.close());
}
