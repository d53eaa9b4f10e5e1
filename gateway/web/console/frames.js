// What each frame of the gateway changes. Pure; see state.js.
import { followed, withoutObserved } from './live.js';
import { supervises } from './places.js';
import { changeChat, isWatching, lastSeq, markRead, mergeMessages, mergeNotes, tell, withoutChat, withoutDraft } from './chats.js';

const TYPING_MS = 6000;

/** After each connect. What was mine and is not any more went elsewhere while nobody listened. */
function welcome(state, { frame }) {
  const mine = new Set(frame.cases);
  const chats = {};
  for (const [id, chat] of Object.entries(state.chats)) {
    // What is still worked on after the chat comes behind the welcome.
    const lost = (chat.mode === 'mine' && !mine.has(id)) || chat.mode === 'wrapup';
    const left = { mode: 'left', leftAs: chat.mode === 'wrapup' ? 'wrapped' : 'elsewhere' };
    chats[id] = { ...chat, busy: null, typingUntil: 0, agentTypingUntil: 0, ...(lost ? left : {}) };
  }
  const claimed = state.claimed.filter((id) => mine.has(id) || chats[id]);
  const drafts = Object.fromEntries(Object.entries(state.drafts).filter(([id]) => mine.has(id) || id.startsWith('note:')));
  const help = state.help?.done && !mine.has(state.help.case) ? null : state.help;
  return { ...state, link: 'online', viewers: null, offer: null, drafts, help, presence: frame.presence, chats, claimed, known: frame.cases };
}

function queue(state, { frame, now }) {
  const waiting = new Set(frame.cases.map((entry) => entry.case));
  let next = { ...state, queue: frame.cases, queueKnown: true, queueAt: now };
  for (const chat of Object.values(state.chats)) {
    // Being looked at and no longer waiting: somebody else has it (or the customer left the line).
    // A supervisor goes on reading.
    if (chat.mode === 'look' && !waiting.has(chat.id) && chat.busy !== 'claim' && !supervises(state.session))
      next = changeChat(next, chat.id, () => ({ mode: 'left', leftAs: 'taken' }));
  }
  return next;
}

/** One at a time; `seconds` 0: over, whoever ended it. One that is still open is said again after a connect. */
function offer(state, { frame, now }) {
  if (frame.seconds > 0) return { ...state, offer: { ...frame, until: now + frame.seconds * 1000 } };
  return state.offer?.case === frame.case ? { ...state, offer: null } : state;
}

/** The whole of one chat: after a won claim, as the answer to a look, and after each connect. */
function caseFrame(known, { frame, now }) {
  const state = withoutObserved(known, frame);
  const id = frame.case;
  const before = state.chats[id];
  const wrapup = frame.wrapup && (!frame.open || before?.mode === 'wrapup');
  const mine = !wrapup && (!frame.open || before?.mode === 'mine');
  const messages = mergeMessages([], frame.transcript ?? []);
  const stored = new Set([...messages, ...(frame.notes ?? [])].map((m) => m.id).filter(Boolean));
  const chat = {
    id,
    conversation: frame.conversation,
    state: frame.state,
    mode: wrapup ? 'wrapup' : mine ? 'mine' : 'look',
    leftAs: null,
    locale: frame.locale ?? frame.customer?.locale ?? null,
    reference: frame.reference ?? frame.escalation?.reference ?? null,
    escalation: frame.escalation ?? null,
    customer: frame.customer ?? null,
    messages,
    notes: frame.notes ?? [],
    reopened: frame.reopened ?? null,
    sla: frame.sla ?? null,
    hold: frame.hold ?? null,
    wrapup: frame.wrapup ?? null,
    callback: frame.callback ?? null,
    past: frame.past ?? null,
    twin: frame.twin ?? null,
    readSeq: before?.readSeq ?? state.read[id] ?? 0,
    since: before?.since ?? now,
    typingUntil: before?.typingUntil ?? 0,
    agentTypingUntil: before?.agentTypingUntil ?? 0,
    feedback: before?.feedback ?? {},
    rating: frame.rating ?? null,
    newFrom: before?.newFrom ?? null,
    busy: mine && ['claim', 'merge'].includes(before?.busy) ? null : (before?.busy ?? null),
  };
  let next = {
    ...state,
    chats: { ...state.chats, [id]: chat },
    claimed: (mine || wrapup) && !state.claimed.includes(id) ? [...state.claimed, id] : state.claimed,
    outbox: state.outbox.filter((entry) => entry.case !== id || !stored.has(entry.id)),
  };
  if (mine && before?.busy === 'claim') next = tell(next, 'status', 'told.claimed');
  else if (mine && before?.busy === 'merge') next = tell(next, 'status', 'told.merged');
  else if (mine && before?.mode !== 'mine') next = tellHandedOver(next, chat);
  return isWatching(next, id) ? markRead(next, id) : next;
}

