// What the wallboard shows, computed from its frame. Pure: numbers in, rows and words' keys out. The charts and the tables
// behind them are made of the same rows, so they cannot disagree.

const HOURS = 24;
const HOUR_S = 3600;
/** So many colours can be told apart from across a room; what is left is one row. */
export const SERIES_MAX = 5;

const sum = (list) => list.reduce((all, n) => all + n, 0);

/** Rows of a chart, the largest first: [{name, counts, total}]; beyond SERIES_MAX they are summed up as `other`. */
export function seriesOf(rows) {
  const all = Object.entries(rows)
    .map(([name, counts]) => ({ name, counts, total: sum(counts) }))
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  if (all.length <= SERIES_MAX) return all;
  const rest = all.slice(SERIES_MAX - 1);
  const counts = Array.from({ length: HOURS }, (_, i) => sum(rest.map((row) => row.counts[i])));
  return [...all.slice(0, SERIES_MAX - 1), { name: 'other', counts, total: sum(counts) }];
}

/** The beginnings of the hours, in seconds since 1970. */
export const hoursOf = (from) => Array.from({ length: HOURS }, (_, i) => Date.parse(from) / 1000 + i * HOUR_S);

/** Each row on top of those before it: what is drawn from back to front. */
export function stacked(series) {
  const tops = Array.from({ length: HOURS }, () => 0);
  return series.map(({ counts }) => counts.map((n, i) => (tops[i] += n)));
}

/** The times of the steps of the line, in seconds. */
export const stepsOf = ({ from, step_seconds: step, waiting }) => waiting.map((_, i) => Date.parse(from) / 1000 + i * step);

/** What the chart of the line has to say: the most who waited at once, and when. Null when nobody has waited. */
export function peakOf(line) {
  let at = -1;
  line.waiting.forEach((n, i) => {
    if (n > 0 && (at < 0 || n > line.waiting[at])) at = i;
  });
  return at < 0 ? null : { n: line.waiting[at], at: (Date.parse(line.from) / 1000 + at * line.step_seconds) * 1000 };
}

/** The line by the hour for the table: the most who waited and the longest wait, without hours in which nobody looked. */
export function lineByHour(line) {
  const perHour = HOUR_S / line.step_seconds;
  const rows = new Map();
  line.waiting.forEach((n, i) => {
    if (n === null) return;
    const hour = Math.floor(i / perHour);
    const row = rows.get(hour) ?? { at: (Date.parse(line.from) / 1000 + hour * HOUR_S) * 1000, waiting: 0, longest: 0 };
    row.waiting = Math.max(row.waiting, n);
    row.longest = Math.max(row.longest, line.longest_seconds[i] ?? 0);
    rows.set(hour, row);
  });
  return [...rows.values()];
}

/** How much attention a figure needs: a wait of minutes, or nobody there for those who wait. */
export function urgency({ waiting, agents }, waitedSeconds) {
  if (!waiting) return 'calm';
  return agents.available === 0 || waitedSeconds >= 600 ? 'danger' : waitedSeconds >= 120 ? 'warning' : 'calm';
}
