// Words of the console in the agent's language.
//
// All five languages are part of the bundle (a few kilobytes once a day), so switching is immediate and
// a missing file cannot happen. A message is a string with {name} places, or one string per plural
// category: {"one": "...", "other": "..."}, chosen by `n`. Numbers, times and language names come from
// Intl.
import { choose } from '../shared/locale.js';
import de from './i18n/de.json';
import en from './i18n/en.json';
import fr from './i18n/fr.json';
import zhHans from './i18n/zh-Hans.json';
import zhHant from './i18n/zh-Hant.json';
import { setSetting, setting } from './keep.js';

const MESSAGES = { en, de, fr, 'zh-Hant': zhHant, 'zh-Hans': zhHans };

export const LANGUAGES = Object.keys(MESSAGES);

const DAY_MS = 86400000;
const AGO = [
  ['day', DAY_MS],
  ['hour', 3600000],
  ['minute', 60000],
];

export function firstLanguage() {
  const chosen = setting('language');
  return choose([chosen, ...(navigator.languages ?? [navigator.language])], LANGUAGES);
}

export function rememberLanguage(language) {
  setSetting('language', language);
}

/** @returns {{language: string, t: Function, number: Function, time: Function}} */
export function createWords(language) {
  const messages = MESSAGES[language];
  const plural = new Intl.PluralRules(language);
  const count = new Intl.NumberFormat(language);
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const short = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
  const soon = new Intl.DateTimeFormat(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const justNow = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const names = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' });
  const formats = new Map();

  function t(key, params = {}) {
    let text = messages[key] ?? en[key];
    if (text === undefined) return key;
    if (typeof text === 'object') text = text[plural.select(params.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (place, name) => {
      const value = params[name];
      if (value === undefined) return place;
      return typeof value === 'number' ? count.format(value) : value;
    });
  }

  /** A word out of a family such as `reason.*`; an unknown member is shown as it came. */
  function word(family, member) {
    const key = `${family}.${member}`;
    return key in messages ? t(key) : String(member ?? '');
  }

  function number(value, digits) {
    if (!formats.has(digits))
      formats.set(
        digits,
        new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
      );
    return formats.get(digits).format(value);
  }

  function languageName(tag) {
    try {
      return names.of(tag);
    } catch {
      return tag;
    }
  }

  /** The time alone today, with the weekday within six days, else the date. */
  function near(at, now) {
    const date = new Date(at);
    if (date.toDateString() === new Date(now).toDateString()) return clock.format(date);
    return (Math.abs(date - now) < 6 * DAY_MS ? soon : short).format(date);
  }

  /** In the largest unit that is full: now, 5 minutes ago, 3 hours ago, 2 days ago. */
  function ago(at, now) {
    const passed = Math.max(0, now - Date.parse(at));
    const [unit, ms] = AGO.find(([, length]) => passed >= length) ?? [];
    if (!unit) return justNow;
    return relative.format(-Math.floor(passed / ms), unit);
  }

  return {
    language,
    t,
    word,
    number,
    languageName,
    list: (items) => list.format(items),
    time: (at) => clock.format(new Date(at)),
    moment: (at) => short.format(new Date(at)),
    fullTime: (at) => full.format(new Date(at)),
    near,
    ago,
    day: (at) => day.format(new Date(at)),
  };
}
