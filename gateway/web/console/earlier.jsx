// The chat that this one goes on with: an agent had closed it and the customer has written again. Folded until it
// is wanted, above everything else.
import { useWords } from './context.js';
import { Notes, notesBySeq } from './notes.jsx';

function who({ t }, message) {
  if (message.origin === 'customer') return t('message.customer');
  return message.from ?? '';
}

export function Earlier({ reopened, office, locale }) {
  const words = useWords();
  const { t, moment, language } = words;
  if (!reopened) return null;
  const ending = office?.dispositions.find(({ id }) => id === reopened.disposition)?.title[language] ?? reopened.disposition;
  const notes = notesBySeq(reopened.notes, reopened.transcript);
  return (
    <details class="earlier-chat">
      <summary>
        <strong>{t('earlier.title')}</strong>{' '}
        {t('earlier.closed', { name: reopened.agent, when: moment(reopened.closed_at), ending })}
      </summary>
      <Notes notes={notes.get(0)} />
      {reopened.transcript.map((message) => (
        <>
          <p key={message.seq} class="earlier-line" data-origin={message.origin}>
            <span class="from">{who(words, message)}</span>{' '}
            {message.ai_generated && <span class="chip">{message.label || t('message.ai')}</span>}{' '}
            <span class="text" lang={message.evidence?.locale ?? locale} dir="auto">
              {message.text}
            </span>
          </p>
          <Notes notes={notes.get(message.seq)} />
        </>
      ))}
    </details>
  );
}
