/** The pages that are open on the desk, as tabs: kept over a reload, closed one by one or in a row. */

import { all, icon, make } from "./dom";
import { say, wordsOf } from "./words";

type Tab = { key: string; url: string; title: string };
type Act = "refresh" | "close" | "others" | "left" | "right" | "all";

const MOST = 16;
const ACTS: Act[] = ["refresh", "close", "others", "left", "right", "all"];

export function startTabs(bar: HTMLElement): void {
  const store = `lianzhi.tabs.${bar.dataset.person ?? ""}`;
  let tabs = read(store);
  const here = location.pathname;
  if (bar.dataset.keep) {
    const title = bar.dataset.title || document.title.split(" · ")[0] || document.title;
    const fresh = { key: here, url: location.pathname + location.search, title };
    tabs = tabs.some((tab) => tab.key === here) ? tabs.map((tab) => (tab.key === here ? fresh : tab)) : [...tabs, fresh];
    while (tabs.length > MOST) tabs.splice(tabs.findIndex((tab) => tab.key !== here), 1);
  }
  const save = (): void => write(store, tabs);
  const draw = (): void => {
    bar.hidden = tabs.length === 0;
    bar.replaceChildren(make("ul", {}, ...tabs.map((tab) => line(tab, tab.key === here, () => act("close", tab)))));
    bar.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const act = (what: Act, tab: Tab): void => {
    const at = tabs.indexOf(tab);
    const left = keep(what, tabs, at);
    if (what === "refresh") return tab.key === here ? location.reload() : location.assign(tab.url);
    const next = left.some((one) => one.key === here) ? null : (left.includes(tab) ? tab : left[Math.min(at, left.length - 1)]);
    tabs = left;
    save();
    if (next === null) return draw();
    location.assign(next?.url ?? bar.dataset.home ?? "/");
  };
  bar.addEventListener("contextmenu", (event) => {
    const tab = tabs[indexOf(bar, event.target as HTMLElement)];
    if (!tab) return;
    event.preventDefault();
    const spot = (event.target as HTMLElement).getBoundingClientRect();
    openMenu(event.clientX || spot.left, event.clientY || spot.bottom, (what) => act(what, tab));
  });
  bar.addEventListener("auxclick", (event) => {
    const tab = tabs[indexOf(bar, event.target as HTMLElement)];
    if (tab && event.button === 1) {
      event.preventDefault();
      act("close", tab);
    }
  });
  document.addEventListener("submit", (event) => {
    if ((event.target as HTMLElement).matches("[data-leave]")) write(store, []);
  });
  save();
  draw();
}

/** What stays open. */
function keep(what: Act, tabs: Tab[], at: number): Tab[] {
  if (what === "close") return tabs.filter((_, index) => index !== at);
  if (what === "others") return tabs.filter((_, index) => index === at);
  if (what === "left") return tabs.filter((_, index) => index >= at);
  if (what === "right") return tabs.filter((_, index) => index <= at);
  return what === "all" ? [] : tabs;
}

function line(tab: Tab, current: boolean, close: () => void): HTMLElement {
  const link = make("a", { href: tab.url, title: tab.title, ...(current ? { "aria-current": "page" } : {}) }, tab.title);
  const button = make("button", { type: "button", "aria-label": say(wordsOf("base"), "tab_close_one", { name: tab.title }) }, icon("close"));
  button.addEventListener("click", close);
  return make("li", {}, link, button);
}

function indexOf(bar: HTMLElement, target: HTMLElement): number {
  return all("li", bar).findIndex((item) => item.contains(target));
}

function openMenu(x: number, y: number, chosen: (what: Act) => void): void {
  document.querySelector(".tab-menu")?.remove();
  const before = document.activeElement as HTMLElement | null;
  const words = wordsOf("base");
  const menu = make("div", { class: "menu-sheet tab-menu", role: "menu", "aria-label": say(words, "tab_menu") });
  const end = (): void => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    before?.focus();
  };
  const outside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) end();
  };
  for (const what of ACTS) {
    const item = make("button", { type: "button", role: "menuitem" }, say(words, `tab_${what}`));
    item.addEventListener("click", () => {
      end();
      chosen(what);
    });
    menu.append(item);
  }
  menu.addEventListener("keydown", (event) => {
    const items = all("button", menu);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to % items.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(menu);
  menu.style.left = `${Math.min(x, innerWidth - menu.offsetWidth - 8)}px`;
  menu.style.top = `${Math.min(y, innerHeight - menu.offsetHeight - 8)}px`;
  document.addEventListener("pointerdown", outside, true);
  menu.querySelector("button")?.focus();
}

function read(store: string): Tab[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(store) ?? "[]") as Tab[];
    return Array.isArray(kept) ? kept.filter((tab) => tab?.url?.startsWith("/") && !tab.url.startsWith("//")) : [];
  } catch {
    return [];
  }
}

function write(store: string, tabs: Tab[]): void {
  try {
    sessionStorage.setItem(store, JSON.stringify(tabs));
  } catch {
    /* without storage there are no tabs beyond this page */
  }
}
