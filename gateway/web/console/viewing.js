// Tells the gateway which case is in view here, so that colleagues who open the same one know of it.
//
// In view means: selected, drawn, still open, and the page in front. Said a moment late, so that walking
// through the list with j does not announce every chat on the way.
const SETTLE_MS = 400;

function inView({ login, link, visible, selected, chats }) {
  const chat = login === 'done' && link === 'online' && visible ? chats[selected] : null;
  return chat && chat.mode !== 'left' ? selected : null;
}

/**
 * @param {{store: object, say: (id: string|null) => boolean}} options  say: whether it could be sent
 * @returns {() => void} stops it
 */
export function watchViewing({ store, say }) {
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
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLE_MS);
  });

  return () => {
    clearTimeout(timer);
    leave();
  };
}
