/*
 * Options: language, privacy, ending the chat. A disclosure with ordinary controls inside, not an
 * ARIA menu, because a select and a link are no menu items.
 */

import { ICON, button, el, icon, link, put } from './dom.js';

/**
 * @param {object} options
 * @param {string[]} options.languages @param {string} options.locale
 * @param {string|null} options.privacy   address
 * @param {(locale: string) => void} options.onLanguage
 * @param {() => void} options.onEnd
 */
export function createMenu({ words: { t, language }, languages, locale, privacy, onLanguage, onEnd }) {
  const opener = button('icon', () => show(panel.hidden), icon(ICON.menu));
  const select = el(
    'select',
    { id: 'language', onchange: () => onLanguage(select.value) },
    ...languages.map((tag) => el('option', { value: tag, lang: tag }, language(tag))),
  );
  const ask = button('', () => sure(true), t('end'));
  const yes = button('danger', () => (show(false), onEnd()), t('end'));
  const no = button('', () => show(false), t('go_on'));
  const panel = el(
    'div',
    { id: 'menu', class: 'menu', hidden: true },
    el('label', { for: select.id }, t('language')),
    select,
    privacy ? link(privacy, t('privacy')) : null,
    ask, no, yes,
  );
  let running = false;
  select.value = locale;
  put(opener, 'aria-label', t('menu'));
  put(opener, 'title', t('menu'));
  put(opener, 'aria-controls', panel.id);
  put(opener, 'aria-expanded', 'false');

  /** Ending is asked twice, in the same place, with the harmless answer first. */
  function sure(on) {
    ask.hidden = on || !running;
    no.hidden = yes.hidden = !on;
    if (on) no.focus();
  }

  function show(on, focusBack = true) {
    if (panel.hidden !== on) return false;
    panel.hidden = !on;
    put(opener, 'aria-expanded', String(on));
    sure(false);
    if (on) select.focus();
    else if (focusBack) opener.focus();
    return true;
  }

  return {
    opener,
    panel,
    /** Closes it; true if it was open. */
    close: (focusBack) => show(false, focusBack),
    draw(hasBegun) {
      running = hasBegun;
      if (panel.hidden) sure(false);
    },
  };
}
