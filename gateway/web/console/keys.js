// Single keys for the whole console. They act outside of text fields and dialogs only, never together
// with Ctrl, Alt or Meta, and can be turned off (WCAG 2.1.4). What the buttons do, the keys do: they
// press the button of that name if it is there and enabled, so there is one way to do a thing.
import { setSetting, setting } from './keep.js';

export const KEYS = [
  { key: 'j', word: 'help.next' },
  { key: 'k', word: 'help.previous' },
  { key: 'u', word: 'help.unread' },
  { key: 'c', word: 'help.claim' },
  { key: 'r', word: 'help.reply' },
  { key: 'b', word: 'help.return' },
  { key: 'e', word: 'help.close' },
  { key: '?', word: 'help.help' },
];

export const singleKeysOn = () => setting('keys') !== 'off';

export const turnSingleKeys = (on) => setSetting('keys', on ? 'on' : 'off');

const isTyping = (node) => node.closest('input:not([type=radio]):not([type=checkbox]), textarea, select') !== null;

function press(action) {
  const button = document.querySelector(`[data-action="${action}"]`);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

/** Moving keeps the focus on the list, so that a screen reader says which chat it is now. */
function move(desk, step) {
  const id = desk.move(step);
  if (id) requestAnimationFrame(() => document.getElementById(`chat-${id}`)?.focus());
}

function act(desk, key) {
  switch (key) {
    case 'j':
      return move(desk, 1);
    case 'k':
      return move(desk, -1);
    case 'u':
      return press('jump') || desk.nextNeedy();
    case 'c':
      return press('claim');
    case 'r':
      return document.getElementById('composer')?.focus();
    case 'b':
      return press('return');
    case 'e':
      return press('close');
    case '?':
      return desk.dialog('help');
    default:
      return undefined;
  }
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
    if (!KEYS.some((entry) => entry.key === event.key)) return;
    event.preventDefault();
    act(desk, event.key);
  }
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
