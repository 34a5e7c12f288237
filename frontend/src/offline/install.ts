/** The app as an app: the worker is registered, a new version says so and waits for a press, the phone may install it. */

import { make } from "../lib/dom";
import { tell } from "./entries";
import { button, note } from "./ui";

type Offer = Event & { prompt(): Promise<void> };
let offer: Offer | null = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event as Offer;
  document.dispatchEvent(new Event("field:installable"));
});

export async function register(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const known = await navigator.serviceWorker.register("/g/worker.js", { scope: "/g/", updateViaCache: "none" }).catch(() => null);
  if (!known) return;
  if (known.waiting && navigator.serviceWorker.controller) announce(known.waiting);
  known.addEventListener("updatefound", () => {
    const fresh = known.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) announce(fresh);
    });
  });
}

/** Nothing changes under the person's hands: the new version comes when it is asked for. */
function announce(fresh: ServiceWorker): void {
  if (document.querySelector("[data-new-version]")) return;
  const box = note(tell("new_version"), "info");
  box.dataset.newVersion = "";
  box.append(button(tell("use_it"), () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    fresh.postMessage("use");
  }, "button-primary"));
  document.querySelector(".phone-body")?.prepend(box);
}

export function installButton(): HTMLElement | null {
  if (!offer) return null;
  const made = button(tell("install"), async () => {
    await offer?.prompt();
    offer = null;
  }, "button-primary", "download");
  return make("div", {}, made);
}

/** The revision of the worker that serves this page. */
export async function version(): Promise<string> {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return tell("no_worker");
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    setTimeout(() => resolve("–"), 3_000);
    port1.onmessage = ({ data }) => resolve(String(data));
    worker.postMessage("version", [port2]);
  });
}
