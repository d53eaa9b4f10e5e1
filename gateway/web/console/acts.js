// What the agent, the page and the connection change. Pure; see state.js.
import { changeChat, isWatching, markRead, noteDraft, tell, withoutChat, withoutDraft } from './chats.js';
import { initial } from './initial.js';
import { isObserved } from './live.js';
import { firstUnreadSeq } from './views.js';

/** Logged in: what this browser tab kept for the same person comes back (keep.js). */
function loggedIn(state, { session, kept }) {
  return {
    ...initial,
    visible: state.visible,
    place: state.place,
    login: 'done',
    session,
    drafts: kept?.drafts ?? {},
    drafted: kept?.drafted ?? {},
    help: kept?.help ?? null,
    read: kept?.read ?? {},
    selected: kept?.selected ?? null,
    observing: kept?.observing ?? null,
    wanted: kept?.wanted ?? null,
    screen: kept?.selected ? 'thread' : 'list',
  };
}

function loginNeeded(state, { note }) {
  return { ...initial, visible: state.visible, place: state.place, login: 'needed', loginNote: note ?? null };
}

function link(state, { status, retryAt }) {
  return { ...state, link: status, retryAt: retryAt ?? 0 };
}

/** Only one chat is looked at at a time: an earlier look is dropped, as is what had left. */
function select(state, { case: id }) {
  let next = { ...state, selected: id, screen: id ? 'thread' : 'list', following: true, notice: null, observing: isObserved(state, id) ? id : null };
  if (id !== state.selected) next.noting = null;
  for (const chat of Object.values(state.chats))
    if (chat.mode === 'look' && chat.id !== id && chat.busy !== 'claim') next = withoutChat(next, chat.id);
  if (!next.chats[id]) return next;
  // The mark "new" stays where reading begins, although all of it counts as read from now on.
  if (id !== state.selected) next = changeChat(next, id, (chat) => ({ newFrom: chat.readSeq ? firstUnreadSeq(chat) : null }));
  return next.visible ? markRead(next, id) : next;
}

function search(state, { query, words }) {
  return { ...state, search: { query, words } };
}

function screen(state, { screen: name }) {
  return { ...state, screen: name };
}

function draft(state, { case: id, text }) {
  const { [id]: old, ...others } = state.drafts;
  if (text) return { ...state, drafts: { ...others, [id]: text } };
  const { [id]: gone, ...drafted } = state.drafted; // an empty composer holds nothing of a machine's
  return { ...state, drafts: others, drafted };
}

/** shared/outbox.js owns what is on its way; this mirrors one entry of it. */
function outbox(state, { entry }) {
  const known = state.outbox.some((e) => e.id === entry.id);
  const list = known ? state.outbox.map((e) => (e.id === entry.id ? entry : e)) : [...state.outbox, entry];
  return { ...state, outbox: list };
}

function sent(state, { case: id }) {
  const read = changeChat({ ...state, following: true }, id, () => ({ newFrom: null }));
  return draft(read, { case: id, text: '' });
}

function noting(state, { case: id }) {
  return { ...state, noting: id };
}

/** A note is on its way: back to answering. */
function noted(state, { case: id }) {
  return draft({ ...state, following: true, noting: null }, { case: noteDraft(id), text: '' });
}

/** Taken back before it was stored: the words return to the composer if that is empty. */
function discarded(state, { id }) {
  const entry = state.outbox.find((e) => e.id === id);
  if (!entry) return state;
  const next = { ...state, outbox: state.outbox.filter((e) => e !== entry) };
  const key = entry.kind === 'note' ? noteDraft(entry.case) : entry.case;
  return state.drafts[key] ? next : draft(next, { case: key, text: entry.text });
}

function asked(state, { case: id, what }) {
  return changeChat({ ...state, dialog: null }, id, () => ({ busy: what }));
}

function putAway(state, { case: id }) {
  const next = withoutDraft(withoutChat(state, id), id);
  return next.selected === id ? { ...next, selected: null, screen: 'list' } : next;
}

function lookBack(state, { conversation }) {
  return { ...state, dialog: 'past', looked: { conversation, chat: null } };
}

function dialog(state, { name }) {
  return { ...state, dialog: name, looked: null };
}

function told(state, { kind, key, params }) {
  return tell(state, kind, key, params);
}

function untold(state, { id }) {
  return !id || state.notice?.id === id ? { ...state, notice: null } : state;
}

function visible(state, { visible: value }) {
  const next = { ...state, visible: value };
  return value && state.selected && isWatching(next, state.selected) ? markRead(next, state.selected) : next;
}

function following(state, { value }) {
  if (state.following === value) return state;
  const next = { ...state, following: value };
  return value && next.selected && next.visible ? markRead(next, next.selected) : next;
}

/** A new one takes the place of the one before. */
function helpAsked(state, { case: id, kind }) {
  return { ...state, help: { case: id, kind, id: null, text: '', done: false, failed: null } };
}

function helpGone(state) {
  return { ...state, help: null };
}

/** The draft goes into the composer, behind what stands there. */
function helpTaken(state) {
  const { case: id, text, id: drafted } = state.help;
  const before = (state.drafts[id] ?? '').trimEnd();
  const next = draft(state, { case: id, text: before ? `${before}\n${text.trim()}` : text.trim() });
  return { ...next, help: null, drafted: { ...state.drafted, [id]: drafted } };
}

function replies(state, { replies: list }) {
  return { ...state, replies: list };
}

function presence(state, { status }) {
  return { ...state, presence: status, wanted: status };
}

export const acts = {
  'logged-in': loggedIn,
  'login-needed': loginNeeded,
  link,
  select,
  search,
  screen,
  draft,
  outbox,
  sent,
  noting,
  noted,
  discarded,
  asked,
  'put-away': putAway,
  dialog,
  'look-back': lookBack,
  told,
  untold,
  visible,
  following,
  replies,
  'help-asked': helpAsked,
  'help-gone': helpGone,
  'help-taken': helpTaken,
  presence,
};
