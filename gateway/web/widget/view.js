/*
 * The panel: header, notice, messages, cards, composer, and the three places that speak to a screen
 * reader (log, status, alert). It draws what the model says and asks nothing of the network. A view
 * has one language for life; another language is another view over the same conversation.
 */

import { STATUS } from '../shared/socket.js';
import { CONSENT, ORIGIN, STATE } from '../shared/wire.js';
import { createComposer } from './composer.js';
import { createConsent } from './consent.js';
import { ICON, button, el, icon, link, put, say } from './dom.js';
import { createHandoff } from './handoff.js';
import { direction } from '../shared/locale.js';
import { createMenu } from './menu.js';
import { createMessages } from './messages.js';
import { createRating } from './rating.js';
import { mayWrite } from './state.js';

const LOST_AFTER_MS = 1500; // a blip is not worth a word
const TYPING_AFTER_MS = 400; // nor is an answer that comes at once
const TYPING_FOR_MS = 8000;

/**
 * @param {object} options
 * @param {object} options.shop     from /api/shop
 * @param {object} options.words    of the language
 * @param {string} options.locale   the chat's language
 * @param {object} options.on       close(), language(tag), heard(frame), changed(model)
 */
export function createView({ shop, words, locale, on }) {
  const { t } = words;
  const privacy = shop.privacy_url;
  let chat = null;
  let handoff = null;
  let lostTimer = 0;
  let typingTimer = 0;

  const name = el('h1', { tabindex: '-1' }, shop.name);
  const speaking = el('p', { class: 'speaking' });
  const close = button('icon', () => on.close(), icon(ICON.close));
  const notice = el('span');
  const hello = el('p', { class: 'hello' }, t('hello'));
  const line = el('p', { class: 'line', role: 'status' });
  const typing = el('p', { class: 'typing', role: 'status' });
  const announcer = el('p', { class: 'hidden', role: 'status' });
  const alert = el('p', { class: 'alert', role: 'alert' });

  /** Emptied first, because the same sentence twice must be heard twice. */
  function problem() {
    say(alert, '');
    requestAnimationFrame(() => say(alert, t('problem')));
    return false;
  }

  const messages = createMessages({
    words,
    from: t('assistant', { shop: shop.name }),
    onRate: (seq, rating) => chat.rate(seq, rating) || problem(),
    onRetry: (id) => chat.retry(id),
    onDiscard: (id, text) => {
      chat.discard(id);
      composer.restore(text);
      composer.focus();
    },
    onChoice: (text) => {
      chat.send(text);
      composer.focus();
    },
  });
  const composer = createComposer({
    words,
    onSend: (text) => {
      say(alert, '');
      chat.send(text);
    },
    onTyping: () => chat.typing(),
    onPerson: () => chat.handoff() || problem(),
  });
  const consent = createConsent({
    words,
    onAnswer: (granted) => (chat.consent(granted) ? composer.focus() : problem()),
  });
  const rating = createRating({ words, onRate: (score, comment) => chat.review(score, comment) || problem() });
  const menu = createMenu({
    words, locale, privacy, languages: shop.languages, onLanguage: on.language, onEnd: () => chat.end() || problem(),
  });

  /** Who answers now, and, in every state, that AI does or did: true at any time, never hidden. */
  function drawWho({ state, agent, consent: given, notice: told }) {
    const human = state === STATE.HUMAN;
    const people = given === CONSENT.REFUSED;
    const names = { name: agent ?? shop.name, shop: shop.name };
    say(speaking, human ? `${names.name}, ${shop.name}` : people ? '' : t('assistant', names));
    say(notice, human ? t('notice_agent', names) : people ? t('notice_people', names) : told?.text ?? t('notice', names));
  }

  function draw() {
    const { model } = chat;
    drawWho(model);
    menu.draw(model.state !== STATE.CLOSED && (!messages.empty || model.state !== STATE.BOT));
    consent.draw(model);
    handoff.draw(model);
    rating.draw(model.state === STATE.CLOSED && model.last > 0, chat.reviewed);
    const may = mayWrite(model);
    hello.hidden = !may || !messages.empty || model.state !== STATE.BOT;
    composer.set(may, may || !model.notice, Boolean(model.notice) && model.state !== STATE.HUMAN);
  }

  function stopTyping() {
    clearTimeout(typingTimer);
    say(typing, '');
  }

  function sayLost() {
    say(line, t(navigator.onLine ? 'reconnecting' : 'offline'));
  }

  return {
    messages,
    problem,
    history: messages.history,
    entry(entry) {
      messages.entry(entry);
      hello.hidden = true;
      handoff.fold();
      on.changed(chat.model);
    },
    acknowledged: messages.acknowledged,
    message(frame, segment) {
      if (frame.origin !== ORIGIN.CUSTOMER) stopTyping();
      messages.message(frame, segment);
      on.heard(frame);
    },
    delta(frame) {
      stopTyping();
      messages.delta(frame);
    },
    typing(from) {
      clearTimeout(typingTimer);
      const show = () => {
        const text = from === 'agent' ? t('typing_agent', { name: chat.model.agent ?? shop.name }) : t('typing_ai');
        say(typing, text);
        typingTimer = setTimeout(stopTyping, TYPING_FOR_MS);
      };
      if (typing.textContent) show();
      else typingTimer = setTimeout(show, TYPING_AFTER_MS);
    },
    state(model) {
      draw();
      on.changed(model);
    },
    status(status) {
      if (status === STATUS.OPEN || status === STATUS.IDLE) {
        clearTimeout(lostTimer);
        lostTimer = 0;
        say(line, '');
      } else if (line.textContent) sayLost();
      else lostTimer ||= setTimeout(sayLost, LOST_AFTER_MS);
    },
    clear: messages.clear,
    divider() {
      messages.divider(t('new_chat'), chat.model.segment);
    },
    /** The chat exists: puts the panel on the page. */
    attach(created) {
      chat = created;
      const focusBack = () => composer.focus();
      handoff = createHandoff({ words, chat, problem, focusBack, announce: (text) => say(announcer, text) });
      put(document.documentElement, 'lang', words.locale);
      put(document.documentElement, 'dir', direction(words.locale));
      document.title = t('assistant', { shop: shop.name });
      put(close, 'aria-label', t('close'));
      put(close, 'title', t('close'));
      handoff.card.append(rating.form);
      const logo = el('span', { class: 'logo', 'aria-hidden': 'true' }, [...shop.name][0]);
      messages.scroller.firstChild.append(hello, consent.form, handoff.card, typing);
      document.body.replaceChildren(
        el('header', {}, logo, el('div', { class: 'who' }, name, speaking), menu.opener, close, menu.panel),
        el(
          'main',
          {},
          el('div', { class: 'notice', role: 'note' }, notice, privacy ? link(privacy, t('privacy')) : null),
          el('div', { class: 'middle' }, messages.scroller, messages.jump),
          line, alert, announcer, composer.form,
        ),
      );
      for (const node of [messages.scroller, composer.form]) node.addEventListener('pointerdown', () => menu.close(false));
      draw();
    },
    /** Where the focus goes when the panel opens; a phone's keyboard must not hide the notice. */
    focus() {
      const touch = matchMedia('(pointer: coarse)').matches;
      if (!consent.form.hidden) consent.form.querySelector('input').focus();
      else if (touch || !chat.model.notice) name.focus();
      else composer.focus();
    },
    /** What was written and not sent yet, handed from one view to the next. */
    get draft() {
      return composer.input.value;
    },
    set draft(text) {
      composer.restore(text);
    },
    closeMenu: menu.close,
  };
}
