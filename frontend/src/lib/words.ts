/** Texts come from the page: `<script type="application/json" id="words-NAME">`. */

export type Words = { [key: string]: string | Words };

export function json<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

const found = new Map<string, Words>();

export function wordsOf(island: string): Words {
  let words = found.get(island);
  if (!words) {
    words = json<Words>(`words-${island}`) ?? {};
    found.set(island, words);
  }
  return words;
}

/** Like gettext with named places: `say(words, "left", {span: "3 h"})`. */
export function say(words: Words, key: string, values: Record<string, string | number> = {}): string {
  const text = words[key];
  if (typeof text !== "string") return key;
  return text.replace(/%\((\w+)\)s/g, (_, name: string) => String(values[name] ?? "")).replaceAll("%%", "%");
}

export function part(words: Words, key: string): Words {
  const inner = words[key];
  return typeof inner === "object" ? inner : {};
}
