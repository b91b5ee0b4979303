// Goes to the top of the page, and asks before a half-typed entry is thrown away.

const page = /** @type {Window & { townbellAsks?: boolean }} */ (window);

/** @param {{ data: { top: boolean, asks: boolean } }} given */
export default function ({ data }) {
  if (data.top) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  if (page.townbellAsks === undefined) {
    page.addEventListener("beforeunload", (event) => { if (page.townbellAsks) event.preventDefault(); });
  }
  page.townbellAsks = data.asks;
  return () => { page.townbellAsks = false; };
}
