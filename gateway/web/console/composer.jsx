// Where the agent writes. Grows to five lines; Enter sends, but never the Enter that confirms a word of an
// input method (Chinese, Japanese), and not on touch, where Enter is the only way to a new line.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { Send } from './icons.jsx';
import { LIMIT } from '../shared/wire.js';

const LINES = 5;

export function Composer({ chat, draft }) {
  const { t } = useWords();
  const desk = useDesk();
  const field = useRef(null);
  const tooMany = [...draft].length - LIMIT.MESSAGE_CHARS;

  useLayoutEffect(() => {
    const { style } = field.current;
    style.height = 'auto';
    const line = parseFloat(getComputedStyle(field.current).lineHeight);
    style.height = `${Math.min(field.current.scrollHeight, line * LINES + 20)}px`;
  }, [draft]);

  function submit(event) {
    event.preventDefault();
    if (!draft.trim() || tooMany > 0) return;
    desk.say(chat.id, draft.trim());
    field.current.focus();
  }

  function onKeyDown(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    submit(event);
  }

  function onInput(event) {
    desk.draft(chat.id, event.currentTarget.value);
    if (event.currentTarget.value.trim()) desk.typing(chat.id);
  }

  return (
    <form class="composer" onSubmit={submit}>
      <label class="unseen" for="composer">
        {t('composer.label')}
      </label>
      <textarea
        id="composer"
        ref={field}
        rows={1}
        value={draft}
        placeholder={t('composer.placeholder')}
        lang={chat.locale}
        dir="auto"
        aria-describedby="composer-hint"
        aria-invalid={tooMany > 0}
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      <button class="button primary" type="submit" disabled={!draft.trim() || tooMany > 0}>
        <Send /> <span>{t('composer.send')}</span>
      </button>
      <p class="hint" id="composer-hint">
        {tooMany > 0 ? t('composer.too_long', { n: tooMany }) : t('composer.hint')}
      </p>
    </form>
  );
}
