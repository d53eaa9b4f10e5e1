// The wallboard: what is true now as large numbers, the day as pictures, the same as tables. Nothing to operate.
import { hoursOf, lineByHour, peakOf, seriesOf, stacked, stepsOf, urgency } from './board.js';
import { Chart } from './chart.jsx';
import { clockText, useNow } from './clock.jsx';
import { useWords } from './context.js';

export function Board({ board }) {
  const { t } = useWords();
  return (
    <section class="pane board" data-pane="list" aria-labelledby="board-title">
      <h2 id="board-title" tabIndex={-1} class="unseen">
        {t('place.board')}
      </h2>
      {board ? <Figures board={board} /> : <p class="empty">{t('app.loading')}</p>}
      {board && (
        <div class="board-charts">
          <Line line={board.line} />
          <Stack id="reasons" rows={board.escalations.reasons} from={board.escalations.from} family="reason" />
          <Stack id="locales" rows={board.escalations.locales} from={board.escalations.from} family="language" />
        </div>
      )}
    </section>
  );
}

/* ---- now ---- */

function Figures({ board }) {
  const { t, number } = useWords();
  const now = useNow(1000);
  const waited = board.longest_wait_since ? Math.max(0, Math.floor((now - Date.parse(board.longest_wait_since)) / 1000)) : 0;
  const tone = urgency(board, waited);
  const n = (value) => number(value, 0);
  return (
    <dl class="figures">
      <Figure name="waiting" word={t('board.waiting')} tone={tone} note={tone === 'danger' && board.agents.available === 0 ? t('board.nobody') : null}>
        {n(board.waiting)}
      </Figure>
      <Figure name="longest" word={t('board.longest')} tone={tone} note={board.waiting ? null : t('board.none_waiting')}>
        {board.waiting ? clockText(waited) : '–'}
      </Figure>
      <Figure name="agents" word={t('board.available')} note={t('board.others', { busy: board.agents.busy, away: board.agents.away })}>
        {n(board.agents.available)}
      </Figure>
      <Figure name="chats" word={t('board.chats')} note={t('board.bot', { n: board.chats.bot })}>
        {n(board.chats.human)}
      </Figure>
      {board.sla.ok + board.sla.warning + board.sla.breached > 0 && <Targets sla={board.sla} />}
      <Figure name="callbacks" word={t('board.callbacks')}>{n(board.callbacks)}</Figure>
    </dl>
  );
}

/** Only where the shop has set targets; the worst that there is stands in front. */
function Targets({ sla }) {
  const { t, number } = useWords();
  if (sla.breached)
    return (
      <Figure name="sla" word={t('board.overdue')} tone="danger" note={t('board.at_risk', { n: sla.warning })}>
        {number(sla.breached, 0)}
      </Figure>
    );
  return (
    <Figure name="sla" word={t('board.sla')} tone={sla.warning ? 'warning' : 'calm'} note={t('board.in_time', { n: sla.ok })}>
      {number(sla.warning, 0)}
    </Figure>
  );
}

/** How large a number may be written follows from its length. */
const sizeOf = (text) => (text.length > 5 ? 'long' : text.length > 3 ? 'middle' : 'short');

function Figure({ name, word, tone = 'calm', note, children }) {
  return (
    <div class="figure" data-figure={name} data-tone={tone}>
      <dt>{word}</dt>
      <dd>
        <span class="value" data-size={sizeOf(String(children))}>
          {children}
        </span>
        {note && <span class="figure-note">{note}</span>}
      </dd>
    </div>
  );
}

/* ---- the day ---- */

function Picture({ id, title, children, table, empty }) {
  const { t } = useWords();
  return (
    <section class="picture" aria-labelledby={`board-${id}`} data-picture={id}>
      <h3 id={`board-${id}`}>{title}</h3>
      {empty ? (
        <p class="empty">{empty}</p>
      ) : (
        <>
          {children}
          <details>
            <summary>{t('board.table')}</summary>
            <div class="table-frame" tabIndex={0} role="group" aria-label={title}>
              {table}
            </div>
          </details>
        </>
      )}
    </section>
  );
}

function Line({ line }) {
  const { t, time, number } = useWords();
  const peak = peakOf(line);
  const rows = lineByHour(line);
  const calm = t(rows.length ? 'board.calm' : 'board.line');
  const title = peak ? t('board.peak', { n: peak.n, time: time(new Date(peak.at).toISOString()) }) : calm;
  return (
    <Picture
      id="line"
      title={title}
      empty={rows.length === 0 ? t('board.no_line') : null}
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">{t('board.hour')}</th>
              <th scope="col">{t('board.most')}</th>
              <th scope="col">{t('board.longest')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.at}>
                <th scope="row">{time(new Date(row.at).toISOString())}</th>
                <td>{number(row.waiting, 0)}</td>
                <td>{clockText(row.longest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <Chart kind="line" x={stepsOf(line)} rows={[line.waiting]} unit={t('board.people')} />
    </Picture>
  );
}

function Stack({ id, rows, from, family }) {
  const words = useWords();
  const { t, time, number } = words;
  const series = seriesOf(rows);
  const total = series.reduce((all, row) => all + row.total, 0);
  const hours = hoursOf(from);
  const name = (row) => (row.name === 'other' ? t('board.other') : family === 'reason' ? words.word('reason', row.name) : words.languageName(row.name));
  const title = total ? t(`board.${id}`, { n: total, most: name(series[0]), m: series[0].total }) : t(`board.no_${id}`);
  return (
    <Picture
      id={id}
      title={title}
      empty={total ? null : t('board.none_yet')}
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">{t('board.hour')}</th>
              {series.map((row) => (
                <th scope="col" key={row.name}>
                  {name(row)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hours.map((hour, i) => (
              <tr key={hour}>
                <th scope="row">{time(new Date(hour * 1000).toISOString())}</th>
                {series.map((row) => (
                  <td key={row.name}>{number(row.counts[i], 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <ul class="legend">
        {series.map((row, i) => (
          <li key={row.name}>
            <span class="swatch" data-series={i + 1} aria-hidden="true" /> {name(row)} <strong>{number(row.total, 0)}</strong>
          </li>
        ))}
      </ul>
      <Chart kind="bars" x={hours} rows={stacked(series)} unit={t('board.per_hour')} />
    </Picture>
  );
}
