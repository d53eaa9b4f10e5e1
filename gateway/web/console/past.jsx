// What the same customer said before: a list in the facts, and one of them to read.
import { useDesk, useWords } from './context.js';
import { Dialog } from './dialogs.jsx';
import { Transcript } from './earlier.jsx';

/** How it ended, as the shop says it; null where nobody said. */
function ending(office, id, language) {
  return id && (office?.dispositions.find((d) => d.id === id)?.title[language] ?? id);
}

export function Past({ chat, office }) {
  const words = useWords();
  const { t, moment, fullTime, word, language } = words;
  const desk = useDesk();
  if (!chat.past) return null;
  return (
    <section aria-labelledby="facts-past">
      <h3 id="facts-past">{t('past.title')}</h3>
      {chat.past.length === 0 && <p class="empty">{t('past.none')}</p>}
      <ul class="past">
        {chat.past.map((p) => (
          <li key={p.conversation}>
            <time dateTime={p.started_at} title={fullTime(p.started_at)}>
              {moment(p.started_at)}
            </time>
            <p>
              {p.reason ? word('reason', p.reason) : t('past.bot')}
              {p.agent && ` · ${p.agent}`}
              {p.disposition && ` · ${ending(office, p.disposition, language)}`}
              {p.score && ` · ${t('rating.score', { n: p.score })}`}
            </p>
            <button class="link" data-past={p.conversation} onClick={() => desk.lookBack(chat.id, p.conversation)}>
              {t('past.open')}
              <span class="unseen"> {moment(p.started_at)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PastDialog({ looked, office, locale }) {
  const words = useWords();
  const { t, moment, language } = words;
  const chat = looked?.chat;
  return (
    <Dialog title={t('past.dialog')} submit={t('dialog.done')} wide>
      {!chat && <p role="status">{t('thread.fetching')}</p>}
      {chat && (
        <>
          <p class="muted">
            {[moment(chat.closed_at), chat.reference, chat.agent, ending(office, chat.disposition, language)].filter(Boolean).join(' · ')}
          </p>
          <div class="past-lines" tabIndex={0} role="group" aria-label={t('past.dialog')}>
            <Transcript chat={chat} locale={locale} />
          </div>
        </>
      )}
    </Dialog>
  );
}
