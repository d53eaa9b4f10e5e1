/*
 * What stays in this browser, under the gateway's origin and only after the first click: the key to
 * the conversation, the last message read, messages not yet acknowledged, whether a contact was
 * left. No message that has arrived is kept. Where storage is forbidden all of it lives for the page.
 */

const PREFIX = 'frontdesk.';

function open() {
  try {
    const storage = window.localStorage;
    storage.getItem(PREFIX);
    return storage;
  } catch {
    return null;
  }
}

export function createStore(storage = open()) {
  const memory = new Map();
  return {
    storage,
    get(name) {
      return storage ? storage.getItem(PREFIX + name) : (memory.get(name) ?? null);
    },
    /** null removes */
    set(name, value) {
      memory.set(name, value);
      try {
        if (value === null) storage?.removeItem(PREFIX + name);
        else storage?.setItem(PREFIX + name, value);
      } catch {
        // Full: the page goes on with what it has in memory.
      }
    },
  };
}
