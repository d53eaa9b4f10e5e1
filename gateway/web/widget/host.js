/*
 * The line to the shop's page. Only the parent window, only from an allowed origin, only by names
 * in the caller's table; answers go to exactly the origin that introduced itself.
 *
 * It listens from the first moment, because the loader speaks as soon as the frame has loaded, but
 * the allowed origins are known only after /api/shop: until then messages wait.
 */

export const framed = window.parent !== window;

/** @param {Record<string, (data: any) => void>} table what the shop's page may say, by name */
export function createHost(table) {
  let allowed = null;
  let partner = null;
  let waiting = [];

  function take(event) {
    const name = event.data?.frontdesk;
    if (!allowed.includes(event.origin) || !Object.hasOwn(table, name)) return;
    partner ??= event.origin;
    if (partner === event.origin) table[name](event.data.data);
  }

  addEventListener('message', (event) => {
    if (!framed || event.source !== window.parent) return;
    if (allowed) take(event);
    else if (waiting.length < 20) waiting.push(event);
  });

  return {
    /** @param {string[]} origins */
    allow(origins) {
      allowed = origins;
      waiting.forEach(take);
      waiting = [];
    },
    post(name, data) {
      if (partner) window.parent.postMessage({ frontdesk: name, data }, partner);
    },
  };
}
