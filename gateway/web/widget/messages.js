/*
 * The list of messages.
 *
 * What was there when the page opened goes into a plain group, what comes later into the one live
 * region (role=log), so a screen reader speaks each new message once and never the history. Only
 * finished articles enter the log: actions are added afterwards inside a part that is not live, a
 * streamed text grows outside and enters when it is final, send states are attributes.
 *
 * Places follow (segment, seq); own messages without a seq yet are last.
 */

import { ORIGIN, RATING, isBot } from '../shared/wire.js';
import { SEND } from '../shared/outbox.js';
import { ICON, button, el, icon, link, put } from './dom.js';

const RUN_MS = 600000; // a longer pause starts a new run and shows the time
const NEAR_PX = 80;
const LABEL_LANGUAGE = { 'AI-generated': 'en', 'KI-generiert': 'de', 'Généré par IA': 'fr' };
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]。，；：！？）」]/g;

/**
 * @param {object} options
 * @param {object} options.words
 * @param {string} options.from  who speaks while a reply is being written
 * @param {(seq: number, rating: string) => boolean} options.onRate
 * @param {(id: string) => void} options.onRetry
 * @param {(id: string) => string} options.onDiscard
 * @param {(text: string) => void} options.onChoice
 */
export function createMessages({ words, from, onRate, onRetry, onDiscard, onChoice }) {
  const { t } = words;
  const history = el('div', { class: 'list' });
  const log = el('div', {
    class: 'list', role: 'log', 'aria-label': t('log'), 'aria-live': 'polite', 'aria-relevant': 'additions',
  });
  const stream = el('div', { class: 'list', 'aria-hidden': 'true' });
  const choices = el('div', { class: 'choices', role: 'group', 'aria-label': t('choices'), hidden: true });
  const jump = button('jump', () => (toEnd(), scroller.focus()), icon(ICON.jump), t('jump'));
  const scroller = el(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('log') },
    el('div', { class: 'flow' }, history, log, stream, choices),
  );
  const own = new Map(); // id -> article of a message on its way
  const items = new WeakMap(); // article -> what it shows
  let offered = null; // article whose choices are buttons now
  let latestOwn = null;
  let following = true; // the end is in sight and stays so, whatever grows
  jump.hidden = true;

  function speaker(item) {
    if (item.origin === ORIGIN.CUSTOMER) return t('you');
    if (item.origin === ORIGIN.AGENT_AI_DRAFT) return t('ai_help', { name: item.from });
    return item.from ?? '';
  }

  const labelOf = (item) => (isBot(item.origin) || item.ai_generated ? item.label || t('label') : null);

  /** The language of a reply follows the words that matched, which need not be the interface's. */
  function languageOf(item) {
    const found = item.locale ?? LABEL_LANGUAGE[item.label];
    return found && found !== words.locale ? found : null;
  }

  function nameOf(item) {
    const state = item.status ? t(item.status) : null;
    return [speaker(item), labelOf(item), state].filter(Boolean).join(', ');
  }

  /** Text as text; addresses in what the shop's side wrote become links. */
  function fill(node, item) {
    if (item.origin === ORIGIN.CUSTOMER) {
      node.append(item.text);
      return;
    }
    let end = 0;
    for (const match of item.text.matchAll(LINK)) {
      node.append(item.text.slice(end, match.index), link(match[0], match[0]));
      end = match.index + match[0].length;
    }
    node.append(item.text.slice(end));
  }

  function sources(item) {
    const list = (item.sources ?? []).map((source) => {
      const url = source.url ?? source;
      const title = String(source.title ?? url);
      return el('li', {}, /^https?:\/\//.test(url) ? link(url, title) : title);
    });
    return list.length ? el('ol', { class: 'sources' }, ...list) : null;
  }

  function kind(item) {
    if (item.origin === ORIGIN.CUSTOMER) return 'me';
    if (item.origin === ORIGIN.SYSTEM) return 'system';
    return isBot(item.origin) ? 'bot' : 'agent';
  }

  /** One message. Whether speaker and time are shown is decided by what stands before it. */
  function article(item) {
    const label = labelOf(item);
    const text = el('p', { class: 'text', dir: 'auto', lang: languageOf(item) });
    fill(text, item);
    const node = el(
      'div',
      { class: `msg ${kind(item)}`, role: 'article', 'aria-label': nameOf(item) },
      el('p', { class: 'stamp', 'aria-hidden': 'true' }, words.when(item.date)),
      el('p', { class: 'speaker', 'aria-hidden': 'true' }, speaker(item)),
      el(
        'div',
        { class: 'bubble' },
        text,
        sources(item),
        label ? el('p', { class: 'chip', lang: languageOf(item) }, icon(ICON.spark), label) : null,
      ),
      el('div', { class: 'after', 'aria-live': 'off' }),
    );
    items.set(node, item);
    return node;
  }

  function act(node) {
    const item = items.get(node);
    const after = node.lastChild;
    if (item.origin === ORIGIN.SYSTEM) return;
    const time = el('time', { class: 'time', datetime: item.date.toISOString(), title: words.exact(item.date) });
    time.append(words.when(item.date));
    if (isBot(item.origin)) after.append(el('div', { class: 'acts' }, ...thumbs(item), ...why(item), time));
    else if (item.origin === ORIGIN.CUSTOMER) showStatus(node);
    else after.append(el('div', { class: 'acts' }, time));
  }

  function thumbs(item) {
    const buttons = [RATING.UP, RATING.DOWN].map((rating) =>
      el(
        'button',
        {
          type: 'button', class: 'quiet', 'aria-pressed': String(item.rating === rating), 'aria-label': t(rating),
          title: t(rating),
          onclick: ({ currentTarget }) => {
            if (!onRate(item.seq, rating)) return;
            item.rating = rating;
            for (const button of buttons) put(button, 'aria-pressed', String(button === currentTarget));
          },
        },
        icon(ICON[rating]),
      ),
    );
    return buttons;
  }

  function why(item) {
    if (!item.why) return [];
    const button = el('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false' }, t('why'));
    const sentence = el('p', { class: 'because', hidden: true, dir: 'auto' }, item.why);
    button.addEventListener('click', () => {
      sentence.hidden = !sentence.hidden;
      put(button, 'aria-expanded', String(!sentence.hidden));
      if (!sentence.parentNode) button.closest('.acts').after(sentence);
    });
    return [button];
  }

  /** Sending, sent, failed: beside the bubble for the eye, in its name for the ear. */
  function showStatus(node) {
    const item = items.get(node);
    const after = node.lastChild;
    const failed = item.status === SEND.FAILED;
    const held = after.contains(document.activeElement);
    const text = el('span', { 'aria-hidden': 'true', title: words.exact(item.date) }, t(item.status));
    after.replaceChildren(el('div', { class: 'acts status' }, text, ...(failed ? remedies(item, node) : [])));
    node.classList.toggle('failed', failed);
    node.classList.toggle('sending', item.status === SEND.SENDING);
    put(node, 'aria-label', nameOf(item));
    if (held) (after.querySelector('button') ?? scroller).focus();
  }

  function remedies(item, node) {
    const drop = () => {
      onDiscard(item.id, item.text);
      own.delete(item.id);
      node.remove();
    };
    return [button('quiet', () => onRetry(item.id), t('retry')), button('quiet', drop, t('discard'))];
  }

  const before = (a, b) => a.segment - b.segment || (a.seq ?? Infinity) - (b.seq ?? Infinity) || 0;

  /** The node after which an item belongs within the log, or null for its start. */
  function predecessor(item) {
    let node = log.lastElementChild;
    while (node && before(items.get(node), item) > 0) node = node.previousElementSibling;
    return node;
  }

  function place(node) {
    const found = predecessor(items.get(node));
    if (found) found.after(node);
    else log.prepend(node);
    group(node);
    if (node.nextElementSibling) group(node.nextElementSibling);
  }

  function group(node) {
    const previous = node.previousElementSibling ?? (node.parentNode === log ? history.lastElementChild : null);
    const item = items.get(node);
    const last = previous && items.get(previous);
    const gap = !last || item.date - last.date > RUN_MS;
    node.classList.toggle('gap', gap);
    node.classList.toggle('first', gap || kind(last) !== kind(item) || speaker(last) !== speaker(item));
  }

  function newest(node) {
    latestOwn?.classList.remove('latest');
    latestOwn = node;
    node.classList.add('latest');
  }

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;

  function toEnd() {
    // A card that is taller than the room is read from its top, and then left to the reader.
    const card = scroller.querySelector('.card:not([hidden])');
    const tall = card && card.offsetHeight > scroller.clientHeight;
    following = !tall;
    scroller.scrollTop = tall ? card.offsetTop - 8 : scroller.scrollHeight;
    jump.hidden = true;
  }

  // Only moving up is leaving the end: the event of an own jump may come after the list has grown.
  let top = 0;
  scroller.addEventListener('scroll', () => {
    if (atEnd()) {
      following = true;
      jump.hidden = true;
    } else if (scroller.scrollTop < top) following = false;
    top = scroller.scrollTop;
  });
  // Cards, streamed words, a growing composer, a turned phone: one place sees them all.
  const watch = new ResizeObserver(() => following && toEnd());
  watch.observe(scroller);
  watch.observe(scroller.firstChild);

  /** Choices are buttons under the newest message; what was not chosen stays as words. */
  function retire() {
    if (offered) {
      const { choices: list } = items.get(offered);
      offered.lastChild.prepend(el('p', { class: 'offered' }, [t('choices'), ...list].join(' · ')));
    }
    offered = null;
    choices.hidden = true;
    choices.replaceChildren();
  }

  function offer(node) {
    const item = items.get(node);
    if (!item.choices?.length) return;
    offered = node;
    const lang = languageOf(item);
    choices.append(
      ...item.choices.map((text) =>
        el('button', { type: 'button', class: 'choice', lang, dir: 'auto', onclick: () => onChoice(text) }, text),
      ),
    );
    choices.hidden = false;
  }

  function itemOf(frame, segment) {
    const status = frame.origin === ORIGIN.CUSTOMER ? SEND.SENT : null;
    return { ...frame, text: String(frame.text ?? ''), segment, date: new Date(frame.at ?? Date.now()), status };
  }

  function grow(frame) {
    let node = stream.firstElementChild;
    if (!node || frame.label) {
      node = article({ ...frame, from, text: '', date: new Date() });
      node.classList.add('first');
      stream.replaceChildren(node);
    }
    node.querySelector('.text').append(frame.text);
  }

  return {
    scroller,
    jump,

    /** Draws what was there before, all at once and unannounced. */
    history(frames, segment) {
      put(history, 'aria-busy', 'true');
      const page = document.createDocumentFragment();
      const nodes = frames.map((frame) => article(itemOf(frame, segment)));
      page.append(...nodes);
      history.append(page);
      nodes.forEach((node, i) => {
        group(node);
        act(node);
        const { origin, choices: list } = items.get(node);
        if (origin === ORIGIN.CUSTOMER) newest(node);
        if (!list?.length) return;
        offered = node;
        if (i < nodes.length - 1) retire();
        else offer(node);
      });
      put(history, 'aria-busy', null);
      toEnd();
    },

    /** One new message, announced once. */
    message(frame, segment) {
      const node = article(itemOf(frame, segment));
      stream.replaceChildren();
      retire();
      place(node);
      if (frame.origin === ORIGIN.CUSTOMER) newest(node);
      else jump.hidden = following;
      // Buttons come one frame later and into a part that is not live: they are not read out.
      requestAnimationFrame(() => {
        act(node);
        if (node === log.lastElementChild) offer(node);
      });
    },

    /** An own message appears or changes its send state. */
    entry({ frame, status, code, at }) {
      let node = own.get(frame.id);
      if (!node) {
        retire();
        node = article({ ...frame, seq: null, origin: ORIGIN.CUSTOMER, segment: Infinity, status, code, date: new Date(at) });
        own.set(frame.id, node);
        place(node);
        newest(node);
      }
      Object.assign(items.get(node), { status, code });
      showStatus(node);
      if (status === SEND.SENDING) toEnd();
    },

    /** An own message has its place. */
    acknowledged(id, segment, seq) {
      const node = own.get(id);
      if (!node) return;
      own.delete(id);
      Object.assign(items.get(node), { segment, seq });
      // Out of place only if something overtook it; moving would announce it again, so only then.
      const found = predecessor(items.get(node));
      if (found !== node) place(node);
    },

    /** A part of a reply that is still being written. What was shown of a cancelled one stays until its message is there. */
    delta(frame) {
      if (frame.text) grow(frame);
    },

    /** Another conversation is shown instead. */
    clear() {
      retire();
      history.replaceChildren();
      log.replaceChildren();
      own.clear();
    },

    /** Another conversation begins under this one. */
    divider(text, segment) {
      retire();
      const item = { origin: ORIGIN.SYSTEM, text, segment, seq: 0, date: new Date() };
      place(article(item));
    },

    /** How many from the other side lie above a seq. */
    unreadAfter(seq) {
      return [...history.children, ...log.children].filter((node) => {
        const item = items.get(node);
        return item.seq > seq && item.origin !== ORIGIN.CUSTOMER;
      }).length;
    },

    get empty() {
      return !history.firstChild && !log.firstChild;
    },

    toEnd,
  };
}
