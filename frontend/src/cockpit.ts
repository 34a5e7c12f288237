/** The wall: clock, panels, area, drawer, charts, ticker, figures that count, a sound for red events. */

import { startAfresh } from "./lib/afresh";
import { startArea } from "./lib/area";
import { all, calm, chinese, make, memory, mount, ready } from "./lib/dom";
import { signOf, type Dot, type LiveEvent } from "./lib/dots";
import { startDrawer } from "./lib/drawer";
import { mountMaps } from "./lib/mount";
import { startPanels } from "./lib/panels";
import { picture } from "./lib/picture";
import { say, wordsOf } from "./lib/words";

const ZONE = "Asia/Shanghai";
const COUNT = 450;
const TICKER_SPEED = 80;
const TICKER_MOST = 20;
const SELF_REFRESH_HOUR = 4;

function fullScreen(button: HTMLElement): void {
  button.addEventListener("click", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen();
  });
}

let afresh = false;

/** Time of the town, not of the machine. At four in the morning the page starts afresh (long-running walls). */
function clock(): void {
  const now = new Date();
  const zone = { timeZone: ZONE };
  const language = chinese() ? "zh-CN" : "en-GB";
  for (const place of all("[data-clock]")) place.textContent = now.toLocaleTimeString(language, { ...zone, hour12: false });
  for (const place of all("[data-date]")) {
    place.textContent = now.toLocaleDateString(language, { ...zone, year: "numeric", month: "long", day: "numeric", weekday: "long" });
  }
  if (now.getHours() === SELF_REFRESH_HOUR && performance.now() > 2 * 3600_000 && !afresh) {
    afresh = true;
    void startAfresh();
  }
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
  document.addEventListener("lianzhi:case.changed", (event) => {
    const { verb, case: dot } = (event as CustomEvent<LiveEvent>).detail;
    if (!dot || !(dot.area ?? "").startsWith(document.body.dataset.area ?? "")) return;
    const known = all(`[data-case="${dot.number}"]`, band);
    if (verb !== "reported" || known.length) {
      for (const one of known) one.replaceChildren(...parts(dot));
      return;
    }
    const fresh = entry(dot);
    fresh.classList.add("arrived");
    footer?.querySelector("[data-ticker-empty]")?.remove();
    band.prepend(fresh);
    for (const old of all(":scope > :not([data-copy])", band).slice(TICKER_MOST)) old.remove();
    run();
  });
  document.addEventListener("lianzhi:newest", (event) => {
    band.replaceChildren(...(event as CustomEvent<Dot[]>).detail.map(entry));
    run();
  });
}

function entry(dot: Dot): HTMLElement {
  return make("a", { href: `/cockpit/case/${dot.number}/`, "data-case": dot.number }, ...parts(dot));
}

function parts(dot: Dot): (Node | string)[] {
  const at = new Date(dot.created_at ?? Date.now()).toLocaleTimeString("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  const state = (chinese() ? dot.state_zh : dot.state_en) ?? "";
  return [
    make("span", { class: `sign sign-${signOf(dot, true, Date.now())}`, "aria-hidden": "true" }),
    make("time", {}, at),
    dot.title,
    make("span", { class: "quiet" }, state),
  ];
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

mountMaps();
mount("[data-chart]", (element) => void picture(element, wordsOf("cockpit")));
mount("[data-ticker]", ticker);
mount("[data-mute]", sound);
mount("[data-count][id]", count);
mount("[data-full-screen]", fullScreen);
ready(() => {
  startPanels();
  startArea();
  startDrawer();
  clock();
  setInterval(clock, 1000);
});