/** It comes without having been asked for: a colleague has handed it over, or the customer is back. */
function tellHandedOver(state, chat) {
  const last = chat.notes.findLast((note) => note.transfer);
  if (state.known.includes(chat.id)) return state;
  if (!last && chat.reopened?.agent === state.session?.name) return tell(state, 'status', 'told.again');
  if (last?.transfer.agent !== state.session?.name) return state;
  return tell(state, 'status', 'told.handed', { name: last.from });
}

function note(state, { frame }) {
  const next = changeChat(state, frame.case, (chat) => ({ notes: mergeNotes(chat.notes, [frame]) }));
  return frame.id ? { ...next, outbox: next.outbox.filter((entry) => entry.id !== frame.id) } : next;
}

function office(state, { frame: { capacity, copilot, teams, agents, dispositions } }) {
  return { ...state, office: { capacity, copilot, teams, agents, dispositions } };
}

function message(state, { frame }) {
  const id = frame.case;
  const chat = state.chats[id];
  if (!chat) return state;
  const next = changeChat(state, id, () => ({
    messages: mergeMessages(chat.messages, [frame]),
    typingUntil: frame.origin === 'customer' ? 0 : chat.typingUntil,
    agentTypingUntil: frame.origin === 'customer' ? chat.agentTypingUntil : 0,
    // A hole means that something was missed: gateway.js asks for the whole chat then.
    gap: lastSeq(chat) > 0 && frame.seq > lastSeq(chat) + 1,
    newFrom: frame.origin === 'customer' && !isWatching(state, id) ? (chat.newFrom ?? frame.seq) : chat.newFrom,
  }));
  const outbox = frame.id ? next.outbox.filter((entry) => entry.id !== frame.id) : next.outbox;
  const clean = outbox.length === next.outbox.length ? next : { ...next, outbox };
  return isWatching(clean, id) ? markRead(clean, id) : clean;
}

/** Stored: the message leaves the outbox and stands in the conversation, also before any echo of it. */
function ack(state, { frame, now }) {
  const entry = state.outbox.find((e) => e.id === frame.id);
  if (!entry) return state;
  const next = { ...state, outbox: state.outbox.filter((e) => e !== entry) };
  const chat = next.chats[entry.case];
  if (entry.kind === 'note') return next; // it comes as a `note`
  if (!chat || chat.messages.some((m) => m.seq === frame.seq)) return next;
  const own = {
    seq: frame.seq,
    id: entry.id,
    origin: 'agent',
    from: state.session?.name ?? '',
    text: entry.text,
    at: frame.at ?? new Date(now).toISOString(),
  };
  const stored = changeChat(next, entry.case, () => ({ messages: mergeMessages(chat.messages, [own]) }));
  return isWatching(stored, entry.case) ? markRead(stored, entry.case) : stored;
}

const LEFT_AS = { closed: 'closed', bot: 'returned', queued: 'queued', human: 'transferred' };
const TOLD_AS = { close: 'told.closed', return: 'told.returned', transfer: 'told.transferred', done: 'told.wrapped_up', merge: 'told.merged' };
const SAID_AS = { hold: 'told.held', resume: 'told.resumed', disposition: 'told.disposition' };

/** Not with this agent any more: with nobody, or with a colleague. */
function isElsewhere(state, frame) {
  return frame.state !== 'human' || (frame.agent && frame.agent.name !== state.session?.name);
}

function stateFrame(state, { frame }) {
  const chat = state.chats[frame.case];
  if (!chat) return state;
  const kept = frame.state === 'closed' ? withoutDraft(state, chat.id) : state;
  const next = answered(kept, chat, frame);
  if (chat.mode === 'wrapup' || (chat.mode === 'mine' && frame.wrapup)) return worked(next, chat, frame);
  if (chat.mode === 'mine' && isElsewhere(state, frame)) return leave(next, chat, frame);
  if (chat.mode === 'look' && supervises(state.session)) return read(next, frame);
  if (chat.mode === 'look' && frame.state === 'human' && chat.busy !== 'claim') return taken(next, chat, frame);
  if (chat.mode === 'look' && frame.state === 'closed')
    return changeChat(next, chat.id, () => ({ mode: 'left', leftAs: 'closed' }));
  return next;
}

/** All that it says, and that what was asked without leaving the chat is done. */
function answered(state, chat, frame) {
  const told = SAID_AS[chat.busy];
  const next = changeChat(state, chat.id, () => ({
    state: frame.state,
    outcome: frame.outcome ?? null,
    sla: frame.sla ?? null,
    hold: frame.hold ?? null,
    wrapup: frame.wrapup ?? null,
    busy: told ? null : chat.busy,
  }));
  return told ? tell(next, 'status', told) : next;
}

/** Closed by this agent: stays while it is worked on; when its time is over nothing vanishes under the hands. */
function worked(state, chat, frame) {
  if (frame.wrapup) {
    const next = changeChat(state, chat.id, () => ({ mode: 'wrapup', busy: null, typingUntil: 0 }));
    return chat.busy === 'close' ? tell(next, 'status', 'told.closed') : next;
  }
  if (chat.busy === 'done') return leave(state, chat, frame);
  return changeChat(state, chat.id, () => ({ mode: 'left', leftAs: 'wrapped', busy: null }));
}

