/*
 * One conversation over one socket: hello, resume, sends, and what each frame means.
 *
 * On connect the gateway sends welcome, the missed messages, then one state. Up to that state the
 * messages are collected, so that the history of two thousand is drawn in one go and, on a fresh
 * page, outside the live region. Nothing here touches the DOM; the view hears of it by `view.*`.
 */

import { createOutbox } from '../shared/outbox.js';
import { STATUS, createSocket, socketUrl } from '../shared/socket.js';
import { CONSENT, CUSTOMER, FAULT, GATEWAY, ORIGIN, PATH_CUSTOMER, STATE, newId } from '../shared/wire.js';
import { begin, createModel, handoff, hasGap, see, welcome } from './state.js';

const GAP_MS = 3000;
const TYPING_EVERY_MS = 3000;
const QUIET = 'quiet'; // id of frames whose failure is nothing to tell a person about

/**
 * @param {object} options
 * @param {object} options.store
 * @param {string|null} options.page   address of the shop's page, without query
 * @param {string|null} options.name   what it calls the customer
 * @param {string} options.locale
 * @param {object} options.view        history, message, entry, delta, typing, state, status, divider, problem
 */
export function createChat({ store, page, name, locale, view }) {
  const model = createModel();
  let caught = null; // messages of a resume, until its state frame
  let asked = 0; // `after` of the last hello
  let mine = null; // token of the conversation that is shown
  let told = null; // token that the last hello named
  let drawn = false; // the first history is on the page
  let gapTimer = 0;
  let typedAt = 0;
  let readSent = 0;
  let callbackId = null;
  let reviewId = null;

  const socket = createSocket({ url: socketUrl(PATH_CUSTOMER), onOpen: hello, onFrame, onStatus });
  const outbox = createOutbox({
    send: socket.send,
    storage: store.storage,
    onChange: (entry) => view.entry(entry),
    onLate: () => socket.drop(),
  });

  function hello() {
    caught = [];
    told = store.get('token');
    // Another tab began a conversation of its own: both become one, which is read from its beginning.
    const joins = mine !== told ? mine : null;
    asked = joins ? 0 : model.last;
    socket.send({ type: CUSTOMER.HELLO, token: told, joins, locale, page, name, after: asked });
  }

  /** Another tab has another token than this one. */
  const isElsewhere = () => mine && ![null, mine].includes(store.get('token'));
  addEventListener('storage', () => isElsewhere() && socket.drop());

  function onStatus(status) {
    if (status !== STATUS.OPEN) outbox.pause();
    view.status(status);
  }

  const FRAMES = {
    [GATEWAY.WELCOME](frame) {
      const relation = welcome(model, frame);
      mine = frame.token;
      if (isElsewhere() && told !== store.get('token')) {
        socket.drop();
        return;
      }
      store.set('token', (told = mine));
      if (relation === 'other') {
        readSent = 0;
        if (frame.resumed) {
          drawn = false;
          caught ??= [];
          view.clear();
        } else view.divider();
        // The hello asked to continue another conversation, so this one would lack its beginning.
        if (asked > 0 && caught && frame.seq > 0) {
          socket.drop();
          return;
        }
      }
      view.state(model);
    },

    [GATEWAY.MESSAGE](frame) {
      if (caught) caught.push(frame);
      else deliver(frame);
    },

    [GATEWAY.ACK](frame) {
      if (frame.id === callbackId) contactLeft();
      const entry = outbox.acknowledge(frame.id);
      if (!entry) return;
      see(model, frame.seq);
      view.acknowledged(frame.id, model.segment, frame.seq);
      view.state(model);
    },

    [GATEWAY.STATE](frame) {
      handoff(model, frame);
      if (callbackId && frame.outcome === 'callback') contactLeft();
      model.contactLeft ||= Boolean(model.reference) && store.get('contact') === model.reference;
      if (caught) settle();
      view.state(model);
    },

    [GATEWAY.DELTA]: (frame) => view.delta(frame),
    [GATEWAY.TYPING]: (frame) => view.typing(frame.from),

    [GATEWAY.ERROR](frame) {
      if (frame.code === FAULT.SESSION_EXPIRED) {
        store.set('token', (told = mine = null));
        if (model.conversation !== null) begin(model);
        model.conversation = null;
        asked = 0;
        if (drawn) view.divider();
        return;
      }
      if (frame.id && frame.id === callbackId) callbackId = null;
      if (frame.id && frame.id === reviewId) review(null);
      if (frame.code === FAULT.CONSENT_REQUIRED && model.consent === CONSENT.GIVEN) {
        model.consent = CONSENT.NEEDED;
        view.state(model);
      }
      if (frame.id && outbox.refuse(frame.id, frame.code)) return;
      if (frame.id !== QUIET && frame.code !== FAULT.SHUTTING_DOWN) view.problem();
    },
  };

  function onFrame(frame) {
    if (Object.hasOwn(FRAMES, frame.type)) FRAMES[frame.type](frame);
  }

  /** The resume is complete: draw it, then send what waits. */
  function settle() {
    const messages = caught;
    caught = null;
    socket.settle();
    if (drawn) messages.forEach(deliver);
    else {
      messages.forEach((frame) => note(frame));
      view.history(messages, model.segment);
      outbox.restore().forEach((entry) => view.entry(entry));
    }
    drawn = true;
    outbox.resume();
  }

  /** Marks a message as seen; an own one that was on its way has arrived. */
  function note(frame) {
    const fresh = see(model, frame.seq);
    const own = frame.origin === ORIGIN.CUSTOMER && outbox.acknowledge(frame.id);
    if (own) view.acknowledged(frame.id, model.segment, frame.seq);
    return fresh && !own;
  }

  function deliver(frame) {
    if (note(frame)) view.message(frame, model.segment);
    clearTimeout(gapTimer);
    if (hasGap(model)) gapTimer = setTimeout(() => hasGap(model) && socket.drop(), GAP_MS);
  }

  function contactLeft() {
    callbackId = null;
    model.contactLeft = true;
    store.set('contact', model.reference);
    view.state(model);
  }

  /** Which conversation was rated. */
  function review(conversation) {
    store.set('rated', conversation);
    view.state(model);
  }

  return {
    model,
    connect: socket.connect,
    disconnect: socket.close,
    get status() {
      return socket.status;
    },
    get ready() {
      return drawn && !caught && socket.status === STATUS.OPEN;
    },
    /** Messages not acknowledged yet. */
    get pending() {
      return outbox.size;
    },
    /** @returns {object} the entry, whose bubble the view has already been told of */
    send(text) {
      typedAt = 0;
      return outbox.add({ type: CUSTOMER.MESSAGE, id: newId(), text });
    },
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.discard(id),
    consent(granted) {
      const version = model.notice?.version ?? '';
      if (!socket.send({ type: CUSTOMER.CONSENT, version, granted })) return false;
      model.consent = granted ? CONSENT.GIVEN : CONSENT.REFUSED;
      if (granted) outbox.resume();
      else socket.send({ type: CUSTOMER.HANDOFF });
      view.state(model);
      return true;
    },
    /** Who asks for a person instead of answering the question has answered it: people only. */
    handoff() {
      return model.consent === CONSENT.NEEDED ? this.consent(false) : socket.send({ type: CUSTOMER.HANDOFF });
    },
    leaveQueue: () => socket.send({ type: CUSTOMER.HANDOFF, cancel: true }),
    callback(contact, text) {
      callbackId = newId();
      return socket.send({ type: CUSTOMER.CALLBACK, id: callbackId, contact, text });
    },
    rate: (seq, rating) => socket.send({ type: CUSTOMER.FEEDBACK, seq, rating }),
    /** The whole of a chat; what the gateway refuses is asked again. */
    review(score, comment) {
      reviewId = newId();
      const sent = socket.send({ type: CUSTOMER.RATE, id: reviewId, score, comment });
      if (sent) review(model.conversation);
      return sent;
    },
    get reviewed() {
      return store.get('rated') === model.conversation;
    },
    end: () => socket.send({ type: CUSTOMER.END }),
    /** Tells the agent, or a supervisor who reads along, that somebody is writing. */
    typing() {
      if (model.state === STATE.CLOSED || Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      socket.send({ type: CUSTOMER.TYPING, id: QUIET });
    },
    /** Everything so far was on the screen. */
    read() {
      if (model.last <= readSent || !drawn) return;
      if (socket.send({ type: CUSTOMER.READ, id: QUIET, seq: model.last })) {
        readSent = model.last;
        store.set('read', `${model.conversation} ${model.last}`);
      }
    },
    /** The last seq read in an earlier page of this conversation. */
    get readBefore() {
      const [conversation, seq] = (store.get('read') ?? '').split(' ');
      return conversation === model.conversation ? Number(seq) : 0;
    },
  };
}
