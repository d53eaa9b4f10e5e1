// The field above the list that narrows it down while one types. Down and Enter go to what was found, Esc
// empties it.
import { useEffect } from 'preact/hooks';
import { useDesk, useWords } from './context.js';

const REASONS =
  'request complaint sensitive low_confidence repeated_failure negative_feedback action_failed intent_policy llm_request llm_unavailable';

export function SearchField({ query, found, first }) {
  const words = useWords();
  const desk = useDesk();
  const { t, language } = words;
  const change = (text) => desk.search(text, namesIn(words));

  // In another language reasons and languages have other names.
  useEffect(() => {
    if (query) change(query);
  }, [language]);

  function onKeyDown(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape' && query) change('');
    else if ((event.key === 'Enter' || event.key === 'ArrowDown') && first) {
      document.getElementById(`chat-${first}`)?.focus();
      if (event.key === 'Enter') desk.select(first);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="search" role="search">
      <input
        id="search"
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={t('search.label')}
        placeholder={t('search.label')}
        value={query}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="hint" role="status">
        {found !== null && t(found ? 'search.found' : 'search.none', { n: found })}
      </p>
    </div>
  );
}

/** Reasons and languages as they stand in the rows, so that they are found by these names. */
function namesIn({ word, languageName }) {
  const names = {};
  for (const reason of REASONS.split(' ')) names[reason] = word('reason', reason);
  for (const tag of ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans']) names[tag] = languageName(tag);
  return names;
}
