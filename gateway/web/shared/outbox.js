/*
 * Messages on their way: kept until the gateway's `ack`, sent again with the same id.
 *
 * Sending twice is harmless (ids are idempotent), losing is not, so every entry stays until it is
 * acknowledged or the person gives it up. With a `storage` each entry has its own key, so that two
 * tabs never overwrite each other's list. An entry that was not acknowledged in time is shown as
 * failed; after a reconnect it is resent by itself only while it is young: nobody wants the
 * sentence of an hour ago to arrive unasked.
 */

export const SEND = { SENDING: 'sending', SENT: 'sent', FAILED: 'failed' };

const ACK_TIMEOUT_MS = 15000;
const YOUNG_MS = 600000;
const PASSING = ['timeout', 'consent_required']; // failures that are over when the gateway greets again

/**
 * @param {object} options
 * @param {(frame: object) => boolean} options.send   hands a frame to the socket
 * @param {(entry: object) => void} options.onChange  an entry changed its `status`
 * @param {() => void} [options.onLate]   sent but not acknowledged in time: the line may be dead
 * @param {Storage|null} [options.storage]  survives a reload; null keeps all in memory
 * @param {string} [options.prefix]       of the storage keys
 * @param {number} [options.timeoutMs]
 */
export function createOutbox({
  send, onChange, onLate = () => {}, storage = null, prefix = 'frontdesk.out.',
  timeoutMs = ACK_TIMEOUT_MS,
}) {
  const entries = new Map();
  let ready = false;

  function keep(entry) {
    const { frame, at } = entry;
    try {
      storage?.setItem(prefix + frame.id, JSON.stringify({ frame, at }));
    } catch {
      // A full or forbidden storage costs survival of a reload, nothing else.
    }
  }

  function become(entry, status, code = null) {
    clearTimeout(entry.timer);
    entry.status = status;
    entry.code = code;
    onChange(entry);
  }

  function transmit(entry) {
    become(entry, SEND.SENDING);
    const sent = ready && send(entry.frame);
    entry.timer = setTimeout(() => {
      become(entry, SEND.FAILED, 'timeout');
      if (sent) onLate();
    }, timeoutMs);
  }

  function remove(id) {
    const entry = entries.get(id);
    if (!entry) return null;
    clearTimeout(entry.timer);
    entries.delete(id);
    try {
      storage?.removeItem(prefix + id);
    } catch {
      // As above.
    }
    return entry;
  }

  return {
    /** Reads what an earlier page left; returns the entries, oldest first. */
    restore() {
      const found = [];
      try {
        for (const key of Object.keys(storage ?? {})) {
          if (!key.startsWith(prefix)) continue;
          const { frame, at } = JSON.parse(storage.getItem(key));
          found.push({ frame, at, status: SEND.SENDING, code: null, timer: 0 });
        }
      } catch {
        // Unreadable leftovers are not worth a broken page.
      }
      found.sort((a, b) => a.at - b.at);
      for (const entry of found) {
        clearTimeout(entries.get(entry.frame.id)?.timer);
        entries.set(entry.frame.id, entry);
      }
      return found;
    },
    /** Queues a frame that has an `id`, and sends it if the line is ready. */
    add(frame) {
      const entry = { frame, at: Date.now(), status: SEND.SENDING, code: null, timer: 0 };
      entries.set(frame.id, entry);
      keep(entry);
      transmit(entry);
      return entry;
    },
    /** The gateway has greeted, or may be written to now: sends what waits, in order. */
    resume() {
      ready = true;
      for (const entry of entries.values()) {
        const final = entry.status === SEND.FAILED && !PASSING.includes(entry.code);
        if (!final && Date.now() - entry.at < YOUNG_MS) transmit(entry);
        else if (entry.status !== SEND.FAILED) become(entry, SEND.FAILED, 'timeout');
      }
    },
    /** The line is gone; entries wait. */
    pause() {
      ready = false;
    },
    /** The gateway has it. Returns the entry, or null for an id that is not ours. */
    acknowledge(id) {
      const entry = remove(id);
      if (entry) become(entry, SEND.SENT);
      return entry;
    },
    /** The gateway refused it; it stays until retried or discarded. */
    refuse(id, code) {
      const entry = entries.get(id);
      if (entry) become(entry, SEND.FAILED, code);
      return entry ?? null;
    },
    retry(id) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.at = Date.now();
      keep(entry);
      transmit(entry);
    },
    discard: remove,
    get size() {
      return entries.size;
    },
  };
}
