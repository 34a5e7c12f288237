/** Charts mount on `[data-chart]`; ECharts is fetched only then. Drawn once; new figures (`chart:data`, after the JSON beside it changed) move the same chart. */

import type { ChartSpec } from "./charts";
import { make } from "./dom";
import { json, say, type Words } from "./words";

export async function picture(element: HTMLElement, words: Words): Promise<void> {
  const spec = json<ChartSpec>(element.dataset.chart ?? "");
  if (!spec?.labels.length) {
    element.replaceChildren(make("p", { class: "quiet" }, say(words, "nothing")));
    element.addEventListener("chart:data", () => void picture(element, words), { once: true });
    return;
  }
  const { chart } = await import("./charts");
  element.replaceChildren();
  const update = chart(element, spec, words);
  element.addEventListener("chart:data", () => {
    const fresh = json<ChartSpec>(element.dataset.chart ?? "");
    if (fresh) update(fresh);
  });
}
