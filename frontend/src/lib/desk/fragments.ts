/** Parts of pages by fetch: asked for as the page's own, read as HTML. */

/** The answer as a document; null when it is not there (any more) or the server does not answer. */
export async function fetchPart(address: string): Promise<Document | null> {
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** Tell the islands that something new is on the page. */
export function settled(within: HTMLElement): void {
  within.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
}

export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
