/*
 * The question before the chat, where the shop asks for consent: two answers of equal weight, none of
 * them ticked, and no way on without choosing. "People only" is a real choice and not a refusal.
 */

import { CONSENT } from '../shared/wire.js';
import { el } from './dom.js';

/** @param {object} options @param {(granted: boolean) => void} options.onAnswer */
export function createConsent({ words: { t }, onAnswer }) {
  const go = el('button', { class: 'primary', disabled: true }, t('consent_go'));
  const option = (value) =>
    el(
      'label',
      { class: 'option' },
      el('input', { type: 'radio', name: 'consent', value, onchange: () => (go.disabled = false) }),
      t(`consent_${value}`),
    );
  const form = el(
    'form',
    { class: 'card consent' },
    el('fieldset', {}, el('legend', {}, t('consent_title')), option('ai'), option('people')),
    el('div', { class: 'row' }, go),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onAnswer(form.elements.consent.value === 'ai');
  });
  return {
    form,
    draw(model) {
      form.hidden = model.consent !== CONSENT.NEEDED;
    },
  };
}