/** Wherever it goes, a supervisor reads along. */
function read(state, frame) {
  const chat = state.chats[frame.case];
  if (frame.state === 'human' && frame.agent?.name === state.session.name) return taken(state, chat, frame);
  const { next, told } = followed(state, chat, frame);
  return told ? tell(next, 'status', 'told.assigned') : next;
}

/** By a colleague, or by the same agent in another window: then it is the agent's here too. */
function taken(state, chat, frame) {
  if (!frame.agent || frame.agent.name !== state.session?.name)
    return changeChat(state, chat.id, () => ({ mode: 'left', leftAs: 'taken' }));
  return { ...changeChat(state, chat.id, () => ({ mode: 'mine' })), claimed: [...state.claimed, chat.id] };
}

/** What the agent closed or gave back goes at once; what left by itself stays until it is put away. */
function leave(state, chat, frame) {
  if (!TOLD_AS[chat.busy])
    return changeChat(state, chat.id, () => ({ mode: 'left', leftAs: LEFT_AS[frame.state] ?? 'gone', busy: null }));
  const gone = withoutDraft(withoutChat(state, chat.id), chat.id);
  const next = chat.busy === 'merge' ? chat.twin?.case : null; // where the chat goes on
  const shown = gone.selected === chat.id ? { ...gone, selected: next, screen: next ? 'thread' : 'list' } : gone;
  return tell(shown, 'status', TOLD_AS[chat.busy]);
}

function typing(state, { frame, now }) {
  const until = now + TYPING_MS;
  const change = { customer: { typingUntil: until }, agent: { agentTypingUntil: until } }[frame.from];
  return change ? changeChat(state, frame.case ?? frame.conversation, () => change) : state;
}

function feedback(state, { frame }) {
  return changeChat(state, frame.case, (chat) => ({ feedback: { ...chat.feedback, [frame.seq]: frame.rating } }));
}

/** Of the chat as a whole; the last one counts. */
function rating(state, { frame }) {
  return changeChat(state, frame.case, () => ({ rating: frame.rating }));
}

/** Only of the case that is in view here; with each look at another one the list begins anew. */
function viewers(state, { frame }) {
  return { ...state, viewers: { case: frame.case, names: frame.agents.map((agent) => agent.name) } };
}

/** Colleagues' states come too; the console shows the own one. */
function presence(state, { frame }) {
  if (frame.agent && frame.agent !== state.session?.name) return state;
  const next = { ...state, presence: frame.status };
  // Nobody here has asked for it: a supervisor has, or an offer ran out. It holds after a reconnect too.
  const isSet = frame.status === 'away' && state.presence !== 'away' && state.wanted !== 'away';
  return isSet ? tell({ ...next, wanted: 'away' }, 'status', 'told.set_away') : next;
}

/** An error belongs to a message (its id), to a chat (its case), or to nobody in particular. */
function error(state, { frame }) {
  // Told at the message itself, by the outbox.
  if (state.outbox.some((e) => e.id === frame.id)) return state;
  if (state.help && state.help.case === frame.case && !state.help.id) state = { ...state, help: null };
  const concerned = frame.case ? [frame.case] : Object.keys(state.chats);
  const waits = state.dialog === 'past' && !state.looked.chat; // for what will not come
  const open = waits ? { ...state, dialog: null, looked: null } : state;
  let next = concerned.reduce((all, id) => changeChat(all, id, () => ({ busy: null })), open);
  if (next.chats[frame.case]?.mode === 'look') {
    if (frame.code === 'already_claimed')
      next = changeChat(next, frame.case, () => ({ mode: 'left', leftAs: 'taken' }));
    if (frame.code === 'not_found') next = changeChat(next, frame.case, () => ({ mode: 'left', leftAs: 'gone' }));
  }
  return tell(next, 'alert', `error.${frame.code}`, { code: frame.code, about: frame.about });
}

/** A piece of what a language model writes for this agent; another one may have been asked for since. */
function help(state, { frame }) {
  const known = state.help;
  if (!known || known.case !== frame.case || known.kind !== frame.type || (known.id && known.id !== frame.draft)) return state;
  const text = known.text + frame.text;
  return { ...state, help: { ...known, id: frame.draft, text, done: Boolean(frame.done), failed: frame.failed ?? null, sources: frame.sources ?? null } };
}

function earlier(state, { frame }) {
  if (state.looked?.conversation !== frame.chat.conversation) return state;
  return { ...state, looked: { ...state.looked, chat: frame.chat } };
}

export const frames = {
  'frame/earlier': earlier,
  'frame/welcome': welcome,
  'frame/queue': queue,
  'frame/offer': offer,
  'frame/case': caseFrame,
  'frame/message': message,
  'frame/ack': ack,
  'frame/state': stateFrame,
  'frame/typing': typing,
  'frame/feedback': feedback,
  'frame/rating': rating,
  'frame/presence': presence,
  'frame/viewers': viewers,
  'frame/error': error,
  'frame/note': note,
  'frame/desk': office,
  'frame/draft': help,
  'frame/summary': help,
};
