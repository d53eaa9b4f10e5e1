// The chat that this one goes on with: an agent had closed it and the customer has written again. Folded until it
// is wanted, above everything else.
import { Fragment } from 'preact';
import { useWords } from './context.js';
import { Notes, notesBySeq } from './notes.jsx';
import { ChatRating } from './rating.jsx';

function who({ t }, message) {
  if (message.origin === 'customer') return t('message.customer');
  return message.from ?? '';
}

/** A chat that is over, with its notes, as plain lines. */
export function Transcript({ chat, locale }) {
  const words = useWords();
  const notes = notesBySeq(chat.notes, chat.transcript);
  return (
    <>
      <Notes notes={notes.get(0)} />
      {chat.transcript.map((message) => (
        <Fragment key={message.seq}>
          <p class="earlier-line" data-origin={message.origin}>
            <span class="from">{who(words, message)}</span>{' '}
            {message.ai_generated && <span class="chip">{message.label || words.t('message.ai')}</span>}{' '}
            <span class="text" lang={message.evidence?.locale ?? locale} dir="auto">
              {message.text}
            </span>
          </p>
          <Notes notes={notes.get(message.seq)} />
        </Fragment>
      ))}
      <ChatRating rating={chat.rating} locale={locale} />
    </>
  );
}

export function Earlier({ reopened, office, locale }) {
  const { t, moment, language } = useWords();
  if (!reopened) return null;
  const ending = office?.dispositions.find(({ id }) => id === reopened.disposition)?.title[language] ?? reopened.disposition;
  return (
    <details class="earlier-chat">
      <summary>
        <strong>{t('earlier.title')}</strong>{' '}
        {t('earlier.closed', { name: reopened.agent, when: moment(reopened.closed_at), ending })}
      </summary>
      <Transcript chat={reopened} locale={locale} />
    </details>
  );
}
