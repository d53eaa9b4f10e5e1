// What is told in passing, such as that a chat is closed now or why something was refused: a part of the top line, so that it covers
// nothing.
import { useEffect } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { Cross } from './icons.jsx';

const NOTICE_MS = 6000;

/** Both regions are always there: one that appears together with its text is often not read out. */
export function Notice({ notice }) {
  const { t, word } = useWords();
  const desk = useDesk();
  useEffect(() => {
    if (!notice || notice.kind === 'alert') return undefined;
    const timer = setTimeout(() => desk.untold(notice.id), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice?.id]);

  const isError = notice?.key.startsWith('error.');
  const text = notice && (isError ? errorText({ t, word }, notice.params.code, notice.params.about) : t(notice.key, notice.params));
  const body = notice && (
    <div class={`notice ${notice.kind}`} key={notice.id}>
      <span>{text}</span>
      <button class="button quiet icon-only" onClick={() => desk.untold(notice.id)} aria-label={t('told.dismiss')}>
        <Cross />
      </button>
    </div>
  );
  return (
    <div class="notices">
      <div role="status">{notice?.kind === 'status' && body}</div>
      <div role="alert">{notice?.kind === 'alert' && body}</div>
    </div>
  );
}

/** Every code has words; one that this console does not know yet is named as it came. */
export function errorText({ t, word }, code, about) {
  const exact = about ? word('error', `${code}.${about}`) : '';
  if (exact && exact !== `${code}.${about}`) return exact;
  const text = word('error', code);
  return text === code ? t('error.other', { code }) : text;
}
