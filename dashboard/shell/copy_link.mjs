// The button that copies the page's address. It also names the page's language and completes the address.

/** @typedef {{ address: string, seen: string, language: string, label: string, done: string }} Data */

const root = document.documentElement;

/**
 * The parts of a query that say how the page is embedded.
 * @param {string} query
 */
const embedding = (query) => [...new URLSearchParams(query)].filter(([name]) => name.startsWith("embed"));

/**
 * A query without these parts, in an order that does not depend on how it was written.
 * @param {string} query
 */
const plain = (query) => [...new URLSearchParams(query)].filter(([name]) => !name.startsWith("embed"))
  .map(String).sort().join("&");

/**
 * Puts the whole address in the place of the one that the run saw, or of an earlier completion of it: a late answer
 * must not undo a later address.
 * @param {Data} data
 */
function complete({ address, seen }) {
  const here = window.location.search;
  const ours = root.dataset.completed !== undefined && plain(here) === plain(root.dataset.completed);
  if (!address || plain(here) === plain(address) || !(ours || plain(here) === plain(seen))) return;
  const whole = new URLSearchParams([...new URLSearchParams(address), ...embedding(here)]);
  root.dataset.completed = address;
  window.history.replaceState(window.history.state, "", `${window.location.pathname}?${whole}`);
}

/**
 * Copies a text, also where the page may not use the clipboard.
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

/** @param {{ data: Data, parentElement: ParentNode }} given */
export default function ({ data, parentElement }) {
  root.lang = data.language;
  complete(data);
  const button = parentElement.querySelector("button"), status = parentElement.querySelector("[role=status]");
  if (!button || !status) return;
  button.textContent = data.label;
  button.onclick = async () => {
    await copy(window.location.href);
    status.textContent = data.done;
    setTimeout(() => { status.textContent = ""; }, 4000);
  };
}
