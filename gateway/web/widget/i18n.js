/*
 * Words of the interface, one JSON file a language, fetched when needed.
 *
 * A text may hold {names}; one that counts a place is an object whose keys are tried as `=3`, then
 * as the CLDR ordinal category. Numbers, times and language names come from Intl.
 */

import { choose } from '../shared/locale.js';

/** Languages that have a file beside this one. */
const WRITTEN = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];

/** Loads the words for a chat language; one without a file gets the first, English. See build.mjs for WORD_KEYS. */
export async function loadWords(locale) {
  const name = choose([locale], WRITTEN);
  const answer = await fetch(`i18n/${name}.json`);
  const [mark, ...values] = await answer.json();
  const [known, ...keys] = WORD_KEYS.split(' ');
  if (mark !== known) throw new Error('texts of another version');
  return createWords(name, Object.fromEntries(keys.map((key, i) => [key, values[i]])));
}

/** @param {string} locale @param {object} texts */
export function createWords(locale, texts) {
  const ordinal = new Intl.PluralRules(locale, { type: 'ordinal' });
  const number = new Intl.NumberFormat(locale);

  function form(text, n) {
    if (typeof text === 'string') return text;
    return text[`=${n}`] ?? text[ordinal.select(n)] ?? text.other;
  }

  /** The text of a key; `values.n` chooses the plural form. */
  function t(key, values = {}) {
    return form(texts[key] ?? key, values.n).replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? number.format(value) : value;
    });
  }

  return {
    locale,
    t,
    /** "about 4 minutes" without the about: whole minutes up to an hour, hours after that. */
    duration(seconds) {
      const minutes = Math.max(1, Math.round(seconds / 60));
      const [value, unit] = minutes < 90 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour'];
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
    },
    /** A clock time, with the day if it is not today. @param {Date} date */
    when(date, now = new Date()) {
      const today = date.toDateString() === now.toDateString();
      const day = today ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
      return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', ...day }).format(date);
    },
    exact: (date) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(date),
    /** A language in its own words: Deutsch, 繁體中文. */
    language(tag) {
      try {
        const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag);
        return name[0].toLocaleUpperCase(tag) + name.slice(1);
      } catch {
        return tag;
      }
    },
  };
}
