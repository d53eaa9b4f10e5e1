// A chat on hold: the mark that counts down, the bar above the composer, the question for how long.
import { useState } from 'preact/hooks';
import { useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { Dialog } from './dialogs.jsx';
import { HOLD_MINUTES, holdAt } from './hold.js';
import { Pause } from './icons.jsx';

export function HoldMark({ hold }) {
  return hold ? <Left hold={hold} /> : null;
}

function Left({ hold }) {
  const { t } = useWords();
  const now = useNow(5000);
  const { over, minutes } = holdAt(hold, now);
  return (
    <span class="hold" data-hold={over ? 'over' : 'on'}>
      <Pause /> {over ? t('hold.over') : t('hold.mark', { n: minutes })}
    </span>
  );
}

/** Says until when the customer was told to wait, and ends it without a message. */
export function HoldBar({ chat, online }) {
  const { t, time } = useWords();
  const desk = useDesk();
  const now = useNow(chat.hold ? 5000 : 0);
  if (!chat.hold) return null;
  const { over } = holdAt(chat.hold, now);
  return (
    <div class="hold-bar" data-hold={over ? 'over' : 'on'}>
      <p>
        <HoldMark hold={chat.hold} /> {t(over ? 'hold.bar_over' : 'hold.bar', { time: time(chat.hold.until) })}
      </p>
      <button class="button small" type="button" data-action="resume" disabled={!online || chat.busy} onClick={() => desk.resumeChat(chat.id)}>
        {t('hold.resume')}
      </button>
    </div>
  );
}

export function HoldDialog({ chat }) {
  const { t } = useWords();
  const desk = useDesk();
  const [minutes, setMinutes] = useState(HOLD_MINUTES[1]);
  return (
    <Dialog title={t(chat.hold ? 'hold.title_again' : 'hold.title')} submit={t('hold.submit')} onSubmit={() => desk.hold(chat.id, minutes)}>
      <fieldset aria-describedby="hold-hint">
        <legend>{t('hold.ask')}</legend>
        <div class="hold-choices">
          {HOLD_MINUTES.map((n) => (
            <label class="choice" key={n}>
              <input type="radio" name="minutes" value={n} checked={n === minutes} autofocus={n === minutes} onChange={() => setMinutes(n)} />{' '}
              {t('hold.minutes', { n })}
            </label>
          ))}
        </div>
      </fieldset>
      <p class="muted" id="hold-hint">
        {t('hold.hint')}
      </p>
    </Dialog>
  );
}
