/** Reporting on a phone: pictures sent at once, the place, what the words may be about, the one-time code. */

import { mount } from "./lib/dom";
import { mountMaps } from "./lib/mount";
import { getCode } from "./lib/phone/code";
import { describe, locate, suggestions } from "./lib/phone/places";
import { photoUploader } from "./lib/phone/uploads";
import { chips, counter } from "./lib/phone/wording";

mountMaps();
mount("[data-photos]", photoUploader);
mount("[data-suggestions]", suggestions);
mount("[data-counter]", counter);
mount("[data-chips]", chips);
mount("[data-get-code]", getCode);
mount("[data-locate]", (button) => {
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => void locate());
});
document.addEventListener("town:pick", (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const accuracy = document.querySelector<HTMLInputElement>("[name=accuracy]");
  if (accuracy) accuracy.value = "";
  void describe(lon, lat);
});
