// The work after a closed chat: how it ended, a note, and done. It goes by itself when its time is over.
import { clockText, useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { endings } from './dialogs.jsx';

export function Left({ wrapup }) {
  const now = useNow(1000);
  const seconds = Math.max(0, Math.ceil((Date.parse(wrapup.until) - now) / 1000));
  return <span class="wait">{clockText(seconds)}</span>;
}

export function WrapupMark({ wrapup }) {
  const { t } = useWords();
  return (
    <span class="mark">
      {t('wrapup.mark')} <Left wrapup={wrapup} />
    </span>
  );
}

/** In the composer's place: nothing can be said any more. `children`: the button for a note. */
export function WrapupFoot({ chat, office, online, children }) {
  const words = useWords();
  const { t } = words;
  const desk = useDesk();
  const list = endings(words, office);
  const { disposition } = chat.wrapup;
  const known = list.some(({ id }) => id === disposition);
  return (
    <div class="thread-foot bar wrapup">
      <p>
        {t('wrapup.text')} <Left wrapup={chat.wrapup} />
      </p>
      <label for="wrapup-ending">{t('wrapup.ending')}</label>
      <select id="wrapup-ending" value={disposition} disabled={!online} onChange={(event) => desk.disposition(chat.id, event.currentTarget.value)}>
        {!known && <option value={disposition}>{disposition}</option>}
        {list.map(({ id, text }) => (
          <option value={id} key={id}>
            {text}
          </option>
        ))}
      </select>
      {children}
      <button class="button primary" data-action="done" disabled={!online || chat.busy} onClick={() => desk.done(chat.id)}>
        {t('wrapup.done')}
      </button>
    </div>
  );
}
