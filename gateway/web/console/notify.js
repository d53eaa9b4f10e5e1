// Calls the agent back to the page: a count in the title, browser notifications, a sound, and one spoken
// line for a new chat in the line.
//
// Never asks for permission by itself (menu.jsx does, on a click). A notification holds no words of a
// customer: it may stand on a locked screen.
import { isWatching } from './chats.js';
import { setting, setSetting } from './keep.js';
import { sound } from './sound.js';
import { needCount } from './views.js';

const TAG = 'frontdesk';

/** @returns {'missing'|'denied'|'on'|'off'} */
export function notifyState() {
  if (!('Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && setting('notify') === 'on' ? 'on' : 'off';
}

export async function turnNotify(on) {
  if (on && Notification.permission === 'default') await Notification.requestPermission();
  setSetting('notify', on ? 'on' : 'off');
}

function show(title, body) {
  if (notifyState() !== 'on') return;
  // One at a time: the newest replaces the one before.
  const note = new Notification(title, { body, tag: TAG, icon: '/console/icon.svg' });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

function newlyWaiting(state, before) {
  if (!before.queueKnown) return [];
  const known = new Set(before.queue.map((entry) => entry.case));
  return state.queue.filter((entry) => !known.has(entry.case) && !state.chats[entry.case]);
}

/** The reference of an own chat in which the customer wrote just now, unseen. */
function newlyWritten(state, before) {
  for (const chat of Object.values(state.chats)) {
    const old = before.chats[chat.id];
    if (chat.mode !== 'mine' || !old || old.mode !== 'mine' || old.messages === chat.messages) continue;
    const last = chat.messages[chat.messages.length - 1];
    const oldLast = old.messages[old.messages.length - 1];
    if (last?.origin === 'customer' && last.seq > (oldLast?.seq ?? 0)) return chat;
  }
  return null;
}

/** @returns {() => void} stops it */
export function watchForNotice({ store, words, announce }) {
  const { t, word, languageName } = words;

  function title(state) {
    const n = state.login === 'done' ? needCount(state) : 0;
    document.title = n ? t('title.count', { n }) : t('app.console');
  }

  function changed(state, before) {
    title(state);
    if (state.login !== 'done') return;
    const waiting = state.queue === before.queue ? [] : newlyWaiting(state, before);
    if (waiting.length) {
      const { reason, locale } = waiting[waiting.length - 1];
      const text = t('told.new_waiting', { reason: word('reason', reason), language: languageName(locale) });
      announce(text);
      sound();
      if (!state.visible) show(t('notify.waiting', { n: state.queue.length }), text);
    }
    const written = newlyWritten(state, before);
    if (written && !isWatching(state, written.id)) sound();
    if (written && !state.visible) show(t('notify.message'), written.reference ?? '');
  }

  title(store.get());
  return store.subscribe(changed);
}
