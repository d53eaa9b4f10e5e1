/*
 * Which language: BCP 47 lookup as the gateway does it, so that both always agree.
 */

const TRADITIONAL = /^zh\b.*\b(hant|tw|hk|mo)\b/i;

/** Right-to-left scripts; none is shipped yet, the layout is ready for them. */
const RTL = /^(ar|dv|fa|he|ps|ur|yi)\b/i;

/**
 * The available language that serves a tag best, or null.
 * zh-TW, zh-HK and zh-MO read traditional characters; every other zh reads simplified ones.
 * @param {string} tag @param {string[]} available
 */
export function lookup(tag, available) {
  const find = (want) => available.find((have) => have.toLowerCase() === want.toLowerCase());
  const parts = String(tag ?? '').replace(/_/g, '-').split('-');
  for (; parts.length; parts.pop()) {
    const found = find(parts.join('-'));
    if (found) return found;
  }
  if (/^zh\b/i.test(tag ?? '')) return find(TRADITIONAL.test(tag) ? 'zh-Hant' : 'zh-Hans') ?? null;
  return null;
}

/** The first of several wishes that is available, else the first available language. */
export function choose(wishes, available) {
  for (const wish of wishes) {
    const found = lookup(wish, available);
    if (found) return found;
  }
  return available[0];
}

/** @param {string} locale */
export function direction(locale) {
  return RTL.test(locale) ? 'rtl' : 'ltr';
}
