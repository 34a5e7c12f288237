/** Where the phone is: watched until it is exact enough, with the error and the time it took on show. */

import { make } from "../lib/dom";
import { tell } from "./entries";
import type { Fix } from "./types";

export const ROUGH = 100; // metres: beyond this the place needs a person's eye
const GOOD = 5;
const LONGEST = 60_000;

export type Finder = { readonly best: Fix | null; stop(): void };

/** Calls back with every better fix; ends by itself when it is good or after a minute, to spare the battery. */
export function find(found: (fix: Fix) => void, failed: (denied: boolean) => void = () => {}): Finder {
  const began = Date.now();
  let best: Fix | null = null;
  let watching = -1;
  const stop = (): void => {
    if (watching >= 0) navigator.geolocation.clearWatch(watching);
    watching = -1;
  };
  const take = ({ coords, timestamp }: GeolocationPosition): void => {
    if (best && coords.accuracy >= best.accuracy_m) return;
    best = fixOf(coords, timestamp, (Date.now() - began) / 1000);
    found(best);
    if (coords.accuracy <= GOOD) stop();
  };
  if ("geolocation" in navigator) {
    watching = navigator.geolocation.watchPosition(take, (error) => failed(error.code === error.PERMISSION_DENIED), {
      enableHighAccuracy: true,
      maximumAge: 10_000,
      timeout: 30_000,
    });
    setTimeout(stop, LONGEST);
  } else failed(true);
  return { get best() { return best; }, stop };
}

/** Where the phone is if it can say so at once; nobody has to wait for it, or allow it, to report in. */
export async function soon(longest = 4_000): Promise<Fix | null> {
  if (!("geolocation" in navigator)) return null;
  const began = Date.now();
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), longest);
    const found = ({ coords, timestamp }: GeolocationPosition): void => resolve(fixOf(coords, timestamp, (Date.now() - began) / 1000));
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), { enableHighAccuracy: true, maximumAge: 30_000, timeout: longest });
  });
}

export function fixOf(coords: GeolocationCoordinates, timestamp: number, elapsed: number): Fix {
  return {
    lon: Number(coords.longitude.toFixed(6)),
    lat: Number(coords.latitude.toFixed(6)),
    accuracy_m: Math.round(coords.accuracy * 10) / 10,
    at: new Date(timestamp).toISOString(),
    elapsed_s: Math.round(elapsed * 10) / 10,
  };
}

/** The line under the place: coordinates, error, how long it took; red when it is too rough. */
export function fixLine(fix: Fix | null): HTMLElement {
  const line = make("p", { class: "fix", "data-fix": "", role: "status" });
  if (!fix) {
    line.textContent = tell("no_fix");
    return line;
  }
  const rough = fix.accuracy_m >= ROUGH;
  line.classList.toggle("rough", rough);
  line.dataset.accuracy = String(fix.accuracy_m);
  line.textContent = tell(rough ? "fix_rough" : "fix", {
    lon: fix.lon.toFixed(5), lat: fix.lat.toFixed(5), metres: Math.round(fix.accuracy_m), seconds: Math.round(fix.elapsed_s),
  });
  return line;
}
