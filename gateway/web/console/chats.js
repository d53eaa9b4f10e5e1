// Small pure helpers on chats that acts.js and frames.js share.

/** Replaces one chat by the result of `change(chat)`; a chat that is not known stays unknown. */
export function changeChat(state, id, change) {
  const chat = state.chats[id];
  return chat ? { ...state, chats: { ...state.chats, [id]: { ...chat, ...change(chat) } } } : state;
}

export function withoutChat(state, id) {
  const { [id]: gone, ...chats } = state.chats;
  return gone ? { ...state, chats, claimed: state.claimed.filter((c) => c !== id) } : state;
}

/** What was written for a case that is over, or somebody else's, is of no use to anybody. */
export function withoutDraft(state, id) {
  const { [id]: gone, ...drafts } = state.drafts;
  return gone === undefined ? state : { ...state, drafts };
}

/** Merges messages by seq: a later copy of the same seq wins, order is seq. */
export function mergeMessages(messages, more) {
  const last = messages.length ? messages[messages.length - 1].seq : 0;
  if (more.length === 1 && more[0].seq > last) return [...messages, more[0]];
  const bySeq = new Map(messages.map((m) => [m.seq, m]));
  for (const m of more) bySeq.set(m.seq, m);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Under which name the draft of a note is kept beside the draft of an answer. */
export const noteDraft = (id) => `note:${id}`;

/** Notes by number, each once. */
export function mergeNotes(notes, more) {
  const byNumber = new Map(notes.map((n) => [n.number, n]));
  for (const n of more) byNumber.set(n.number, n);
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

export function lastSeq(chat) {
  return chat.messages.length ? chat.messages[chat.messages.length - 1].seq : 0;
}

/** Marks everything in a chat as seen, here and in what is kept over a reload. */
export function markRead(state, id) {
  const chat = state.chats[id];
  if (!chat || chat.readSeq >= lastSeq(chat)) return state;
  const seq = lastSeq(chat);
  return {
    ...state,
    chats: { ...state.chats, [id]: { ...chat, readSeq: seq } },
    read: { ...state.read, [id]: seq },
  };
}

/** Does the agent see the end of this conversation at this moment? */
export function isWatching(state, id) {
  return state.selected === id && state.visible && state.following;
}

let noticeCount = 0;

/** One thing told at a time. The id makes the same words twice two things told. */
export function tell(state, kind, key, params = {}) {
  noticeCount += 1;
  return { ...state, notice: { id: noticeCount, kind, key, params } };
}
