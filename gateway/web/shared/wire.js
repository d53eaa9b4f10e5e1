/*
 * The words of the wire protocol `frontdesk.v1`, once, for the widget and the console.
 *
 * No other file in web/ spells a message type, an error code or a path as a string: a typo is then
 * a missing name and not a frame that nobody answers. Plain objects without calls, so that the
 * bundler drops what a page does not use.
 */

export const SUBPROTOCOL = 'frontdesk.v1';

/** Paths of the two sockets; the path gives the role. */
export const PATH_CUSTOMER = '/ws/customer';
export const PATH_AGENT = '/ws/agent';

/** Frames a customer sends. */
export const CUSTOMER = {
  HELLO: 'hello',
  CONSENT: 'consent',
  MESSAGE: 'message',
  HANDOFF: 'handoff',
  TYPING: 'typing',
  READ: 'read',
  FEEDBACK: 'feedback',
  RATE: 'rate',
  CALLBACK: 'callback',
  EXPORT: 'export',
  ERASE: 'erase',
  END: 'end',
};

/** Frames an agent sends. */
export const AGENT = {
  PRESENCE: 'presence',
  CLAIM: 'claim',
  DECLINE: 'decline',
  OPEN: 'open',
  RETURN_TO_BOT: 'return_to_bot',
  CLOSE: 'close',
  MESSAGE: 'message',
  HOLD: 'hold',
  RESUME: 'resume',
  WRAPUP: 'wrapup',
  NOTE: 'note',
  TRANSFER: 'transfer',
  VIEWING: 'viewing',
  LIVE: 'live',
  OBSERVE: 'observe',
  TAKE_OVER: 'take_over',
  DRAFT: 'draft',
  SUMMARY: 'summary',
  BOARD: 'board',
  LOOK_BACK: 'look_back',
  MERGE: 'merge',
  TYPING: 'typing',
};

/** Frames the gateway sends, to customers and most of them to agents. */
export const GATEWAY = {
  WELCOME: 'welcome',
  ACK: 'ack',
  MESSAGE: 'message',
  DELTA: 'delta',
  STATE: 'state',
  TYPING: 'typing',
  ERROR: 'error',
};

/** Frames it sends to agents alone; apart, so that the widget does not carry them. */
export const TO_AGENT = {
  QUEUE: 'queue',
  OFFER: 'offer',
  CASE: 'case',
  PRESENCE: 'presence',
  FEEDBACK: 'feedback',
  RATING: 'rating',
  NOTE: 'note',
  VIEWERS: 'viewers',
  DESK: 'desk',
  LIVE: 'live',
  CONVERSATION: 'conversation',
  DRAFT: 'draft',
  SUMMARY: 'summary',
  BOARD: 'board',
  EARLIER: 'earlier',
};

/** Who wrote a message. */
export const ORIGIN = {
  RULE: 'rule',
  LLM: 'llm',
  AGENT: 'agent',
  AGENT_AI_DRAFT: 'agent_ai_draft',
  SYSTEM: 'system',
  CUSTOMER: 'customer',
};

/** States of a conversation. */
export const STATE = { BOT: 'bot', QUEUED: 'queued', HUMAN: 'human', CLOSED: 'closed' };

/** The one outcome that each handoff has. */
export const OUTCOME = {
  ASSIGNED: 'assigned',
  QUEUED: 'queued',
  CALLBACK: 'callback',
  CLOSED_UNTIL: 'closed_until',
};

export const CONSENT = { NEEDED: 'needed', GIVEN: 'given', REFUSED: 'refused' };

export const RATING = { UP: 'up', DOWN: 'down' };

export const PRESENCE = { AVAILABLE: 'available', BUSY: 'busy', AWAY: 'away' };

export const DISPOSITION = {
  RESOLVED: 'resolved',
  NO_ANSWER: 'no_answer',
  SPAM: 'spam',
  OTHER: 'other',
};

/** Error codes that a page answers by itself instead of showing them. */
export const FAULT = {
  CONSENT_REQUIRED: 'consent_required',
  SESSION_EXPIRED: 'session_expired',
  SHUTTING_DOWN: 'shutting_down',
};

/** The closed list of error codes. */
export const ERROR = /* @__PURE__ */ Object.assign({
  BAD_JSON: 'bad_json',
  BAD_MESSAGE: 'bad_message',
  UNKNOWN_TYPE: 'unknown_type',
  TOO_LARGE: 'too_large',
  RATE_LIMITED: 'rate_limited',
  WRONG_STATE: 'wrong_state',
  NOT_FOUND: 'not_found',
  FORBIDDEN: 'forbidden',
  ALREADY_CLAIMED: 'already_claimed',
  AT_CAPACITY: 'at_capacity',
  ID_CONFLICT: 'id_conflict',
  IDENTITY_INVALID: 'identity_invalid',
  QUEUE_FULL: 'queue_full',
  NOT_AVAILABLE: 'not_available',
  STORE_UNAVAILABLE: 'store_unavailable',
  INTERNAL: 'internal',
}, FAULT);

/** Close codes that a page treats differently from "the line dropped". */
export const CLOSE = {
  SHUTDOWN: 1001,
  POLICY: 1008,
  OVERLOAD: 1013,
  LOGIN_OVER: 4401,
};

/** Ceilings as shipped; the gateway checks them, a page only warns earlier. */
export const LIMIT = { MESSAGE_CHARS: 8000, FRAME_BYTES: 65536 };

/** True for the origins whose text a machine made. @param {string} origin */
export function isBot(origin) {
  return origin === ORIGIN.RULE || origin === ORIGIN.LLM;
}

/**
 * A fresh client id: 22 characters of [A-Za-z0-9_-], 128 random bits.
 * getRandomValues and not randomUUID, which browsers offer on https alone.
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
