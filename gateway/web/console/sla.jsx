// The target that is due next, counting down: a sign, a word and a time, so that no colour is needed to tell.
import { clockText, useNow } from './clock.jsx';
import { useWords } from './context.js';
import { Clock, Late, Risk } from './icons.jsx';
import { slaAt } from './sla.js';

const SIGNS = { ok: Clock, warning: Risk, breached: Late };

export function Sla({ sla }) {
  return sla ? <Countdown sla={sla} /> : null;
}

function Countdown({ sla }) {
  const { t } = useWords();
  const now = useNow(1000);
  const { state, target, seconds } = slaAt(sla, now);
  const Sign = SIGNS[state];
  return (
    <span class="sla" data-sla={state}>
      <Sign /> {t(`sla.${state}`, { target: t(`sla.${target}`), time: clockText(seconds) })}
    </span>
  );
}
