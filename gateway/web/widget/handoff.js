/*
 * The card that says what happens with the wish for a person: waiting, on hold, out of hours, call back, over.
 *
 * It is rewritten in place and is not live itself: position and estimate change often, and a screen
 * reader hears of them at most once a minute, through `announce`.
 */

import { CONSENT, OUTCOME, STATE } from '../shared/wire.js';
import { button, el, put, say } from './dom.js';

const ANNOUNCE_MS = 60000;

/**
 * @param {object} options
 * @param {object} options.words
 * @param {object} options.chat
 * @param {(text: string) => void} options.announce
 * @param {() => boolean} options.problem   tells that there is no connection
 * @param {() => void} options.focusBack   where the focus goes when the part that had it is gone
 */
export function createHandoff({ words, chat, announce, problem, focusBack }) {
  const { t } = words;
  const title = el('h2', { id: 'handoff' });
  const lines = el('div', { class: 'lines' });
  const number = el('b');
  const reference = el('p', {}, `${t('reference')} `, number);
  const buttons = el('div', { class: 'row' });
  const form = el('form', { class: 'callback', novalidate: true });
  const card = el('section', { class: 'card', 'aria-labelledby': title.id }, title, lines, reference, buttons, form);
  let shown = ''; // which card, so that buttons and form are not rebuilt under a finger
  let wantsForm = false;
  let announcedAt = 0;
  let announced = '';

  /** Title and lines of the card, or null for none. */
  function content({ state, outcome, position, wait, until, hours, contactLeft, agent, hold }) {
    if (state === STATE.CLOSED) return [t('ended'), t('again')];
    if (state === STATE.QUEUED) {
      const estimate = wait === null ? t('wait_unknown') : t('wait', { time: words.duration(wait) });
      return [t('queued'), position === null ? '' : t('place', { n: position }), estimate];
    }
    if (hold) return [t('hold', { name: agent }), t('hold_until', { when: words.when(new Date(hold)) })];
    const shut = outcome === OUTCOME.CLOSED_UNTIL;
    if (state !== STATE.BOT || (!shut && outcome !== OUTCOME.CALLBACK)) return null;
    if (contactLeft) return [t('left')];
    if (!shut) return [t('leave'), t('busy')];
    return [t('closed'), until && t('back_at', { when: words.when(new Date(until)) }), hours && t('hours', { hours })];
  }

  function draw(model) {
    const [heading, ...texts] = content(model) ?? [];
    card.hidden = !heading;
    if (!heading) {
      shown = '';
      wantsForm = false;
      return;
    }
    say(title, heading);
    reference.hidden = !model.reference;
    say(number, model.reference ?? '');
    texts.filter(Boolean).forEach((text, i) => say(lines.children[i] ?? lines.appendChild(el('p')), text));
    while (lines.children.length > texts.filter(Boolean).length) lines.lastChild.remove();
    // Where nobody can come, the form is open until the customer closes it or writes on.
    if (!shown.startsWith(heading)) wantsForm = model.state === STATE.BOT && !model.contactLeft;
    const now = [heading, model.state, model.consent, wantsForm].join();
    if (now !== shown) rebuild(model);
    shown = now;
    if (!model.hold) tell(heading); // of a hold the conversation itself has told
  }

  /** The card as one sentence: at once when it is another card, else once a minute at most. */
  function tell(heading) {
    const text = [heading, lines.innerText, reference.innerText].join(' ');
    const late = Date.now() - announcedAt > ANNOUNCE_MS;
    if (text === announced || (announced.startsWith(heading) && !late)) return;
    announced = text;
    announcedAt = Date.now();
    announce(text);
  }

  function rebuild(model) {
    const held = card.contains(document.activeElement);
    const queued = model.state === STATE.QUEUED;
    form.replaceChildren(...(wantsForm ? fields() : []));
    buttons.replaceChildren();
    if (!wantsForm && !model.contactLeft && !model.hold && model.state !== STATE.CLOSED)
      buttons.append(button('', () => wish(true), t('leave')));
    if (!wantsForm && queued && model.consent === CONSENT.GIVEN)
      buttons.append(button('', () => chat.leaveQueue() || problem(), t('to_assistant')));
    if (held) (form.querySelector('input') ?? { focus: focusBack }).focus();
  }

  function wish(on) {
    wantsForm = on;
    draw(chat.model);
  }

  function fields() {
    const contact = el('input', { id: 'contact', autocomplete: 'email', 'aria-describedby': 'wrong' });
    const text = el('textarea', { id: 'about', rows: '3', maxlength: '2000' });
    const wrong = el('p', { class: 'wrong', role: 'alert', id: 'wrong' });
    contact.oninput = () => say(wrong, '');
    form.onsubmit = (event) => {
      event.preventDefault();
      const value = contact.value.trim();
      const usable = /\S@\S+\.\S/.test(value) || /(\d\D*){5}/.test(value);
      put(contact, 'aria-invalid', String(!usable));
      say(wrong, usable ? '' : t('contact_wrong'));
      if (!usable) contact.focus();
      else if (!chat.callback(value, text.value.trim())) problem();
    };
    return [
      el('label', { for: contact.id }, t('contact')),
      contact,
      wrong,
      el('label', { for: text.id }, t('about')),
      text,
      el('div', { class: 'row' }, el('button', { class: 'primary' }, t('leave')), button('', () => wish(false), t('back'))),
    ];
  }

  return {
    card,
    draw,
    /** The customer writes on: the form makes room. */
    fold: () => wantsForm && wish(false),
  };
}
