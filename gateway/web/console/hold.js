// What a hold says at a moment. Pure: `hold` is {since, until, over} as the gateway has it, or null.

/** How long a customer may be told to wait, to choose from. */
export const HOLD_MINUTES = [2, 5, 10, 15, 30, 60];

/** {over, minutes}: whole minutes left, at least one while it lasts; null without a hold. */
export function holdAt(hold, now) {
  if (!hold) return null;
  const left = Date.parse(hold.until) - now;
  const over = hold.over || left <= 0;
  return { over, minutes: over ? 0 : Math.ceil(left / 60000) };
}

/** Whether a message of the customer came while the hold lasted: what was said before is being looked into. */
export const isSince = (hold, message) => Date.parse(message.at) > Date.parse(hold.since);
