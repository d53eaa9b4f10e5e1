/*
 * Where the customer writes. Enter sends, Shift+Enter breaks the line, and Enter that only confirms
 * a Chinese word of an input method does neither. Nothing is cut: a text over the limit stays and is
 * said to be too long.
 */

import { LIMIT } from '../shared/wire.js';
import { ICON, button, el, icon, put, say } from './dom.js';

/**
 * @param {object} options
 * @param {(text: string) => void} options.onSend
 * @param {() => void} options.onTyping
 * @param {() => void} options.onPerson
 */
export function createComposer({ words: { t }, onSend, onTyping, onPerson }) {
  const input = el('textarea', {
    id: 'message', rows: '1', placeholder: t('input'), 'aria-label': t('input'), 'aria-describedby': 'hint',
    enterkeyhint: 'send',
  });
  const hint = el('p', { id: 'hint', class: 'hint wrong' });
  const send = el('button', { class: 'primary send', 'aria-label': t('send'), title: t('send') }, icon(ICON.send));
  const person = button('person', onPerson, t('person'));
  const field = el('div', { class: 'field' }, input, send);
  const form = el('form', { class: 'composer' }, field, el('div', { class: 'row' }, person, hint));
  let enabled = false;

  const count = () => [...input.value].length;

  function draw() {
    const n = count();
    const long = n > LIMIT.MESSAGE_CHARS;
    say(hint, long ? t('too_long', { count: n, max: LIMIT.MESSAGE_CHARS }) : '');
    put(input, 'aria-invalid', long ? 'true' : null);
    // aria-disabled and not disabled: the button keeps its place in the tab order and its focus.
    put(send, 'aria-disabled', String(!enabled || long || !input.value.trim()));
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
  }

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (send.ariaDisabled === 'true') return;
    input.value = '';
    draw();
    onSend(text);
    input.focus();
  }

  form.addEventListener('submit', submit);
  input.addEventListener('keydown', (event) => {
    const plain = event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (plain) submit(event);
  });
  input.addEventListener('input', () => {
    draw();
    if (input.value.trim()) onTyping();
  });

  return {
    form,
    input,
    /** @param {boolean} may  whether sending works @param {boolean} shown  whether there is a field @param {boolean} asks  whether a person can be asked for */
    set(may, shown, asks) {
      enabled = may;
      field.hidden = !shown;
      person.hidden = !asks;
      form.hidden = !shown && !asks;
      draw();
    },
    /** Gives back a text that was not sent, in front of what is there. */
    restore(text) {
      input.value = [text, input.value].filter(Boolean).join('\n');
      draw();
    },
    focus: () => (field.hidden ? person : input).focus(),
  };
}
