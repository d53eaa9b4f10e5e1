// Canned replies: which of them fit what is typed, and the text that is inserted. Pure.
import { lookup } from '../shared/locale.js';
import { plain, wordsOf } from './text.js';

export const SHOWN_REPLIES = 50;

const VARIABLE = /\{(customer\.name|agent\.name|shop\.name|reference)\}/;
const PART = /\{\{|\}\}|\{(customer\.name|agent\.name|shop\.name|reference)\}/g;

const CHINESE = ['zh-Hant', 'zh-Hans'];

/**
 * The language of the text that a customer gets: their own, the other Chinese script, the shop's
 * languages in their order, any.
 * @param {Record<string, string>} texts @param {string|null} locale @param {string[]} languages
 */
export function languageFor(texts, locale, languages = []) {
  const there = Object.keys(texts);
  const own = lookup(locale ?? '', there);
  if (own) return own;
  const sister = CHINESE.includes(locale) ? CHINESE.find((name) => there.includes(name)) : null;
  return sister ?? languages.find((name) => there.includes(name)) ?? there[0];
}

/** What is not known stays in the text as it is written, to be filled in by hand. */
export function fill(text, values) {
  return text.replace(PART, (part, name) => (name ? values[name] || part : part[0]));
}

/** Where the first blank stands that nobody has filled in: [from, to], or null. */
export function blankIn(text) {
  const found = VARIABLE.exec(text);
  return found ? [found.index, found.index + found[0].length] : null;
}

/**
 * Rows for the list, the best first: titles that begin with what was typed, then other titles and
 * ids, then texts. Every word must be found.
 */
export function findReplies(replies, query, { language, locale, languages, values }) {
  const words = wordsOf(query);
  const rows = [];
  for (const reply of replies) {
    const lang = languageFor(reply.text, locale, languages);
    const text = fill(reply.text[lang], values);
    const title = reply.title[languageFor(reply.title, language, languages)];
    const name = plain(`${title} ${reply.id.replaceAll('_', ' ')} ${reply.id}`);
    const all = plain(`${name} ${text}`);
    if (!words.every((word) => all.includes(word))) continue;
    const inName = words.every((word) => name.includes(word));
    const rank = words.length && plain(title).startsWith(words[0]) ? 0 : inName ? 1 : 2;
    rows.push({ id: reply.id, title, text, lang, rank });
  }
  return rows.sort((a, b) => a.rank - b.rank).slice(0, SHOWN_REPLIES);
}

/**
 * Puts a reply where the cursor was, and leaves the cursor behind it, or on the first blank in it.
 * @returns {{text: string, from: number, to: number}}
 */
export function insertAt(draft, at, reply) {
  const before = draft.slice(0, at);
  const text = before + reply + draft.slice(at);
  const blank = blankIn(reply);
  const end = at + reply.length;
  return { text, from: blank ? at + blank[0] : end, to: blank ? at + blank[1] : end };
}
