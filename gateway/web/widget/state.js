/*
 * What is known about the conversation, and how a frame changes it. No DOM, no socket, no clock.
 *
 * `seq` is the only order. The gateway numbers from 1 without gaps, but an echo from another tab
 * may overtake an acknowledgement, so what was seen is a set and `last` is the end of its gapless
 * part: a resume that asks for everything after `last` can then repeat, never miss.
 */

import { CONSENT, STATE } from '../shared/wire.js';

const HANDOFF = { outcome: null, position: null, wait: null, until: null, hours: null, reference: null, hold: null };

export function createModel() {
  return {
    conversation: null,
    segment: 0, // counts conversations shown one after the other on this page
    state: STATE.BOT,
    consent: null,
    notice: null,
    shop: '',
    agent: null,
    contactLeft: false,
    ...HANDOFF,
    seen: new Set(),
    last: 0,
  };
}

/** Notes a seq; returns false if it was known already. */
export function see(model, seq) {
  if (seq <= model.last || model.seen.has(seq)) return false;
  model.seen.add(seq);
  while (model.seen.delete(model.last + 1)) model.last += 1;
  return true;
}

/** True while a seq is missing below one that was seen. */
export function hasGap(model) {
  return model.seen.size > 0;
}

/**
 * A welcome: the same conversation goes on, or another one begins under it.
 * @returns {'same'|'first'|'other'}
 */
export function welcome(model, frame) {
  const relation = model.conversation === null ? 'first' : model.conversation === frame.conversation ? 'same' : 'other';
  if (relation === 'other') begin(model);
  model.conversation = frame.conversation ?? '';
  model.state = frame.state ?? STATE.BOT;
  model.consent = frame.consent ?? CONSENT.GIVEN;
  model.notice = frame.notice ?? null;
  model.shop = frame.shop ?? model.shop;
  return relation;
}

/** Starts counting anew. */
export function begin(model) {
  Object.assign(model, HANDOFF, { agent: null, contactLeft: false, last: 0 });
  model.seen.clear();
  model.segment += 1;
}

/** A state frame says all there is to say about the handoff; what it leaves out is not so. */
export function handoff(model, frame) {
  model.state = frame.state;
  model.agent = frame.agent?.name ?? null;
  model.outcome = frame.outcome ?? null;
  model.position = frame.position ?? null;
  model.wait = frame.wait_seconds ?? null;
  model.until = frame.until ?? null;
  model.hours = frame.hours ?? null;
  model.reference = frame.reference ?? null;
  model.hold = frame.hold?.until ?? null;
}

/** Whether the customer may write: after the notice, and after the consent if one is asked for. */
export function mayWrite(model) {
  if (!model.notice || model.consent === CONSENT.NEEDED) return false;
  return model.consent === CONSENT.GIVEN || model.state === STATE.QUEUED || model.state === STATE.HUMAN;
}
