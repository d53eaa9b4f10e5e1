// Which chats of the list fit what was typed into its search field: at once, and only among what this
// agent has anyway (the line and the own chats with their messages). Pure.
import { plain, wordsOf } from './text.js';

/**
 * @param {{query: string, words: Record<string, string>}} search  `words`: reasons and languages as the agent reads them
 * @returns {(parts: (string|null|undefined)[]) => boolean}
 */
function matcher({ query, words }) {
  const wanted = wordsOf(query);
  return (parts) => {
    if (!wanted.length) return true;
    const text = plain(parts.map((part) => (part ? `${part} ${words[part] ?? ''}` : '')).join(' '));
    return wanted.every((word) => text.includes(word));
  };
}

export const isSearching = (state) => wordsOf(state.search.query).length > 0;

/** Keeps the rows of own chats that fit: by any message of theirs, the customer's facts, the draft. */
export function searchChats(state, rows) {
  const fits = matcher(state.search);
  return rows.filter(({ chat }) =>
    fits([
      chat.reference,
      chat.escalation?.reason,
      chat.locale,
      chat.customer?.name,
      chat.customer?.contact,
      chat.customer?.page,
      state.drafts[chat.id],
      ...chat.messages.map((message) => message.text),
    ]),
  );
}

/** Keeps the entries of the line that fit, those being looked at by their messages too. */
export function searchQueue(state, entries) {
  const fits = matcher(state.search);
  return entries.filter((entry) =>
    fits([
      entry.reference,
      entry.reason,
      entry.locale,
      entry.team,
      entry.summary,
      ...(state.chats[entry.case]?.messages ?? []).map((message) => message.text),
    ]),
  );
}
