/** The bell: its list is fetched when it opens; a page without the live stream looks again when somebody comes back to it. */

const STALE = 30_000;

let looked = Date.now();

export function bell(element: HTMLElement): void {
  element.addEventListener("toggle", () => {
    if ((element as HTMLDetailsElement).open) element.querySelector("#notices")?.dispatchEvent(new CustomEvent("open"));
  });
}

export function bellCount(element: HTMLElement): void {
  document.addEventListener("visibilitychange", () => look(element));
  addEventListener("focus", () => look(element));
  if (!document.body.dataset.live) setInterval(() => look(element), 4 * STALE);
}

function look(element: HTMLElement): void {
  if (document.hidden || Date.now() - looked < STALE) return;
  looked = Date.now();
  element.dispatchEvent(new CustomEvent("refresh"));
}
