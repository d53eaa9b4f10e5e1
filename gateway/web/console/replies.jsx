// The list of canned replies above the composer: `/` or the button opens it, typing narrows it down,
// arrows choose, Enter inserts. It never sends.
//
// A field of its own (an ARIA combobox with its listbox), so that what is typed to search is never a
// part of the message, also with an input method.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDesk, useShop, useWords } from './context.js';
import { Lines } from './icons.jsx';
import { findReplies } from './replies.js';

/** A slash that begins a word opens the list; in "and/or" or a web address it is a slash. */
export function opensReplies(event) {
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  if (event.key !== '/' || event.isComposing || event.ctrlKey || event.metaKey) return false;
  return selectionStart === selectionEnd && (selectionStart === 0 || /\s/.test(value[selectionStart - 1]));
}

export function RepliesButton({ open, onToggle }) {
  const { t } = useWords();
  return (
    <button
      class="button replies-button"
      type="button"
      aria-haspopup="listbox"
      aria-expanded={open}
      data-action="canned"
      onPointerDown={(event) => event.preventDefault()}
      onClick={onToggle}
    >
      <Lines /> <span class="replies-word">{t('replies.open')}</span>
    </button>
  );
}

/**
 * @param {{chat, replies: object[]|null, agent: string, onInsert: (text: string) => void, bySlash: boolean, onClose: (typed: string, left?: boolean) => void}} props
 *   onClose gets what belongs into the message (a slash that was typed twice, meant as one), and whether the focus
 *   has gone elsewhere already
 */
export function RepliesList({ chat, replies, agent, bySlash, onInsert, onClose }) {
  const { t, language } = useWords();
  const desk = useDesk();
  const shop = useShop();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef(null);
  const list = useRef(null);
  const values = { 'customer.name': chat.customer?.name, 'agent.name': agent, 'shop.name': shop?.name, reference: chat.reference };
  const rows = findReplies(replies ?? [], query, { language, locale: chat.locale, languages: shop?.languages, values });
  const chosen = Math.min(at, rows.length - 1);

  useLayoutEffect(() => field.current.focus(), []);
  useEffect(() => desk.loadReplies(), []);
  useLayoutEffect(() => list.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [chosen, query]);

  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };
  function onKeyDown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key in steps && rows.length) {
      const next = chosen + steps[event.key];
      const wraps = Math.abs(steps[event.key]) === 1;
      setAt(wraps ? (next + rows.length) % rows.length : Math.min(rows.length - 1, Math.max(0, next)));
    } else if (event.key === 'Enter') {
      if (rows[chosen]) onInsert(rows[chosen].text);
    } else if (event.key === 'Escape') onClose('');
    else if (event.key === 'Backspace' && !query) onClose('');
    else if (event.key === '/' && !query && bySlash) onClose('/');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const leave = ({ relatedTarget }) => list.current?.parentNode.contains(relatedTarget) || onClose('', true);
  return (
    <div class="replies" onFocusOut={leave}>
      <input
        ref={field}
        id="reply-search"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={t('replies.search')}
        aria-expanded="true"
        aria-controls="reply-list"
        aria-autocomplete="list"
        aria-activedescendant={rows.length ? `reply-${rows[chosen].id}` : undefined}
        placeholder={t('replies.search')}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="reply-list" ref={list} role="listbox" aria-label={t('replies.open')}>
        {rows.map((row, i) => (
          <li
            key={row.id}
            id={`reply-${row.id}`}
            role="option"
            aria-selected={i === chosen}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onInsert(row.text)}
          >
            <span class="reply-title">{row.title}</span>{' '}
            <span class="reply-text" lang={row.lang} dir="auto">
              {row.text}
            </span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {replies === null ? t('replies.loading') : rows.length ? t('replies.found', { n: rows.length }) : t('replies.none')}
      </p>
    </div>
  );
}
