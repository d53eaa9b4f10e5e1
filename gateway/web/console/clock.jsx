// Time that passes in view: waiting times and countdowns. Only these leaves are drawn again each second.
import { useEffect, useState } from 'preact/hooks';

export function useNow(everyMs) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!everyMs) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** 45 -> 0:45, 192 -> 3:12, 3730 -> 1:02:10: the same in every language, and no width jumps. */
export function clockText(seconds) {
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** @param {{since: number, offset?: number}} props  since: milliseconds; offset: seconds waited before */
export function Waiting({ since, offset = 0 }) {
  const now = useNow(1000);
  return <span class="wait">{clockText(offset + Math.max(0, Math.floor((now - since) / 1000)))}</span>;
}
