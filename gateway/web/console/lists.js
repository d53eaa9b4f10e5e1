// Asks the gateway for the list that is in view, and again after each connect; tells it when nobody looks any more.

function wanted({ login, link, place, live }) {
  return login === 'done' && link === 'online' && place === 'live' ? `${live.show} ${live.page}` : '';
}

/** @param {{store: object, say: {live: Function}}} options  @returns {() => void} stops it */
export function watchLists({ store, say }) {
  function follow(state, before) {
    const now = wanted(state);
    if (now === (before ? wanted(before) : '')) return;
    if (now) say.live(state.live.show, state.live.page);
    else if (state.link === 'online') say.live(null);
  }
  follow(store.get(), null);
  return store.subscribe(follow);
}
