/** htmx with our habits: CSRF header, refusals in words, 422 swapped in, nothing typed is lost. */

import htmx from "htmx.org";
import { icon, make } from "./dom";
import { say, wordsOf } from "./words";

type Detail = {
  xhr: XMLHttpRequest;
  elt: HTMLElement;
  target: HTMLElement;
  shouldSwap: boolean;
  isError: boolean;
  headers: Record<string, string>;
  verb: string;
};

export function startHtmx(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<Detail>).detail;
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeSwap", (event) => judge((event as CustomEvent<Detail>).detail));
  document.addEventListener("htmx:sendError", (event) => {
    const detail = (event as CustomEvent<Detail>).detail;
    if (!silent(detail.elt)) refuse(detail.elt, say(wordsOf("base"), "no_network"));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const area = refusalsFor((event as CustomEvent<Detail>).detail.elt);
    if (!silent((event as CustomEvent<Detail>).detail.elt)) area?.replaceChildren();
  });
  (window as unknown as { htmx: typeof htmx }).htmx = htmx;
}

function judge(detail: Detail): void {
  const { xhr, elt } = detail;
  if (xhr.status < 400) return;
  if (xhr.getResponseHeader("X-Refusal")) {
    const area = refusalsFor(elt);
    if (area) detail.target = area;
    detail.shouldSwap = true;
    detail.isError = false;
    area?.scrollIntoView({ block: "nearest" });
  } else if (xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  } else if (!silent(elt)) {
    refuse(elt, say(wordsOf("base"), kind(xhr.status)));
  }
}

function kind(status: number): string {
  if (status === 413) return "too_big";
  if (status === 404 || status === 410) return "gone";
  return status === 401 || status === 403 ? "forbidden" : "server_trouble";
}

/** Fragments that refresh themselves do not shout; the connection state tells. */
function silent(element: HTMLElement): boolean {
  return element.hasAttribute("data-live-refresh");
}

function refusalsFor(element: HTMLElement): HTMLElement | null {
  return (
    element.closest("form, dialog")?.querySelector<HTMLElement>("[data-refusals]") ??
    document.getElementById("refusals")
  );
}

function refuse(element: HTMLElement, text: string): void {
  const area = refusalsFor(element);
  area?.replaceChildren(make("div", { class: "refusal" }, icon("stop"), make("strong", {}, text)));
  area?.scrollIntoView({ block: "nearest" });
}
