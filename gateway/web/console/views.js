// What the panes show, computed from the state. Pure.
import { lastSeq } from './chats.js';
import { isSince } from './hold.js';
import { keyOf } from './live.js';
import { searchChats, searchQueue } from './search.js';

const FROM_US = new Set(['agent', 'agent_ai_draft']);
const SPOKEN = new Set(['customer', 'rule', 'llm', 'agent', 'agent_ai_draft']);

export function unreadCount(chat) {
  return chat.messages.filter((m) => m.origin === 'customer' && m.seq > chat.readSeq).length;
}

/**
 * The first customer message that no person has answered yet: it decides whether a chat needs an
 * answer and since when. On hold only what came since counts; once that is over the customer waits for a word, whoever spoke last.
 * @returns {object|null}
 */
export function unanswered(chat) {
  if (chat.mode !== 'mine') return null;
  const { hold } = chat;
  let first = null;
  for (let i = chat.messages.length - 1; i >= 0; i--) {
    const { origin } = chat.messages[i];
    if (FROM_US.has(origin)) break;
    if (hold && !hold.over && !isSince(hold, chat.messages[i])) break;
    if (origin === 'customer') first = chat.messages[i];
  }
  return first ?? (hold?.over ? { at: hold.until } : null);
}

export function lastSpoken(chat) {
  for (let i = chat.messages.length - 1; i >= 0; i--) if (SPOKEN.has(chat.messages[i].origin)) return chat.messages[i];
  return null;
}

/** Own chats: those that need an answer first, the longest wait first; the others stay as they came. */
export function myChats(state) {
  const rank = new Map(state.claimed.map((id, i) => [id, i]));
  const rows = Object.values(state.chats)
    .filter((chat) => chat.mode === 'mine' || chat.mode === 'wrapup' || (chat.mode === 'left' && rank.has(chat.id)))
    .map((chat) => ({ chat, waiting: unanswered(chat), unread: unreadCount(chat) }));
  const order = (row) => (row.waiting && !hasSending(state, row.chat.id) ? Date.parse(row.waiting.at) : Infinity);
  return rows.sort((a, b) => compare(order(a), order(b)) || rank.get(a.chat.id) - rank.get(b.chat.id));
}

function compare(a, b) {
  return a === b ? 0 : a < b ? -1 : 1;
}

function hasSending(state, id) {
  return state.outbox.some((entry) => entry.case === id && entry.status === 'sending');
}

/** How much of a long line is shown: nobody reads further, and each row counts seconds. */
export const SHOWN_WAITING = 100;

export function waitingQueue(state) {
  return state.queue.filter((entry) => entry.state !== 'callback' && !isMine(state, entry.case));
}

export function callbackQueue(state) {
  return state.queue.filter((entry) => entry.state === 'callback' && !isMine(state, entry.case));
}

function isMine(state, id) {
  return state.chats[id]?.mode === 'mine';
}

/** What the list shows: everything, or what the search field leaves of it. */
export function listed(state) {
  return {
    mine: searchChats(state, myChats(state)),
    waiting: searchQueue(state, waitingQueue(state)),
    callbacks: searchQueue(state, callbackQueue(state)),
  };
}

/** All cases of the list in the order in which j and k walk through them. */
export function walkOrder(state) {
  if (state.place === 'live') return (state.live.frame?.chats ?? []).map(keyOf);
  const { mine, waiting, callbacks } = listed(state);
  return [
    ...mine.map((row) => row.chat.id),
    ...waiting.slice(0, SHOWN_WAITING).map((entry) => entry.case),
    ...callbacks.slice(0, SHOWN_WAITING).map((entry) => entry.case),
  ];
}

export function neighbour(state, step) {
  const order = walkOrder(state);
  if (!order.length) return null;
  const at = order.indexOf(state.selected);
  if (at < 0) return step > 0 ? order[0] : order[order.length - 1];
  return order[Math.min(order.length - 1, Math.max(0, at + step))];
}

/** The next own chat, after the selected one, with something unread or unanswered. */
export function nextNeedy(state) {
  const rows = myChats(state).filter((row) => row.chat.mode === 'mine' && row.chat.id !== state.selected);
  const found = rows.find((row) => row.unread) ?? rows.find((row) => row.waiting);
  return found ? found.chat.id : null;
}

export function firstUnreadSeq(chat) {
  const found = chat.messages.find((m) => m.origin === 'customer' && m.seq > chat.readSeq);
  return found ? found.seq : null;
}

/** Own chats in which somebody waits for an answer. */
export function needyCount(state) {
  return myChats(state).filter((row) => row.chat.mode === 'mine' && row.waiting).length;
}

/** How many people wait for somebody: in the line, or in own chats without an answer. */
export function needCount(state) {
  return waitingQueue(state).length + needyCount(state);
}

/** Colleagues who have the selected case open as well. */
export function otherViewers(state) {
  if (!state.viewers || state.viewers.case !== state.selected) return [];
  return state.viewers.names.filter((name) => name !== state.session?.name);
}

export function isComplete(chat) {
  return chat.messages.length === 0 || chat.messages[0].seq + chat.messages.length - 1 === lastSeq(chat);
}

/** Seconds that an entry of the line has waited by now. */
export function waitedSeconds(entry, queueAt, now) {
  return (entry.waiting_seconds ?? 0) + Math.max(0, Math.floor((now - queueAt) / 1000));
}
