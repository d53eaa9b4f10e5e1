// Single keys for the whole console. They act outside of text fields and dialogs only, never together
// with Ctrl, Alt or Meta, and can be turned off (WCAG 2.1.4). What the buttons do, the keys do: they
// press the button of that name if it is in view and enabled, so there is one way to do a thing.
//
// The table below binds them, and the help page and README.md are made of it: a row is all there is to add.
import { setSetting, setting } from './keep.js';

/** In this order in the help page, each with its rows. */
export const GROUPS = ['move', 'chat', 'write', 'console'];

export const KEYS = [
  { key: 'j', group: 'move', word: 'help.next', run: (desk) => move(desk, 1) },
  { key: 'k', group: 'move', word: 'help.previous', run: (desk) => move(desk, -1) },
  { key: 'u', group: 'move', word: 'help.unread', run: (desk) => press('jump') || desk.nextNeedy() },
  { key: 's', group: 'move', word: 'help.search', run: (desk) => search(desk) },
  { key: 'i', group: 'move', word: 'help.details', run: () => press('details') || focus('[data-pane="facts"] h2') },
  { key: 'c', group: 'chat', word: 'help.claim', run: () => press('claim') },
  { key: 't', group: 'chat', word: 'help.transfer', run: () => press('transfer') },
  { key: 'h', group: 'chat', word: 'help.hold', run: () => press('resume') || press('hold') },
  { key: 'b', group: 'chat', word: 'help.return', run: () => press('return') },
  { key: 'e', group: 'chat', word: 'help.close', run: () => press('close') },
  { key: 'f', group: 'chat', word: 'help.done', run: () => press('done') },
  { key: 'x', group: 'chat', word: 'help.put_away', run: () => press('put-away') },
  { key: 'r', group: 'write', word: 'help.reply', run: () => press('reply') || focus('#composer') },
  { key: 'n', group: 'write', word: 'help.note', run: () => press('note') },
  { key: 'a', group: 'write', word: 'help.draft', run: () => press('draft') },
  { key: '/', group: 'write', word: 'help.canned', run: () => press('canned') },
  { key: 'd', group: 'console', word: 'help.desk', run: (desk) => desk.goTo('desk') },
  { key: 'l', group: 'console', word: 'help.live', run: (desk) => desk.goTo('live') },
  { key: 'w', group: 'console', word: 'help.board', run: (desk) => desk.goTo('board') },
  { key: 'p', group: 'console', word: 'help.presence', run: () => focus('#presence') },
  { key: 'm', group: 'console', word: 'help.menu', run: () => press('menu') && focus('[data-action="menu"]') },
  { key: '?', group: 'console', word: 'help.help', run: (desk) => desk.dialog('help') },
];

/** What works by itself where it belongs, told on the same page; names of keys are words. */
export const OTHER_KEYS = [
  { keys: ['key.escape'], group: 'move', word: 'help.escape' },
  { keys: ['key.enter'], group: 'write', word: 'help.send' },
  { keys: ['key.shift', 'key.enter'], group: 'write', word: 'help.break' },
];

export const singleKeysOn = () => setting('keys') !== 'off';

export const turnSingleKeys = (on) => setSetting('keys', on ? 'on' : 'off');

const isTyping = (node) => node.closest('input:not([type=radio]):not([type=checkbox]), textarea, select') !== null;

const isInView = (node) => node.getClientRects().length > 0;

function press(action) {
  const button = [...document.querySelectorAll(`[data-action="${action}"]`)].find(isInView);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

function focus(selector) {
  const node = document.querySelector(selector);
  node?.focus();
  return Boolean(node);
}

/** Moving keeps the focus on the list, so that a screen reader says which chat it is now. */
function move(desk, step) {
  const id = desk.move(step);
  if (id) requestAnimationFrame(() => document.getElementById(`chat-${id}`)?.focus());
}

/** At once where the field is in view, so that what is typed next goes there; on a phone the list may have to come first. */
function search(desk) {
  if (isInView(document.getElementById('search'))) {
    focus('#search');
    return;
  }
  desk.show('list');
  requestAnimationFrame(() => focus('#search'));
}

/** Esc steps out: of the field to the list; of an opened pane on a phone to the one before. */
function escape() {
  const current = document.querySelector('[data-chat][aria-current="true"]') ?? document.querySelector('[data-chat]');
  if (isTyping(document.activeElement)) current?.focus();
  else if (!press('back')) current?.focus();
}

export function watchKeys(desk) {
  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      escape();
      return;
    }
    if (isTyping(event.target) || !singleKeysOn()) return;
    const entry = KEYS.find(({ key }) => key === event.key);
    if (!entry) return;
    event.preventDefault();
    entry.run(desk);
  }
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
