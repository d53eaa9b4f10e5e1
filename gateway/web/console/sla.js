// What a target of the service says at a moment. Pure: `sla` is {target, due_at, state} as the gateway has it, or null.

/** {state: 'ok'|'warning'|'breached', target, seconds} with the seconds left, or over; null without a target. */
export function slaAt(sla, now) {
  if (!sla) return null;
  const left = Math.round((Date.parse(sla.due_at) - now) / 1000);
  const state = left < 0 ? 'breached' : sla.state;
  return { state, target: sla.target, seconds: Math.abs(left) };
}
