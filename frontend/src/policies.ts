/**
 * The editor of a policy file: lines, colours, names offered while one writes, and what the server says of the text beside it.
 * It lives in a shadow root, where styles made by script are taken as sheets, so the content policy stays closed.
 * Without it the text area works on.
 */

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { mount } from "./lib/dom";
import { json } from "./lib/words";

const QUIET = 600; // ms without a key before the server is asked
const WORD = /[\p{L}\p{N}_]+/u;

function start(form: HTMLFormElement): void {
  const area = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  const place = form.querySelector<HTMLElement>("[data-editor]");
  if (!area || !place) return;
  const root = place.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.append(parent);
  const ask = asking(form, () => view);
  const view: EditorView = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        basicSetup,
        yaml(),
        keymap.of([indentWithTab]),
        autocompletion({ override: [offers(json<{ items: Completion[] }>("policy-words")?.items ?? [])] }),
        EditorView.contentAttributes.of({ "aria-label": form.dataset.label ?? "", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          ask();
        }),
        look,
      ],
    }),
  });
  view.scrollDOM.tabIndex = 0; // lines that are wider than the frame can be reached by keys
  place.style.display = "block";
  area.hidden = true;
  mark(view);
  leaving(form, area);
}

/** Items, standards and functions, by any part of their name. */
function offers(items: Completion[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(WORD);
    if (!word && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options: items, validFor: /^[\p{L}\p{N}_]*$/u };
  };
}

/** Ask the server what it thinks of the text once the keys are quiet; an answer to an older text is thrown away. */
function asking(form: HTMLFormElement, view: () => EditorView): () => void {
  let timer = 0;
  let turn = 0;
  const state = form.querySelector<HTMLElement>("[data-editor-state]");
  const run = async (mine: number): Promise<void> => {
    const body = new FormData(form);
    body.set("file", form.dataset.file ?? "");
    const answer = await fetch(form.dataset.check ?? "", { method: "POST", body }).catch(() => null);
    const said = document.getElementById("said");
    if (mine !== turn || !answer?.ok || !said) return;
    said.innerHTML = await answer.text();
    mark(view());
  };
  return () => {
    turn += 1;
    if (state) state.textContent = form.dataset.unsaved ?? "";
    clearTimeout(timer);
    timer = window.setTimeout(() => void run(turn), QUIET);
  };
}

/** The line that the server names, underlined with what it says. */
function mark(view: EditorView): void {
  const said = document.querySelector<HTMLElement>("[data-said]");
  const line = Number(said?.dataset.faultLine ?? 0);
  const found: Diagnostic[] = [];
  if (line > 0 && line <= view.state.doc.lines) {
    const { from, to } = view.state.doc.line(line);
    found.push({ from, to, severity: "error", message: said?.dataset.fault ?? "" });
  }
  view.dispatch(setDiagnostics(view.state, found));
}

function leaving(form: HTMLFormElement, area: HTMLTextAreaElement): void {
  const kept = area.value;
  let sent = false;
  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("beforeunload", (event) => {
    if (!sent && area.value !== kept) event.preventDefault();
  });
}

const look = EditorView.theme({
  "&": { backgroundColor: "var(--panel)", color: "var(--text)", fontSize: "var(--text-2)", maxHeight: "44rem" },
  ".cm-scroller": { fontFamily: "var(--font-code)", overflow: "auto", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

mount("[data-policy-editor]", (form) => start(form as HTMLFormElement));
