// Right pane: why the chat came to a person, with the customer's own words, and who the customer is.
import { useDesk, useWords } from './context.js';
import { Back } from './icons.jsx';
import { Reason } from './list.jsx';
import { Past } from './past.jsx';

export function Facts({ chat, office }) {
  const { t } = useWords();
  const desk = useDesk();
  return (
    <aside class="pane facts" aria-label={t('facts.label')} data-pane="facts">
      <div class="facts-head only-no-facts">
        <button class="button quiet" data-action="back" onClick={() => desk.show('thread')}>
          <Back /> {t('thread.details_back')}
        </button>
      </div>
      <h2 class="unseen" tabIndex={-1}>
        {t('facts.label')}
      </h2>
      {chat ? (
        <>
          {!chat.observed && <Escalation escalation={chat.escalation} locale={chat.locale} />}
          <Customer chat={chat} />
          <Past chat={chat} office={office} />
        </>
      ) : (
        <p class="empty">{t('facts.select')}</p>
      )}
    </aside>
  );
}

/** A hard signal hands over whatever the others add up to; the gateway gives it this weight. */
const HARD = 100;
const isDecisive = (signal) => signal.weight >= HARD;

/** Most signals have names of their own, the others are called like the reason they argue for. */
function signalName({ word }, { signal }) {
  const own = word('signal', signal);
  return own === signal ? word('reason', signal) : own;
}

function Escalation({ escalation, locale }) {
  const { t } = useWords();
  const isSum = !(escalation?.evidence ?? []).some(isDecisive);
  return (
    <section aria-labelledby="facts-escalation">
      <h3 id="facts-escalation">{t('facts.escalation')}</h3>
      {!escalation && <p class="empty">{t('facts.none')}</p>}
      {escalation && (
        <>
          <p class="reason-line">
            <Reason reason={escalation.reason} />
            {isSum && escalation.score > 0 && (
              <span class="muted"> {t('facts.total', { n: Number(escalation.score.toFixed(2)) })}</span>
            )}
          </p>
          <ul class="signals">
            {(escalation.evidence ?? []).map((signal, i) => (
              <Signal key={i} signal={signal} locale={locale} />
            ))}
          </ul>
          {escalation.at && (
            <dl class="facts-list">
              <dt>{t('facts.handed_over')}</dt>
              <dd>
                <Moment at={escalation.at} />
              </dd>
            </dl>
          )}
        </>
      )}
    </section>
  );
}

function Signal({ signal, locale }) {
  const words = useWords();
  const desk = useDesk();
  const { t, number } = words;

  function goTo() {
    desk.show('thread');
    requestAnimationFrame(() => {
      const node = document.getElementById(`m-${signal.seq}`);
      node?.scrollIntoView({ block: 'center' });
      node?.focus();
    });
  }

  return (
    <li>
      <span class="signal-head">
        <span class="signal-name">{signalName(words, signal)}</span>{' '}
        {typeof signal.weight === 'number' && (
          <span class="weight">
            <span class="unseen">{t('facts.weight')} </span>
            {isDecisive(signal) ? t('facts.decides') : number(signal.weight, signal.weight % 1 ? 2 : 0)}
          </span>
        )}
      </span>
      {signal.quote && <q lang={locale}>{signal.quote}</q>}
      {signal.seq > 0 && (
        <button class="link" onClick={goTo}>
          {t('facts.goto')}
        </button>
      )}
    </li>
  );
}

function Customer({ chat }) {
  const { t, word, languageName } = useWords();
  const customer = chat.customer ?? {};
  const since = customer.since ?? chat.messages[0]?.at;
  return (
    <section aria-labelledby="facts-customer">
      <h3 id="facts-customer">{t('facts.customer')}</h3>
      <dl class="facts-list">
        <dt>{t('facts.locale')}</dt>
        <dd>{languageName(customer.locale ?? chat.locale ?? 'und')}</dd>
        {customer.name && (
          <>
            <dt>{t('facts.name')}</dt>
            <dd class="breaks">{customer.name}</dd>
          </>
        )}
        {customer.contact && (
          <>
            <dt>{t('facts.contact')}</dt>
            <dd class="breaks">
              {customer.contact}
              {chat.callback && (
                <p class="muted">
                  <Moment at={chat.callback.left_at} />
                </p>
              )}
            </dd>
          </>
        )}
        {customer.page && (
          <>
            <dt>{t('facts.page')}</dt>
            <dd class="breaks">
              <Page url={customer.page} />
            </dd>
          </>
        )}
        {since && (
          <>
            <dt>{t('facts.since')}</dt>
            <dd>
              <Moment at={since} />
            </dd>
          </>
        )}
        {customer.consent && (
          <>
            <dt>{t('facts.consent')}</dt>
            <dd>{word('facts', `consent_${customer.consent}`)}</dd>
          </>
        )}
        {chat.reference && (
          <>
            <dt>{t('facts.reference')}</dt>
            <dd>{chat.reference}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Moment({ at }) {
  const { moment, fullTime } = useWords();
  return (
    <time dateTime={at} title={fullTime(at)}>
      {moment(at)}
    </time>
  );
}

/** The page comes from the customer's browser: a link only if it is a web address, and without a referrer. */
function Page({ url }) {
  if (!/^https?:\/\//.test(url)) return url;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {url}
    </a>
  );
}
