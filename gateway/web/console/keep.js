// What one browser tab keeps over a reload: drafts, what was read, which chat was open,
// the status that the agent chose.
//
// sessionStorage, so that it ends with the tab and another person at the same desk never finds it;
// under the agent's name, and all of it removed at logout. (Messages on their way have their own keys,
// shared/outbox.js.) Storage that is full or forbidden costs the comfort, nothing else.

/** The parts of the state that are kept. */
export const KEPT = ['drafts', 'drafted', 'help', 'read', 'selected', 'observing', 'wanted'];

const ROOT = 'frontdesk.console.';

const keyOf = (agent) => `${ROOT}desk.${agent}`;

export const outboxPrefix = (agent) => `${ROOT}out.${agent}.`;

export function loadKept(agent) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(agent)));
  } catch {
    return null;
  }
}

export function keep(state) {
  if (!state.session) return;
  const kept = Object.fromEntries(KEPT.map((part) => [part, state[part]]));
  if (!kept.help?.done) kept.help = null; // what is still being written ends with the page
  try {
    sessionStorage.setItem(keyOf(state.session.name), JSON.stringify(kept));
  } catch {
    // See above.
  }
}

/** At a login: what somebody else left in this tab is not for whoever sits here now. */
export function forgetOthers(agent) {
  try {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(`${ROOT}desk.`) && key !== keyOf(agent)) sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
}

export function forgetKept() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(ROOT)) sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
}

/** Settings of this browser, not of a person: language, keys, notifications. */
export function setting(name) {
  try {
    return localStorage.getItem(ROOT + name);
  } catch {
    return null;
  }
}

export function setSetting(name, value) {
  try {
    localStorage.setItem(ROOT + name, value);
  } catch {
    // See above.
  }
}
