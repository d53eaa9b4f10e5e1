// What the console knows before anything happened; the shape of the state.

export const initial = {
  login: 'checking', // checking | needed | done
  loginNote: null, // why a login is needed again: null | 'ended' | 'out'
  session: null, // {name, role, csrf}
  link: 'connecting', // connecting | online | waiting | offline
  retryAt: 0,
  presence: null, // as the gateway last said
  wanted: null, // as the agent last chose here; said again after a reconnect or reload
  queue: [],
  queueKnown: false,
  queueAt: 0,
  offer: null, // the case that the gateway offers: its frame and `until`, milliseconds
  chats: {},
  claimed: [], // own cases in the order in which they came, so that the list stays put
  read: {}, // case -> readSeq, kept over a reload
  search: { query: '', words: {} }, // what the list is narrowed down to; words: see search.js
  selected: null,
  observing: null, // it, when it is the conversation of a chat without a case
  screen: 'list', // which of the three panes a phone shows: list | thread | facts
  viewers: null, // who looks at the selected case: {case, names}, the own name among them
  outbox: [], // what shared/outbox.js holds: {id, case, text, at, status: 'sending'|'failed', code}
  drafts: {}, // case -> text
  help: null, // what a language model writes for the agent: {case, kind: 'draft'|'summary', id, text, done, failed}
  drafted: {}, // case -> id of the draft that was put into the composer
  replies: null, // canned replies; null until they were asked for
  notice: null, // {key, params, kind: 'status'|'alert', id}
  office: null, // the `desk` frame: {capacity, copilot, teams, agents, dispositions}
  known: [], // own cases that the last welcome named: what comes besides was handed over
  place: 'desk', // desk | live | board, see places.js
  live: { show: 'all', page: 0, frame: null }, // the list of all chats, for supervisors
  board: null, // the figures of the desk, while the wallboard is in view
  noting: null, // the case for which a note is being written
  looked: null, // an earlier conversation that is read: {conversation, chat}; chat null until it has come
  dialog: null, // null | help | close | return | transfer | hold | past
  visible: true, // the page is in front
  following: true, // the end of the conversation is in view
};
