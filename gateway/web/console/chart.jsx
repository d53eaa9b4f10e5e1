// One uPlot chart: drawn into its frame, as wide as that is, in the colours of the page, drawn anew when either changes.
// A picture for those who see; the table beside it says the same in words.
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useWords } from './context.js';

const sizeOf = (node) => ({ width: Math.max(240, node.clientWidth), height: Math.max(160, node.clientHeight) });

function colours() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  return { text: value('--muted'), line: value('--line'), series: [1, 2, 3, 4, 5].map((n) => value(`--series-${n}`)) };
}

/** Whole numbers only, few enough to be read from afar. */
function axes({ text, line }, time, unit) {
  const font = '14px system-ui, sans-serif';
  const base = { stroke: text, font, labelFont: font, ticks: { stroke: line, width: 1 } };
  return [
    { ...base, grid: { show: false }, space: 80, values: (_, ticks) => ticks.map((t) => time(new Date(t * 1000).toISOString())) },
    { ...base, grid: { stroke: line, width: 1 }, label: unit, size: 56, labelSize: 24, space: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] },
  ];
}

function lineOptions(colour) {
  return [{ stroke: colour.series[0], width: 2, fill: `${colour.series[0]}33`, points: { show: false } }];
}

/** The highest first: what stands in front of it hides its lower part. */
function barOptions(colour, count) {
  return Array.from({ length: count }, (_, i) => ({
    stroke: 'transparent',
    width: 0,
    fill: colour.series[count - 1 - i],
    paths: uPlot.paths.bars({ size: [0.8, 60], align: 1 }),
    points: { show: false },
  }));
}

/**
 * @param {{kind: 'line'|'bars', x: number[], rows: (number|null)[][], unit: string}} props
 *   x in seconds; rows of bars are stacked already, the lowest first
 */
export function Chart({ kind, x, rows, unit }) {
  const words = useWords();
  const frame = useRef(null);

  useLayoutEffect(() => {
    const node = frame.current;
    const data = [x, ...(kind === 'bars' ? [...rows].reverse() : rows)];
    let plot = null;

    function draw() {
      const colour = colours();
      plot?.destroy();
      const step = x[1] - x[0];
      plot = new uPlot(
        {
          ...sizeOf(node),
          cursor: { show: false },
          legend: { show: false },
          padding: [8, 24, 0, 0],
          scales: { x: { time: true, range: [x[0], x[x.length - 1] + step] }, y: { range: (_, low, high) => [0, Math.max(4, Math.ceil((high ?? 0) * 1.1))] } },
          axes: axes(colour, words.time, unit),
          series: [{}, ...(kind === 'bars' ? barOptions(colour, rows.length) : lineOptions(colour))],
        },
        data,
        node,
      );
    }

    draw();
    const size = new ResizeObserver(() => {
      const { width, height } = sizeOf(node);
      if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
    });
    size.observe(node);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      size.disconnect();
      dark.removeEventListener('change', draw);
      plot.destroy();
    };
  }, [kind, unit, words, JSON.stringify(x), JSON.stringify(rows)]);

  return <div class="chart" ref={frame} aria-hidden="true" data-chart={kind} />;
}
