/*
 * "How was this chat?", in the card of a chat that is over. It takes no focus when it comes and asks for
 * nothing: writing on begins the next chat, with or without an answer.
 */

import { el } from './dom.js';

/** @param {object} options @param {(score: number, comment: string|null) => boolean} options.onRate false: not sent */
export function createRating({ words: { t }, onRate }) {
  const names = t('scores').split('|');
  const send = el('button', { class: 'primary', disabled: true }, t('send'));
  const comment = el('textarea', { id: 'comment', rows: '1', maxlength: '2000' });
  const option = (name, i) =>
    el(
      'label',
      { class: 'option' },
      el('input', { type: 'radio', name: 'score', value: i + 1, onchange: () => (send.disabled = false) }),
      String(i + 1),
      el('span', { class: 'hidden' }, name),
    );
  const ask = el(
    'fieldset',
    {},
    el('legend', {}, t('rate')),
    el('div', { class: 'scale' }, ...names.map(option)),
    el('p', { class: 'scale ends', 'aria-hidden': 'true' }, el('span', {}, names[0]), el('span', {}, names[4])),
    el('label', { for: comment.id }, t('comment')),
    el('div', { class: 'row' }, comment, send),
  );
  const thanks = el('p', { tabindex: '-1' }, t('thanks'));
  const form = el('form', { class: 'rate' }, ask, thanks);
  form.onsubmit = (event) => {
    event.preventDefault();
    if (onRate(Number(form.elements.score.value), comment.value.trim() || null)) thanks.focus();
  };

  return {
    form,
    /** @param {boolean} asks  there is a chat to be rated @param {boolean} rated */
    draw(asks, rated) {
      form.hidden = !asks;
      ask.hidden = rated;
      thanks.hidden = !rated;
      if (asks) return;
      form.reset();
      send.disabled = true;
    },
  };
}
