// All chats that are there, and everybody who works here: the supervisors' left pane. Built like the own list: a row is
// one button, one tab stop for all rows.
import { Waiting } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { HoldMark } from './hold.jsx';
import { keyOf } from './live.js';
import { Reason } from './list.jsx';

const SHOWS = ['all', 'queued', 'human', 'bot'];

export function Live({ state }) {
  const { t } = useWords();
  const desk = useDesk();
  const { frame, show, page } = state.live;
  const rows = frame?.chats ?? [];
  const stop = rows.some((row) => keyOf(row) === state.selected) ? state.selected : rows[0] && keyOf(rows[0]);
  return (
    <nav class="pane list live" aria-label={t('live.label')} data-pane="list" onKeyDown={(event) => walk(event, rows, desk)}>
      <h2 tabIndex={-1}>{t('live.label')}</h2>
      <Filter show={show} counts={frame?.counts} />
      {rows.length === 0 && <p class="empty">{t(frame ? 'live.none' : 'list.loading')}</p>}
      <ul>
        {rows.map((row) => (
          <LiveRow key={row.conversation} row={row} selected={keyOf(row) === state.selected} tabStop={keyOf(row) === stop} />
        ))}
      </ul>
      {frame?.pages > 1 && <Pager page={page} pages={frame.pages} show={show} />}
      <People state={state} agents={frame?.agents ?? []} />
    </nav>
  );
}

function walk(event, rows, desk) {
  const keys = rows.map(keyOf);
  const at = keys.indexOf(event.target.dataset?.chat);
  if (at < 0) return;
  const next = keys[{ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key]];
  if (!next) return;
  event.preventDefault();
  document.getElementById(`chat-${next}`)?.focus();
  desk.select(next);
}

function Filter({ show, counts }) {
  const { t, number } = useWords();
  const desk = useDesk();
  const count = (name) => (name === 'all' ? counts.bot + counts.queued + counts.human : counts[name]);
  return (
    <div class="live-filter" role="group" aria-label={t('live.show')}>
      {SHOWS.map((name) => (
        <button key={name} class="button small" data-show={name} aria-pressed={name === show} onClick={() => desk.showLive(name, 0)}>
          {t(`live.${name}`)} {counts && <span class="n">{number(count(name), 0)}</span>}
        </button>
      ))}
    </div>
  );
}

/** Who has it now, as words. */
function holder({ t }, row) {
  if (row.case_state === 'callback') return t('live.is_callback');
  if (row.case_state === 'offered' && row.agent) return t('live.offered', { name: row.agent });
  if (row.state === 'queued') return t('live.is_waiting');
  if (row.state === 'bot') return t('live.is_bot');
  return row.agent ? t('live.with', { name: row.agent }) : t('live.is_human');
}

function LiveRow({ row, selected, tabStop }) {
  const words = useWords();
  const { t, languageName, time } = words;
  const desk = useDesk();
  const id = keyOf(row);
  return (
    <li>
      <button
        id={`chat-${id}`}
        data-chat={id}
        data-state={row.state}
        class="row"
        aria-current={selected ? 'true' : undefined}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => desk.select(id)}
      >
        <span class="row-top">
          <strong class="holder">{holder(words, row)}</strong> {row.state === 'queued' && row.since && <Waiting since={Date.parse(row.since)} />}
        </span>{' '}
        {row.reason && (
          <span class="row-text">
            <Reason reason={row.reason} /> <span class="muted">{row.reference}</span>
          </span>
        )}{' '}
        {row.hold && (
          <span class="row-sla">
            <HoldMark hold={row.hold} />
          </span>
        )}{' '}
        <span class="row-foot">
          <span>{languageName(row.locale)}</span> <span>{row.connected ? row.last && t('live.last', { time: time(row.last) }) : t('live.unconnected')}</span>
        </span>
      </button>
    </li>
  );
}

function Pager({ page, pages, show }) {
  const { t } = useWords();
  const desk = useDesk();
  return (
    <div class="pager">
      <button class="button small" disabled={page === 0} onClick={() => desk.showLive(show, page - 1)}>
        {t('live.previous')}
      </button>
      <span>{t('live.page', { page: page + 1, pages })}</span>
      <button class="button small" disabled={page + 1 >= pages} onClick={() => desk.showLive(show, page + 1)}>
        {t('live.next')}
      </button>
    </div>
  );
}

function People({ state, agents }) {
  const { t } = useWords();
  return (
    <section class="people" aria-labelledby="live-people">
      <h2 id="live-people">{t('live.people')}</h2>
      <ul>
        {agents.map((person) => (
          <Person key={person.name} person={person} capacity={state.office?.capacity ?? 0} me={state.session?.name} online={state.link === 'online'} />
        ))}
      </ul>
    </section>
  );
}

function Person({ person, capacity, me, online }) {
  const { t } = useWords();
  const desk = useDesk();
  const { name, presence, chats } = person;
  const share = capacity ? Math.min(100, Math.round((chats / capacity) * 100)) : 0;
  return (
    <li class="person" data-presence={presence}>
      <span class="person-name">{name}</span>
      <span class="person-state">
        <span class="dot" aria-hidden="true" /> {t(`presence.${presence}`)}
      </span>
      <span class="person-load">
        <progress class="load" max="100" value={share} aria-hidden="true" /> {t('transfer.chats', { n: chats, max: capacity })}
      </span>
      {name !== me && presence !== 'away' && (
        <button class="button small" disabled={!online} aria-label={t(presence === 'gone' ? 'live.release_of' : 'live.set_away', { name })} onClick={() => desk.setAway(name)}>
          {t(presence === 'gone' ? 'live.release' : 'live.away')}
        </button>
      )}
    </li>
  );
}
