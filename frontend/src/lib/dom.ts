/** Small helpers that every island uses. */

export function all<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Run for the page as it is and again for each fragment that htmx brings in. */
export function mount(selector: string, start: (element: HTMLElement) => void): void {
  const started = new WeakSet<HTMLElement>();
  const scan = (): void => {
    for (const element of all(selector)) {
      if (started.has(element)) continue;
      started.add(element);
      start(element);
    }
  };
  ready(scan);
  document.addEventListener("htmx:afterSettle", scan);
}

export function ready(start: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}

export function token(name: string, of: Element = document.documentElement): string {
  return getComputedStyle(of).getPropertyValue(`--${name}`).trim();
}

export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Calls back when the theme changes, by the page or by the system. */
export function onTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

export function chinese(): boolean {
  return document.documentElement.lang.startsWith("zh");
}

/** What browsers keep per person and machine; forgets silently where storage is off. */
export const memory = {
  get(key: string): string {
    try {
      return localStorage.getItem(`lianzhi.${key}`) ?? "";
    } catch {
      return "";
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(`lianzhi.${key}`, value);
    } catch {
      /* private mode: the choice lasts for this page */
    }
  },
};

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

function sprite(): string {
  const known = document.querySelector("svg.icon use")?.getAttribute("href");
  return known?.split("#")[0] ?? "/static/ui/icons.svg";
}
