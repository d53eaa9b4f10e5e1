// The console's line to the gateway: frames in become actions, what the agent does becomes frames.
//
// Nothing is decided here beyond order and timing; what a frame means is in frames.js. Messages go
// through the shared outbox (kept over a reload, resent with the same id until acknowledged). A frame
// that is no message (claim, close, ...) is sent once: if the line is down the button says so.
import { createOutbox, SEND } from '../shared/outbox.js';
import { createSocket, socketUrl, STATUS } from '../shared/socket.js';
import { AGENT, GATEWAY, newId, PATH_AGENT, PRESENCE, TO_AGENT } from '../shared/wire.js';
import { outboxPrefix } from './keep.js';

const TYPING_EVERY_MS = 3000;

/**
 * @param {object} options
 * @param {string} options.agent
 * @param {() => object} options.getState
 * @param {(action: object) => void} options.dispatch
 * @param {() => void} options.onLoginOver   the gateway closed with 4401
 */
export function createLink({ agent, getState, dispatch, onLoginOver }) {
  let typedAt = 0;

  const socket = createSocket({ url: socketUrl(PATH_AGENT), onOpen() {}, onFrame, onStatus });
  const outbox = createOutbox({
    send: (frame) => socket.send(frame),
    onChange: mirror,
    onLate: () => socket.drop(),
    storage: sessionStorage,
    prefix: outboxPrefix(agent),
  });

  function mirror({ frame, at, status, code }) {
    if (status === SEND.SENT) return; // the ack frame moves it into the conversation
    dispatch({ type: 'outbox', entry: { id: frame.id, kind: frame.type, case: frame.case, text: frame.text, at, status, code } });
  }

  function onFrame(frame) {
    const now = Date.now();
    if (frame.type === GATEWAY.WELCOME) socket.settle();
    dispatch({ type: `frame/${frame.type}`, frame, now });
    if (frame.type === GATEWAY.WELCOME) greeted();
    else if (frame.type === GATEWAY.ACK) outbox.acknowledge(frame.id);
    else if (frame.type === GATEWAY.MESSAGE) received(frame);
    else if (frame.type === TO_AGENT.NOTE && frame.id) outbox.discard(frame.id);
    else if (frame.type === TO_AGENT.CASE) forgetStored(frame);
    else if (frame.type === GATEWAY.ERROR && frame.id) outbox.refuse(frame.id, frame.code);
  }

  function received(frame) {
    if (frame.id) outbox.discard(frame.id);
    if (getState().chats[frame.case]?.gap) send({ type: AGENT.OPEN, case: frame.case });
  }

  /** Own messages that the gateway already has need no second sending. */
  function forgetStored(frame) {
    for (const message of [...(frame.transcript ?? []), ...(frame.notes ?? [])]) if (message.id) outbox.discard(message.id);
  }

  function greeted() {
    outbox.resume();
    const { selected, chats, presence, wanted } = getState();
    if (wanted && wanted !== presence) setPresence(wanted);
    // What was being read before a reload or a lost line is fetched again.
    if (selected && chats[selected]?.mode !== 'mine') look(selected);
  }

  function onStatus(status, { retryInMs } = {}) {
    if (status === STATUS.REFUSED) {
      outbox.pause();
      onLoginOver();
      return;
    }
    // `online` is said by the welcome, not by the bare line.
    if (status === STATUS.OPEN) return;
    outbox.pause();
    dispatch({ type: 'link', status, retryAt: retryInMs ? Date.now() + retryInMs : 0 });
  }

  function send(frame) {
    return socket.send(frame);
  }

  function look(id) {
    const state = getState();
    if (state.chats[id]?.mode === 'mine') return;
    send(state.observing === id ? { type: AGENT.OBSERVE, conversation: id } : { type: AGENT.OPEN, case: id });
  }

  function ask(what, frame, id = frame.case) {
    if (send(frame)) dispatch({ type: 'asked', case: id, what });
    else dispatch({ type: 'told', kind: 'alert', key: 'told.offline' });
  }

  function setPresence(status) {
    send({ type: AGENT.PRESENCE, status });
    dispatch({ type: 'presence', status });
  }

  return {
    start() {
      for (const entry of outbox.restore()) mirror(entry);
      socket.connect();
    },
    stop: () => socket.close(),
    reconnect: () => socket.drop(),
    setPresence,
    look,
    decline: (id) => send({ type: AGENT.DECLINE, case: id }),
    claim: (id) => ask('claim', { type: AGENT.CLAIM, case: id }),
    takeOver: (id, conversation) => ask('claim', { type: AGENT.TAKE_OVER, conversation }, id),
    setAway: (agent) => send({ type: AGENT.PRESENCE, status: PRESENCE.AWAY, agent }),
    live: (show, page) => send(show ? { type: AGENT.LIVE, show, page } : { type: AGENT.LIVE }),
    lookBack(id, conversation) {
      if (send({ type: AGENT.LOOK_BACK, case: id, conversation })) dispatch({ type: 'look-back', conversation });
      else dispatch({ type: 'told', kind: 'alert', key: 'told.offline' });
    },
    board: (on) => send({ type: AGENT.BOARD, on }),
    returnToBot: (id) => ask('return', { type: AGENT.RETURN_TO_BOT, case: id }),
    close: (id, disposition) => ask('close', { type: AGENT.CLOSE, case: id, disposition }),
    merge: (id, conversation) => ask('merge', { type: AGENT.MERGE, case: id, conversation }),
    hold: (id, minutes) => ask('hold', { type: AGENT.HOLD, case: id, minutes }),
    resume: (id) => ask('resume', { type: AGENT.RESUME, case: id }),
    disposition: (id, disposition) => ask('disposition', { type: AGENT.WRAPUP, case: id, disposition }),
    done: (id) => ask('done', { type: AGENT.WRAPUP, case: id, done: true }),
    transfer: (id, to, note) => ask('transfer', { type: AGENT.TRANSFER, case: id, to, note }),
    note(id, text) {
      outbox.add({ type: AGENT.NOTE, case: id, id: newId(), text });
      dispatch({ type: 'noted', case: id });
    },
    say(id, text) {
      typedAt = 0;
      const draft = getState().drafted[id] ?? null;
      outbox.add({ type: AGENT.MESSAGE, case: id, id: newId(), text, ...(draft && { draft }) });
      dispatch({ type: 'sent', case: id });
    },
    help(kind, id, locale) {
      if (send(kind === AGENT.SUMMARY ? { type: kind, case: id, locale } : { type: kind, case: id }))
        dispatch({ type: 'help-asked', case: id, kind });
      else dispatch({ type: 'told', kind: 'alert', key: 'told.offline' });
    },
    retry: (messageId) => outbox.retry(messageId),
    discard(messageId) {
      outbox.discard(messageId);
      dispatch({ type: 'discarded', id: messageId });
    },
    viewing: (id) => send(id ? { type: AGENT.VIEWING, case: id } : { type: AGENT.VIEWING }),
    typing(id) {
      if (Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      send({ type: AGENT.TYPING, case: id });
    },
  };
}
