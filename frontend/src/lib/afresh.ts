/** Reload a page that nobody attends to, but only once the server answers: a wall must never end on an error page. */

const AGAIN = 5_000;

export async function startAfresh(): Promise<void> {
  for (;;) {
    const there = await fetch(location.href, { cache: "no-store" }).then((answer) => answer.ok, () => false);
    if (there) return location.reload();
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
}
