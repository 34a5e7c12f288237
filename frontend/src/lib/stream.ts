/** Server-sent events read by fetch: any event name, and heartbeat comments count as life. */

export type StreamEvent = { id: string; name: string; data: string };

/** Cuts a text stream into events; keeps an unfinished block for the next piece. */
export class Parser {
  private rest = "";

  feed(piece: string): StreamEvent[] {
    const blocks = (this.rest + piece.replaceAll("\r\n", "\n")).split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map(parse).filter((event): event is StreamEvent => event !== null);
  }
}

function parse(block: string): StreamEvent | null {
  const event: StreamEvent = { id: "", name: "message", data: "" };
  const lines: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") lines.push(value);
    else if (field === "event") event.name = value;
    else if (field === "id") event.id = value;
  }
  event.data = lines.join("\n");
  return lines.length ? event : null;
}

export class Closed extends Error {}

/** Reads until the stream ends or is silent for `silence` ms. Throws Closed when it is not admitted. */
export async function read(
  address: string,
  silence: number,
  opened: () => void,
  each: (event: StreamEvent) => void,
): Promise<void> {
  const stop = new AbortController();
  let watch = setTimeout(() => stop.abort(), silence);
  try {
    const answer = await fetch(address, { signal: stop.signal, cache: "no-store", headers: { Accept: "text/event-stream" } });
    if (answer.status === 401 || answer.status === 403) throw new Closed();
    if (!answer.ok || !answer.body) throw new Error(String(answer.status));
    opened();
    const parser = new Parser();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), silence);
      parser.feed(value).forEach(each);
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Does an event's name fit one of the patterns (`case.file case.*`)? */
export function wants(patterns: string, name: string): boolean {
  return patterns.split(/\s+/).some((p) => p === name || (p.endsWith("*") && name.startsWith(p.slice(0, -1))));
}
