/*
 * A WebSocket that comes back: jittered backoff, connect timeout, liveness after sleep.
 *
 * It knows nothing of conversations. Who uses it says hello in `onOpen` (with what it last saw) and
 * calls `settle()` when the gateway has answered, which is when the backoff starts over: a gateway
 * that accepts and then closes must not be hammered.
 *
 * A browser cannot ping, so a half-open line is noticed in three ways: the caller's acknowledgement
 * is late (`drop()`), the network comes back (`online`), or the page wakes after a long silence.
 * `navigator.onLine` alone never counts as offline: it is often wrong, a healthy socket is not.
 */

import { CLOSE, SUBPROTOCOL } from './wire.js';

export const STATUS = {
  IDLE: 'idle', // not started, or closed by the caller
  CONNECTING: 'connecting',
  OPEN: 'open',
  WAITING: 'waiting', // lost; the next attempt is scheduled
  REFUSED: 'refused', // ended for good by a close code in `fatal`
};

const BASE_MS = 500;
const CAP_MS = 30000;
const CONNECT_TIMEOUT_MS = 10000;
const OVERLOAD_MIN_MS = 5000;
const SILENCE_MS = 60000;

/**
 * Wait before attempt n (from 0), milliseconds: between half of the exponential step and all of it,
 * so that a thousand pages do not return in the same instant, and none returns at once.
 */
export function backoffMs(attempt, random = Math.random) {
  const step = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
  return Math.round(step / 2 + (random() * step) / 2);
}

/** ws:// or wss:// address of a path on the origin that served this page. */
export function socketUrl(path, base = location) {
  return (base.protocol === 'https:' ? 'wss://' : 'ws://') + base.host + path;
}

/**
 * @param {object} options
 * @param {string} options.url
 * @param {() => void} options.onOpen        the line is up: say hello now
 * @param {(frame: object) => void} options.onFrame   one parsed JSON frame
 * @param {(status: string, info: {code?: number, retryInMs?: number}) => void} options.onStatus
 * @param {number[]} [options.fatal]         close codes that end it; default: login over
 */
export function createSocket({ url, onOpen, onFrame, onStatus, fatal = [CLOSE.LOGIN_OVER] }) {
  let ws = null;
  let status = STATUS.IDLE;
  let attempt = 0;
  let retryTimer = 0;
  let connectTimer = 0;
  let heardAt = 0;

  function become(next, info = {}) {
    status = next;
    onStatus(next, info);
  }

  function forget() {
    clearTimeout(connectTimer);
    const old = ws;
    ws = null;
    if (old) {
      old.onopen = old.onmessage = old.onclose = null;
      old.close();
    }
  }

  function open() {
    clearTimeout(retryTimer);
    forget();
    become(STATUS.CONNECTING);
    ws = new WebSocket(url, SUBPROTOCOL);
    connectTimer = setTimeout(lost, CONNECT_TIMEOUT_MS);
    ws.onopen = () => {
      clearTimeout(connectTimer);
      heardAt = Date.now();
      become(STATUS.OPEN);
      onOpen();
    };
    ws.onmessage = (event) => {
      heardAt = Date.now();
      let frame = null;
      try {
        frame = JSON.parse(event.data);
      } catch {
        // Not ours to repair: a frame that is no JSON is skipped like an unknown one.
      }
      if (frame && typeof frame.type === 'string') onFrame(frame);
    };
    ws.onclose = (event) => lost(event);
  }

  /** The line is gone. Called with the close event, or with nothing after a timeout. */
  function lost(event) {
    const code = event?.code;
    forget();
    if (fatal.includes(code)) {
      become(STATUS.REFUSED, { code });
      return;
    }
    const slow = code === CLOSE.OVERLOAD || code === CLOSE.POLICY;
    const retryInMs = Math.max(backoffMs(attempt), slow ? OVERLOAD_MIN_MS : 0);
    attempt += 1;
    retryTimer = setTimeout(open, retryInMs);
    become(STATUS.WAITING, { code, retryInMs });
  }

  const running = () => status !== STATUS.IDLE && status !== STATUS.REFUSED;

  function onOnline() {
    if (running()) open();
  }
  function onVisible() {
    if (document.visibilityState !== 'visible' || !running()) return;
    if (status === STATUS.WAITING) open();
    else if (status === STATUS.OPEN && Date.now() - heardAt > SILENCE_MS) open();
  }

  return {
    /** Starts, or does nothing if already running. */
    connect() {
      if (running()) return;
      addEventListener('online', onOnline);
      document.addEventListener('visibilitychange', onVisible);
      attempt = 0;
      open();
    },
    /** Ends for good; `connect` starts again. */
    close() {
      removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisible);
      clearTimeout(retryTimer);
      forget();
      if (status !== STATUS.IDLE) become(STATUS.IDLE);
    },
    /** Throws the present line away and connects at once (new hello, late acknowledgement). */
    drop() {
      if (running()) open();
    },
    /** The gateway answered the hello: the next loss starts with the short wait again. */
    settle() {
      attempt = 0;
    },
    /** True if the frame was handed to an open line; durable only with its `ack`. */
    send(frame) {
      if (status !== STATUS.OPEN || ws.readyState !== WebSocket.OPEN) return false;
      ws.send(JSON.stringify(frame));
      return true;
    },
    get status() {
      return status;
    },
  };
}
