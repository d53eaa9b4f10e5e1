// A contact that a customer left: when, how long ago that is, and from when on the customer expects to hear from somebody.
import { useNow } from './clock.jsx';
import { useWords } from './context.js';
import { Phone } from './icons.jsx';

const EVERY_MS = 20000;

export function CallbackMark({ callback }) {
  return callback ? <Left callback={callback} /> : null;
}

function Left({ callback }) {
  const { t, ago, near } = useWords();
  const now = useNow(EVERY_MS);
  const due = callback.due_at && Date.parse(callback.due_at);
  return (
    <span class="callback">
      <Phone />{' '}
      <span>
        {t('callback.left', { when: near(callback.left_at, now), ago: ago(callback.left_at, now) })}
        {due && (
          <span data-due={due <= now ? 'now' : 'later'}>{t('callback.due', { when: near(callback.due_at, now) })}</span>
        )}
      </span>
    </span>
  );
}
