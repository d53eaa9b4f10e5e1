// Tells the gateway which case is in view here, so that colleagues who open the same one know of it.
//
// In view means: selected, drawn, still open, and the page in front. Said a moment late, so that walking
// through the list with j does not announce every chat on the way.
const SETTLE_MS = 400;

function inView({ login, link, visible, selected, chats }) {
  const chat = login === 'done' && link === 'online' && visible ? chats[selected] : null;
  return chat && chat.mode !== 'left' ? selected : null;
}

const clock = { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer) };

/**
 * @param {{store: object, say: (id: string|null) => boolean, timers?: {set: function, clear: function}}} options
 *   say: whether it could be sent; timers: the browser's, where none are given
 * @returns {() => void} stops it
 */
export function watchViewing({ store, say, timers = clock }) {
  let said = null;
  let timer = 0;

  function tell() {
    const id = inView(store.get());
    if (id !== said && say(id)) said = id;
  }

  const leave = store.subscribe((state, before) => {
    // A new line to the gateway knows nothing of what was said on the one before.
    if (state.link !== 'online') said = null;
    if (inView(state) === inView(before) && state.link === before.link) return;
    timers.clear(timer);
    timer = timers.set(tell, SETTLE_MS);
  });

  return () => {
    timers.clear(timer);
    leave();
  };
}
