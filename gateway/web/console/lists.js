// Asks the gateway for the list or the figures that are in view, and again after each connect; tells it when nobody looks
// any more.

const isOn = ({ login, link }) => login === 'done' && link === 'online';

const LISTS = [
  {
    wanted: (state) => (isOn(state) && state.place === 'live' ? `${state.live.show} ${state.live.page}` : ''),
    ask: (say, { live }) => say.live(live.show, live.page),
    leave: (say) => say.live(null),
  },
  {
    wanted: (state) => (isOn(state) && state.place === 'board' ? 'on' : ''),
    ask: (say) => say.board(true),
    leave: (say) => say.board(false),
  },
];

/** @param {{store: object, say: {live: Function, board: Function}}} options  @returns {() => void} stops it */
export function watchLists({ store, say }) {
  function follow(state, before) {
    for (const { wanted, ask, leave } of LISTS) {
      const now = wanted(state);
      if (now === (before ? wanted(before) : '')) continue;
      if (now) ask(say, state);
      else if (state.link === 'online') leave(say);
    }
  }
  follow(store.get(), null);
  return store.subscribe(follow);
}
