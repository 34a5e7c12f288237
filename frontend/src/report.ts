/** The resident's report: pictures, where I am, the place on the map. */

import { mount } from "./lib/dom";
import { mapOn, mountMaps } from "./lib/mount";
import { photoTaker } from "./lib/photos";
import { say, wordsOf } from "./lib/words";

mountMaps();
mount("[data-photos]", photoTaker);
mount("[data-locate]", (button) => button.addEventListener("click", () => void locate()));
document.addEventListener("town:pick", (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  status("chosen", { lon: lon.toFixed(5), lat: lat.toFixed(5) });
});

function status(word: string, values: Record<string, string | number> = {}): void {
  const place = document.querySelector("[data-place-status]");
  if (place) place.textContent = say(wordsOf("report"), word, values);
}

async function locate(): Promise<void> {
  status("locating");
  try {
    const { coords } = await new Promise<GeolocationPosition>((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 }),
    );
    const element = document.querySelector<HTMLElement>('[data-townmap][data-mode="pick"]');
    const map = element && (await mapOn(element));
    if (map) {
      map.pick(coords.longitude, coords.latitude);
      map.flyTo(coords.longitude, coords.latitude);
    } else write(coords.longitude, coords.latitude);
    status("located", { metres: Math.round(coords.accuracy) });
  } catch (error) {
    status(error instanceof GeolocationPositionError && error.code === error.PERMISSION_DENIED ? "denied" : "no_place");
  }
}

function write(lon: number, lat: number): void {
  for (const [name, value] of [["lon", lon], ["lat", lat]] as const) {
    const input = document.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (input) input.value = value.toFixed(6);
  }
}
