// The three panes, which are three screens on a phone; header and dialogs around them.
import { useLayoutEffect } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { CloseDialog, HelpDialog, ReturnDialog } from './dialogs.jsx';
import { Facts } from './facts.jsx';
import { Header } from './header.jsx';
import { HoldDialog } from './hold.jsx';
import { watchKeys } from './keys.js';
import { List } from './list.jsx';
import { liveRow } from './live.js';
import { Live } from './live.jsx';
import { Board } from './board.jsx';
import { placesOf, watchPlace } from './places.js';
import { Offer } from './offer.jsx';
import { PastDialog } from './past.jsx';
import { Thread } from './thread.jsx';
import { TransferDialog } from './transfer.jsx';

export function Panes({ state, shop, onLanguage }) {
  const { t } = useWords();
  const desk = useDesk();
  const chat = state.selected ? state.chats[state.selected] : null;
  const entry = state.queue.find((e) => e.case === state.selected) ?? null;

  const place = placesOf(state.session).includes(state.place) ? state.place : 'desk';

  useLayoutEffect(() => watchKeys(desk), [desk]);
  useLayoutEffect(() => watchPlace(desk), [desk]);
  useLayoutEffect(() => keepFocus(state.screen), [state.screen, state.selected, place]);

  return (
    <div class="console" data-screen={state.screen} data-place={place}>
      {place !== 'board' && (
        <a class="skip" href="#conversation">
          {t('app.skip')}
        </a>
      )}
      <Header state={state} place={place} shop={shop} onLanguage={onLanguage} />
      <Offer offer={state.offer} />
      <main class="panes">
        {place === 'board' && <Board board={state.board} />}
        {place === 'live' && <Live state={state} />}
        {place === 'desk' && <List state={state} />}
        {place !== 'board' && <Thread key={state.selected ?? 'none'} state={state} chat={chat} entry={entry} />}
        {place !== 'board' && <Facts chat={chat} office={state.office} />}
      </main>
      {state.dialog === 'help' && <HelpDialog />}
      {state.dialog === 'past' && chat && <PastDialog looked={state.looked} office={state.office} locale={chat.locale} />}
      {state.dialog === 'close' && chat && <CloseDialog chat={chat} office={state.office} />}
      {state.dialog === 'transfer' && chat && <TransferDialog chat={chat} office={state.office} me={state.session?.name} holder={liveRow(state, chat.id)?.agent} />}
      {state.dialog === 'hold' && chat && <HoldDialog chat={chat} />}
      {state.dialog === 'return' && chat && <ReturnDialog chat={chat} />}
    </div>
  );
}

/**
 * The focus must not be lost with a chat that went away, nor stay in a pane that another one covers:
 * whoever works by keyboard goes on from the pane that is in view.
 */
function keepFocus(screen) {
  const active = document.activeElement;
  if (active !== document.body && active.offsetParent !== null) return;
  const pane = document.querySelector(`[data-pane="${screen}"]`);
  for (const goal of ['[data-chat][aria-current]', '[data-chat]', 'h2[tabindex="-1"]']) {
    const node = pane?.querySelector(goal);
    if (node) {
      node.focus();
      return;
    }
  }
}
