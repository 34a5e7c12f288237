/** From a case back to the list one came from, with its filters and page. */

const KEY = "lianzhi.list";

export function rememberList(): void {
  try {
    sessionStorage.setItem(KEY, location.pathname + location.search);
  } catch {
    /* without storage the link leads to the plain list */
  }
}

export function linkBack(link: HTMLAnchorElement | null): void {
  try {
    const list = sessionStorage.getItem(KEY);
    if (link && list?.startsWith("/desk/")) link.href = list;
  } catch {
    /* as above */
  }
}
