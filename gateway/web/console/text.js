// Text as searching compares it: case and accents do not matter, "verspatung" finds "Verspätung". Pure.

export const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** What was typed, as words that must all be found. */
export const wordsOf = (query) => plain(query).split(/\s+/).filter(Boolean);
