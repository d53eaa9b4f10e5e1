// What supervisors see besides their own desk: the list of all chats, and chats that are with the assistant. Pure; see
// state.js. Such a chat is kept under its conversation's id and is `observed`, until a case is opened for it.
import { changeChat, isWatching, markRead, mergeMessages } from './chats.js';

function live(state, { frame }) {
  return { ...state, live: { ...state.live, frame, page: frame.page } };
}

/** The whole of it first; then what was added, or only another state. */
function conversation(state, { frame, now }) {
  const id = frame.conversation;
  const before = state.chats[id];
  if (frame.after > 0 && !before) return state;
  const messages = mergeMessages(frame.after > 0 ? before.messages : [], frame.transcript);
  const chat = {
    reference: null,
    escalation: null,
    notes: [],
    readSeq: 0,
    since: now,
    typingUntil: 0,
    agentTypingUntil: 0,
    hold: null,
    callback: null,
    wrapup: null,
    feedback: {},
    newFrom: null,
    busy: null,
    ...before,
    id,
    conversation: id,
    observed: true,
    mode: frame.state === 'closed' ? 'left' : 'look',
    leftAs: frame.state === 'closed' ? 'closed' : null,
    state: frame.state,
    locale: frame.locale,
    customer: frame.after > 0 ? before.customer : frame.customer,
    messages,
  };
  const next = { ...state, chats: { ...state.chats, [id]: chat } };
  return isWatching(next, id) ? markRead(next, id) : next;
}

/** A case has been opened for a chat that was read along: it goes on under the case's id. */
export function withoutObserved(state, { case: id, conversation: observed }) {
  const before = state.chats[observed];
  // After a reload it is in view before anything of it is here.
  if (!before?.observed) return state.observing === observed ? { ...state, selected: id, observing: null } : state;
  const { [observed]: gone, ...chats } = state.chats;
  const chat = state.chats[id] ?? { ...before, id, observed: false };
  const shown = state.selected === observed ? { selected: id, observing: null } : {};
  return { ...state, chats: { ...chats, [id]: chat }, ...shown };
}

function show(state, { show: which, page }) {
  return { ...state, live: { ...state.live, show: which, page } };
}

function place(state, { place: name }) {
  return name === state.place ? state : { ...state, place: name, screen: 'list' };
}

/** What row of the list a chat is, or undefined. */
export const liveRow = (state, id) => state.live.frame?.chats.find((row) => row.case === id || row.conversation === id);

/** With the assistant, to be read as a conversation. */
export function isObserved(state, id) {
  const row = liveRow(state, id);
  return Boolean(state.chats[id]?.observed || (row && !row.case));
}

/** Under which id the chat of a row is kept. */
export const keyOf = (row) => row.case ?? row.conversation;

function board(state, { frame }) {
  return { ...state, board: frame };
}

export const liveFrames = { 'frame/live': live, 'frame/board': board, 'frame/conversation': conversation };
export const liveActs = { place, show };

/** A colleague's chat, or one with the assistant, that a supervisor reads, is nobody's loss. */
export function followed(state, chat, frame) {
  const told = chat.busy === 'transfer';
  const over = frame.state === 'closed' || (frame.state === 'bot' && !frame.outcome);
  const next = changeChat(state, chat.id, () => ({
    busy: told ? null : chat.busy,
    ...(over ? { mode: 'left', leftAs: frame.state === 'closed' ? 'closed' : 'returned' } : {}),
  }));
  return { next, told };
}
