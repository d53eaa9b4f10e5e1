// Notes between agents: as they stand in the conversation, and the paper to write one on. Both look and read
// like nothing the customer ever gets.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { Lock } from './icons.jsx';
import { noteDraft } from './chats.js';
import { SendState } from './message.jsx';
import { LIMIT } from '../shared/wire.js';

/** Which notes stand behind which of the messages that are shown; 0 = before the first. */
export function notesBySeq(notes, messages) {
  const found = new Map();
  let at = 0;
  for (const note of notes) {
    while (at < messages.length && messages[at].seq <= note.after) at++;
    const seq = at > 0 ? messages[at - 1].seq : 0;
    found.set(seq, [...(found.get(seq) ?? []), note]);
  }
  return found;
}

function Head({ from, at }) {
  const words = useWords();
  return (
    <p class="note-head">
      <span class="from">{from}</span>{' '}
      <span class="chip">
        <Lock /> {words.t('note.only')}
      </span>{' '}
      {at && (
        <time dateTime={at} title={words.fullTime(at)}>
          {words.time(at)}
        </time>
      )}
    </p>
  );
}

/** Where a transfer went, in words. */
function Went({ transfer, from }) {
  const { t, language } = useWords();
  const desk = useDesk();
  if (!transfer) return null;
  if (transfer.agent === from) return <p class="went">{t('note.took_over')}</p>;
  if (transfer.agent) return <p class="went">{t('note.to_agent', { name: transfer.agent })}</p>;
  return <p class="went">{t('note.to_team', { name: desk.teamTitle(transfer.team, language) })}</p>;
}

export function Notes({ notes }) {
  const { t } = useWords();
  return (notes ?? []).map((note) => (
    <div class="note" role="note" aria-label={t('note.by', { name: note.from })} key={note.number} id={`n-${note.number}`}>
      <Head from={note.from} at={note.at} />
      <Went transfer={note.transfer} from={note.from} />
      {note.text && (
        <p class="text" dir="auto">
          {note.text}
        </p>
      )}
    </div>
  ));
}

/** Written here, not stored yet. */
export function UnsentNote({ entry, me }) {
  return (
    <div class="note unsent" data-status={entry.status}>
      <Head from={me} />
      <p class="text" dir="auto">
        {entry.text}
      </p>
      <SendState entry={entry} />
    </div>
  );
}

/** In the composer's place while a note is written: other paper, other button, other words. */
export function NotePaper({ chat, draft }) {
  const { t } = useWords();
  const desk = useDesk();
  const field = useRef(null);
  const tooMany = [...draft].length - LIMIT.MESSAGE_CHARS;
  const idle = !draft.trim() || tooMany > 0;

  useLayoutEffect(() => field.current.focus(), []);

  function submit(event) {
    event.preventDefault();
    if (!idle) desk.note(chat.id, draft.trim());
  }

  function onKeyDown(event) {
    if (event.key === 'Escape') {
      event.preventDefault();
      desk.noting(null);
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (!matchMedia('(pointer: coarse)').matches) submit(event);
  }

  return (
    <form class="note-paper" onSubmit={submit}>
      <label for="note">
        <Lock /> {t('note.label')}
      </label>
      <textarea
        id="note"
        ref={field}
        rows={3}
        value={draft}
        dir="auto"
        aria-describedby="note-hint"
        aria-invalid={tooMany > 0}
        onInput={(event) => desk.draft(noteDraft(chat.id), event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="hint" id="note-hint">
        {tooMany > 0 ? t('composer.too_long', { n: tooMany }) : t('note.hint')}
      </p>
      <div class="note-acts">
        <button class="button" type="button" data-action="reply" onClick={() => desk.noting(null)}>
          {t('note.back')}
        </button>
        <button class="button primary" type="submit" disabled={idle}>
          {t('note.keep')}
        </button>
      </div>
    </form>
  );
}
