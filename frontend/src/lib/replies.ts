/** Ready texts: searched as one types, put in at the cursor; what was used goes along so that it is counted. */

import { all, make } from "./dom";

export function replies(box: HTMLElement): void {
  const search = box.querySelector<HTMLInputElement>("[data-reply-search]");
  if (search) {
    search.hidden = false;
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const line of all("li", box)) line.hidden = !(line.textContent ?? "").toLowerCase().includes(wanted);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  box.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("button.reply");
    const area = document.getElementById(box.dataset.replies ?? "");
    if (!button || !(area instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    area.setRangeText(button.dataset.text ?? "", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.form?.append(make("input", { type: "hidden", name: "reply", value: button.value }));
    box.removeAttribute("open");
    area.focus();
  });
}
