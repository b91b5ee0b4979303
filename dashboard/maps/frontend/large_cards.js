// What the map of very many areas is told: colours and words; continues large_map.js.

// Colours: those of the picture shown come with the page, others are asked for

function paint(map, panel) {
  const { frame } = panel;
  if (panel.stood !== undefined) stand(map, panel, panel.stood);
  colours(map, frame).then((found) => {
    if (panel.frame.token !== frame.token || map.ended) return;
    panel.colours = found;
    redrawn(map);
  }).catch((error) => console.warn(error));
  const { frames } = map.data.panels[panel.p], next = frames[map.at + 1];
  if (map.timer && next) colours(map, next).catch(() => null);
}

function colours(map, frame) {
  if (map.coloured.size > 40) map.coloured.clear();
  if (!map.coloured.has(frame.token)) {
    const told = frame.fills === undefined ? fetched(`map/${frame.token}/colours`, "json") : Promise.resolve(frame);
    const found = told.then(async ({ palette, fills }) => ({ token: frame.token, palette, fills: await inflated(fills) }));
    found.catch(() => map.coloured.delete(frame.token));
    map.coloured.set(frame.token, found);
  }
  return map.coloured.get(frame.token);
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Cards: the words of an area and those near it, asked for when one is looked at for a moment.
function lines(map, panel, i) {
  const { token } = panel.frame, block = Math.floor(i / map.data.block), name = `${token} ${block}`;
  const found = map.cards.get(name);
  if (found) return found[i % map.data.block] ?? [];
  clearTimeout(panel.asking);
  panel.asking = setTimeout(() => {
    fetched(`map/${token}/cards/${block}`, "json").catch(() => []).then((cards) => {
      if (map.cards.size > KEPT) map.cards.clear();
      map.cards.set(name, cards);
      if (map.ended || panel.frame.token !== token) return;
      proxied(map, panel);
      if (map.here !== null) look(map, map.here, map.pointer);
    });
  }, WAIT);
  return [];
}
