// Left pane: own chats and the line in one list, the most urgent first.
//
// One tab stop for the whole list (roving tabindex); arrows, Home and End walk inside it, and j and k
// from anywhere. A row is one button, its text is its name.
import { CallbackMark } from './callback.jsx';
import { Waiting } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { isBot } from '../shared/wire.js';
import { HoldMark } from './hold.jsx';
import { Sla } from './sla.jsx';
import { WrapupMark } from './wrapup.jsx';
import { SearchField } from './search.jsx';
import { isSearching } from './search.js';
import { lastSpoken, listed, needyCount, SHOWN_WAITING, walkOrder } from './views.js';

export function List({ state }) {
  const { t } = useWords();
  const desk = useDesk();
  const { mine, waiting, callbacks } = listed(state);
  const searching = isSearching(state);
  const order = walkOrder(state);
  const stop = order.includes(state.selected) ? state.selected : order[0];
  const row = (id) => ({ id, selected: id === state.selected, tabStop: id === stop });

  return (
    <nav class="pane list" aria-label={t('list.label')} data-pane="list" onKeyDown={(event) => walk(event, order, desk)}>
      <SearchField query={state.search.query} found={searching ? mine.length + waiting.length + callbacks.length : null} first={order[0]} />
      <section aria-labelledby="list-mine">
        <h2 id="list-mine" tabIndex={-1}>
          {t('list.mine')} <Count n={mine.length} /> <Needy n={needyCount(state)} />
        </h2>
        {mine.length === 0 && !searching && <p class="empty">{t('list.none_mine')}</p>}
        <ul>
          {mine.map(({ chat, waiting: open, unread }) => (
            <OwnRow key={chat.id} {...row(chat.id)} state={state} chat={chat} open={open} unread={unread} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="list-waiting">
        <h2 id="list-waiting">
          {t('list.waiting')} <Count n={waiting.length} />
        </h2>
        {waiting.length === 0 && !searching && (
          <p class="empty">{t(state.queueKnown ? 'list.none_waiting' : 'list.loading')}</p>
        )}
        <ul>
          {waiting.slice(0, SHOWN_WAITING).map((entry) => (
            <WaitingRow key={entry.case} {...row(entry.case)} entry={entry} queueAt={state.queueAt} />
          ))}
        </ul>
        <More n={waiting.length - SHOWN_WAITING} />
      </section>
      {callbacks.length > 0 && (
        <section aria-labelledby="list-callback">
          <h2 id="list-callback">
            {t('list.callback')} <Count n={callbacks.length} />
          </h2>
          <ul>
            {callbacks.slice(0, SHOWN_WAITING).map((entry) => (
              <WaitingRow key={entry.case} {...row(entry.case)} entry={entry} queueAt={state.queueAt} />
            ))}
          </ul>
          <More n={callbacks.length - SHOWN_WAITING} />
        </section>
      )}
    </nav>
  );
}

function walk(event, order, desk) {
  const id = event.target.dataset?.chat;
  const at = order.indexOf(id);
  if (at < 0) return;
  const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
  const next = order[goal];
  if (!next) return;
  event.preventDefault();
  document.getElementById(`chat-${next}`)?.focus();
  desk.select(next);
}

function Count({ n }) {
  const { number } = useWords();
  return n ? <span class="count">{number(n, 0)}</span> : null;
}

function Needy({ n }) {
  const { t } = useWords();
  return n ? <span class="mark needs">{t('list.needy', { n })}</span> : null;
}

function More({ n }) {
  const { t } = useWords();
  return n > 0 ? <p class="empty">{t('list.more', { n })}</p> : null;
}

function Row({ id, selected, tabStop, mark, children }) {
  const desk = useDesk();
  return (
    <li>
      <button
        id={`chat-${id}`}
        data-chat={id}
        class="row"
        data-mark={mark}
        aria-current={selected ? 'true' : undefined}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => desk.select(id)}
      >
        {children}
      </button>
    </li>
  );
}

const TONES = {
  complaint: 'danger',
  sensitive: 'danger',
  low_confidence: 'warning',
  repeated_failure: 'warning',
  negative_feedback: 'warning',
  action_failed: 'warning',
  llm_unavailable: 'warning',
};

export function Reason({ reason }) {
  const { word } = useWords();
  return (
    <span class="reason" data-tone={TONES[reason] ?? 'calm'} data-reason={reason}>
      {word('reason', reason)}
    </span>
  );
}

/** Parts of a row are set apart by spaces in the markup too, so that they are read as words. */
function WaitingRow({ entry, queueAt, ...row }) {
  const { t, languageName } = useWords();
  return (
    <Row {...row}>
      <span class="row-top">
        <Reason reason={entry.reason} /> <Waiting since={queueAt} offset={entry.waiting_seconds ?? 0} />
      </span>{' '}
      <span class="row-text" lang={entry.locale}>
        {entry.summary || t('list.first')}
      </span>{' '}
      {(entry.sla || entry.callback) && (
        <span class="row-sla">
          <CallbackMark callback={entry.callback} /> <Sla sla={entry.sla} />
        </span>
      )}{' '}
      <span class="row-foot">
        <span>{languageName(entry.locale)}</span>{' '}
        {entry.position > 0 && <span>{t('list.position', { n: entry.position })}</span>}
      </span>
    </Row>
  );
}

function OwnRow({ state, chat, open, unread, ...row }) {
  const { t, languageName, time } = useWords();
  const last = lastSpoken(chat);
  const failed = state.outbox.some((e) => e.case === chat.id && e.status === 'failed');
  const left = chat.mode === 'left';
  return (
    <Row {...row} mark={left ? 'left' : open ? 'needs' : null}>
      <span class="row-top">
        <Reason reason={chat.escalation?.reason ?? 'request'} /> {chat.reopened && <span class="mark">{t('list.reopened')}</span>} {open && <Waiting since={Date.parse(open.at)} />}
      </span>{' '}
      <span class="row-text" lang={chat.locale}>
        {last ? lastLine(t, last) : t('list.first')}
      </span>{' '}
      {(chat.sla || chat.hold) && !left && (
        <span class="row-sla">
          <HoldMark hold={chat.hold} /> <Sla sla={chat.sla} />
        </span>
      )}{' '}
      <span class="row-foot">
        <span>{languageName(chat.locale ?? 'und')}</span>{' '}
        {chat.mode === 'wrapup' && <WrapupMark wrapup={chat.wrapup} />}{' '}
        {failed && <span class="mark danger">{t('list.failed')}</span>}{' '}
        {state.drafts[chat.id] && <span class="mark">{t('list.draft')}</span>}{' '}
        {left ? (
          <span class="mark">{t('list.left')}</span>
        ) : unread > 0 ? (
          <span class="mark strong">{t('list.unread', { n: unread })}</span>
        ) : (
          open && <span class="mark needs">{t('list.needs', { time: time(open.at) })}</span>
        )}
      </span>
    </Row>
  );
}

function lastLine(t, { origin, text }) {
  if (origin === 'customer') return text;
  return t(isBot(origin) ? 'list.bot' : 'list.you', { text });
}
