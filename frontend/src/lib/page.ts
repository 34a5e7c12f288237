/** What plain pages do: dialogs, menus, themes, hidden parts, columns, double presses. */

import { all, make, memory, mount } from "./dom";

export function startPage(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:confirm", onHtmxConfirm);
  window.addEventListener("pageshow", release);
  mount("[data-hide]", hideable);
  mount("[data-columns]", columns);
  mount("[data-refresh-every]", refreshing);
  mount(".sidemenu-inner", (menu) => inSight(menu));
}

/** A long menu opens where the page stands in it; only the menu scrolls. */
function inSight(menu: HTMLElement): void {
  const [box, here] = [menu.getBoundingClientRect(), menu.querySelector("[aria-current]")?.getBoundingClientRect()];
  if (here && here.bottom > box.bottom) menu.scrollTop += here.bottom - box.bottom + box.height / 3;
}

function onClick(event: Event): void {
  const at = event.target as HTMLElement;
  for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(at)) menu.open = false;
  }
  const opener = at.closest<HTMLElement>("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  }
  if (at.closest("[data-close]") || at instanceof HTMLDialogElement) at.closest("dialog")?.close();
  if (at.closest("[data-back]") && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  if (at.closest("[data-print]")) print();
  const menuButton = at.closest<HTMLElement>("[data-menu]");
  if (menuButton) {
    event.preventDefault();
    const open = document.getElementById("sidemenu")?.classList.toggle("open") ?? false;
    menuButton.setAttribute("aria-expanded", String(open));
  }
}

/** Ask first where asked to; then one press sends once (the server guards too). */
function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const viaHtmx = form.matches("[hx-post], [hx-get], [hx-put], [hx-delete]");
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !viaHtmx && !confirm(question)) {
    event.preventDefault();
    return;
  }
  const chosen = event.submitter as HTMLButtonElement | null;
  if (form.matches("[data-themes]") && chosen?.value) document.documentElement.dataset.theme = chosen.value;
  if (event.defaultPrevented || viaHtmx || form.method === "get" || form.method === "dialog" || "many" in form.dataset) return;
  setTimeout(() => {
    for (const button of submitters(form)) {
      button.dataset.busy = "";
      button.disabled = true;
    }
  });
}

/** Its buttons wherever they stand: the thumb bar of a phone lies outside the form. */
function submitters(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((part): part is HTMLButtonElement => part instanceof HTMLButtonElement && part.type === "submit");
}

function onHtmxConfirm(event: Event): void {
  const { detail, target } = event as CustomEvent<{ issueRequest(sure: boolean): void; triggeringEvent?: Event }>;
  const pressed = (detail.triggeringEvent as SubmitEvent | undefined)?.submitter ?? (target as HTMLElement);
  const question = pressed.dataset.confirm ?? (target as HTMLElement).dataset.confirm;
  if (!question) return;
  event.preventDefault();
  if (confirm(question)) detail.issueRequest(true);
}

/** Back from the browser's memory: the buttons may be pressed again. */
function release(): void {
  for (const button of all<HTMLButtonElement>("button[data-busy]")) {
    delete button.dataset.busy;
    button.disabled = false;
  }
}

function hideable(button: HTMLElement): void {
  const part = document.querySelector<HTMLElement>(button.dataset.hide ?? "");
  if (!part) return;
  const key = `hide.${location.pathname}${button.dataset.hide}`;
  const show = (hidden: boolean): void => {
    part.hidden = hidden;
    button.setAttribute("aria-pressed", String(hidden));
  };
  const kept = memory.get(key);
  if (kept ? kept === "1" : button.dataset.hiddenFirst === "1") show(true);
  else button.setAttribute("aria-pressed", "false");
  if (button.dataset.hiddenFirst === "0") show(false);
  button.addEventListener("click", () => {
    show(!part.hidden);
    memory.set(key, part.hidden ? "1" : "0");
  });
}

/** Fills itself with the columns of the table; which are put away, the server remembers for this person. */
function columns(menu: HTMLElement): void {
  const table = document.querySelector<HTMLTableElement>("table[data-rows]");
  const sheet = menu.querySelector(".menu-sheet");
  if (!table || !sheet) return;
  const hidden = new Set((menu.dataset.hidden ?? "").split(" ").filter(Boolean));
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const apply = (): void => {
    for (const row of table.rows) {
      [...row.cells].forEach((cell, index) => (cell.hidden = hidden.has(String(index))));
    }
  };
  heads.forEach((cell, index) => {
    const label = cell.textContent?.trim();
    if (!label || index === 0) return;
    const box = make("input", { type: "checkbox" });
    box.checked = !hidden.has(String(index));
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(String(index));
      else hidden.add(String(index));
      void keep(menu.dataset.list ?? "", heads.length, hidden);
      apply();
    });
    const line = make("label", { class: "choice" }, box, label);
    sheet.append(line);
  });
  menu.hidden = false;
  apply();
  document.addEventListener("htmx:afterSettle", apply);
}

async function keep(list: string, count: number, hidden: Set<string>): Promise<void> {
  const said = new URLSearchParams({ list, next: location.pathname });
  for (let index = 0; index < count; index++) {
    said.append("all", String(index));
    if (!hidden.has(String(index))) said.append("column", String(index));
  }
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  await fetch("/ui/columns/", { method: "POST", body: said, headers: { "X-CSRFToken": token }, redirect: "manual" });
}

/** A view that refreshes by itself: never while somebody types, has chosen rows or looks at a dialog. */
function refreshing(mark: HTMLElement): void {
  const seconds = Number(mark.dataset.refreshEvery) || 60;
  window.setInterval(() => {
    const busy = document.querySelector("dialog[open], details.menu[open], input[data-pick]:checked, :is(input, textarea, select):focus");
    if (!busy && document.visibilityState === "visible") location.reload();
  }, seconds * 1000);
}
