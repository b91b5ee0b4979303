// Asks now and then whether there is room, and only then opens the page. It stands inside the page of a full house.
const { wait, room = "" } = document.documentElement.dataset;
const pause = 1000 * Number(wait);

async function look() {
  try {
    const answer = await fetch(window.location.href, {
      method: "HEAD", cache: "no-store", headers: { Accept: "text/html" } });
    if (answer.status !== 503) {
      const status = document.querySelector("[role=status]");
      if (status) status.textContent = room;
      window.location.reload();
      return;
    }
  } catch {
    // No network just now: it is tried again.
  }
  window.setTimeout(look, pause);
}
window.setTimeout(look, pause * (0.75 + Math.random() / 2));
