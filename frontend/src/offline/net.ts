/** Talking to the server: who am I there, may I send now, and answers in four kinds. No DOM: the worker uses it too. */

import * as db from "./db";
import type { Me, Settings } from "./types";

const PATIENCE = 30_000;

export type Hello = { person: string; name: string; csrf: string; now: string };
export type Answer = { kind: "done" | "refused" | "login" | "down"; status: number; body: Record<string, unknown> };

/** null: no server in reach. */
export async function hello(): Promise<Hello | null> {
  try {
    const answer = await fetch("/g/hello/", { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(8_000) });
    if (!answer.ok) return null;
    return (await answer.json()) as Hello;
  } catch {
    return null;
  }
}

export async function ask(url: string, options: { csrf?: string; body?: BodyInit; type?: string } = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Phone-Clock": new Date().toISOString() };
  if (options.csrf) headers["X-CSRFToken"] = options.csrf;
  if (options.type) headers["Content-Type"] = options.type;
  try {
    const answer = await fetch(url, {
      method: options.csrf ? "POST" : "GET",
      headers,
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "login", status: 401, body: {} };
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return { kind: "done", status: answer.status, body };
    if (answer.status >= 500 || answer.status === 429) return { kind: "down", status: answer.status, body };
    return { kind: "refused", status: answer.status, body };
  } catch {
    return { kind: "down", status: 0, body: {} };
  }
}

export function told(answer: Answer): string {
  return [answer.body.message, answer.body.way_out].filter(Boolean).join(" ");
}

type Connection = { type?: string; saveData?: boolean };

/** "unknown" where the browser does not tell the kind of network. */
export function networkKind(): string {
  return (navigator as Navigator & { connection?: Connection }).connection?.type ?? "unknown";
}

/** Sending by itself is allowed on any network, or on Wi-Fi and cable only; when the browser cannot tell, not. */
export function maySend(settings: Settings): boolean {
  return settings.network === "any" || ["wifi", "ethernet"].includes(networkKind());
}

/** Keep what is mine; of another person who logs in on this phone nothing that was read stays. */
export async function introduce({ person, name }: Me): Promise<void> {
  const known = await db.me();
  if (known.person && known.person !== person) await db.forgetRead();
  if (known.person !== person || known.name !== name) await db.setMe({ person, name });
}

export async function meet(): Promise<{ hello: Hello | null; same: boolean }> {
  const found = await hello();
  if (!found?.person) return { hello: found, same: false };
  await introduce(found);
  return { hello: found, same: true };
}

/** Whose entry it is that is being made: as the phone knows, else as the server says; "" when neither can tell. */
export async function maker(): Promise<string> {
  return (await db.me()).person || ((await meet()).hello?.person ?? "");
}
