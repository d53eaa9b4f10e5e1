// One message as the customer sees it, and what only the agent sees: why the assistant said it.
//
// Every message of a machine carries the gateway's own label, in the bubble and as text; if a frame
// ever came without one, the console's own word stands there, never nothing.
import { isBot } from '../shared/wire.js';
import { useDesk, useWords } from './context.js';
import { errorText } from './notice.jsx';
import { Thumb, Up } from './icons.jsx';
import { Why } from './why.jsx';

const sideOf = (origin) => (origin === 'customer' ? 'them' : 'us');

function speaker({ t }, message, me) {
  if (message.origin === 'customer') return t('message.customer');
  if (message.origin === 'agent_ai_draft') return t('message.with_ai', { name: message.from ?? '' });
  if (message.origin === 'agent' && message.from === me) return t('message.you', { name: me });
  return message.from ?? '';
}

export function Message({ message, head, chat, me }) {
  const words = useWords();
  const machine = isBot(message.origin) || message.ai_generated === true;
  // A reply follows the language that matched, which need not be the chat's.
  const lang = message.evidence?.locale ?? chat.locale;
  if (message.origin === 'system')
    return (
      <p class="system" id={`m-${message.seq}`} tabIndex={-1} lang={chat.locale}>
        {message.text}
      </p>
    );
  return (
    <div class={`message ${sideOf(message.origin)}`} data-origin={message.origin} id={`m-${message.seq}`} tabIndex={-1}>
      {head && (
        <p class="message-head">
          <span class="from">{speaker(words, message, me)}</span>{' '}
          <time dateTime={message.at} title={words.fullTime(message.at)}>
            {words.time(message.at)}
          </time>
        </p>
      )}
      <div class="bubble">
        <p class="text" lang={lang} dir="auto">
          {message.text}
        </p>
        <Choices choices={message.choices} lang={lang} />
        <Sources sources={message.sources} />
        {machine && (
          <span class="chip" lang={lang}>
            {message.label || words.t('message.ai')}
          </span>
        )}
      </div>
      {machine && <Why message={message} />}
      <Rating rating={chat.feedback[message.seq]} />
    </div>
  );
}

function Choices({ choices, lang }) {
  const { t } = useWords();
  if (!choices?.length) return null;
  return (
    <ul class="choices" aria-label={t('message.choices')} lang={lang}>
      {choices.map((choice) => (
        <li key={choice}>{choice}</li>
      ))}
    </ul>
  );
}

/** Links only where they lead to the web: the text of a message decides nothing else. */
export function Sources({ sources }) {
  const { t } = useWords();
  if (!sources?.length) return null;
  return (
    <ol class="sources" aria-label={t('message.sources')}>
      {sources.map((source, i) => {
        const url = typeof source === 'string' ? source : source.url;
        const title = (typeof source === 'string' ? source : source.title) || url;
        return (
          <li key={i}>
            {/^https?:\/\//.test(url ?? '') ? (
              <a href={url} target="_blank" rel="noopener noreferrer">
                {title}
              </a>
            ) : (
              title
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Rating({ rating }) {
  const { t } = useWords();
  if (!rating) return null;
  return (
    <p class={`rating ${rating}`}>
      {rating === 'up' ? <Up /> : <Thumb />} {t(`message.${rating}`)}
    </p>
  );
}

/** Written here, not stored yet: it says so, and what can be done about it. */
export function Unsent({ entry, locale }) {
  return (
    <div class="message us unsent" data-origin="agent" data-status={entry.status}>
      <div class="bubble">
        <p class="text" lang={locale} dir="auto">
          {entry.text}
        </p>
      </div>
      <SendState entry={entry} />
    </div>
  );
}

/** The line under it, which is the same for an answer and a note. */
export function SendState({ entry }) {
  const words = useWords();
  const desk = useDesk();
  const { t } = words;
  if (entry.status !== 'failed') return <p class="send-state">{t('message.sending')}</p>;
  return (
    <p class="send-state failed" role="alert">
      {t('message.failed', { reason: errorText(words, entry.code) })}{' '}
      <button class="button small" onClick={() => desk.retry(entry.id)}>
        {t('message.retry')}
      </button>{' '}
      <button class="button small" onClick={() => desk.discard(entry.id)}>
        {t('message.discard')}
      </button>
    </p>
  );
}
