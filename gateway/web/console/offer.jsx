// A case that the gateway offers to this agent: accept takes it, decline passes it on. It is said once by
// the announcer of the page; the countdown is not, it would talk over everything.
import { clockText, useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { Reason } from './list.jsx';

export function Offer({ offer }) {
  const { t, languageName } = useWords();
  const desk = useDesk();
  const now = useNow(offer ? 1000 : 0);

  return (
    <div role="status" class="offers">
      {offer && (
        <div class="banner offer" data-banner="offer" data-offer={offer.case}>
          <strong>{t('offer.title')}</strong> <Reason reason={offer.reason} /> <span>{languageName(offer.locale)}</span>{' '}
          <span class="row-text" lang={offer.locale}>
            {offer.summary || t('list.first')}
          </span>{' '}
          <span class="wait" aria-hidden="true">
            {clockText(Math.max(0, Math.ceil((offer.until - now) / 1000)))}
          </span>{' '}
          <button class="button primary" data-action="accept" onClick={() => desk.acceptOffer(offer.case)}>
            {t('offer.accept')}
          </button>{' '}
          <button class="button" data-action="decline" onClick={() => desk.declineOffer(offer.case)}>
            {t('offer.decline')}
          </button>
        </div>
      )}
    </div>
  );
}
