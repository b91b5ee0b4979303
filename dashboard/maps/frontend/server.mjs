// What a map asks its server for.

/**
 * The answer to a request below `api/`; it lies beside the page, so that it holds below a proxy's path too.
 * @param {string} path
 * @returns {Promise<Response>} rejected where the server says no
 */
export async function requested(path) {
  const answer = await fetch(new URL(`api/${path}`, document.baseURI));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

/**
 * Bytes that were squeezed by zlib and written as base64.
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 */
export async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
