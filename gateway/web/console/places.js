// Where the agent is: at the own desk, at the list of all chats, at the wallboard. Each has an address of its own
// (#live, #wallboard), so that it can be bookmarked, opened on a screen on the wall, and left with the browser's Back.

export const ADDRESS_OF = { desk: '#desk', live: '#live', board: '#wallboard' };

const PLACE_OF = { '': 'desk', ...Object.fromEntries(Object.entries(ADDRESS_OF).map(([place, hash]) => [hash, place])) };

/** Who looks after the chats of others. */
export const supervises = (session) => session?.role === 'supervisor' || session?.role === 'admin';

/** Where that person may go, in the order in which it is offered. */
export const placesOf = (session) => (supervises(session) ? ['desk', 'live', 'board'] : ['desk', 'board']);

/** The place of an address, or null for one that is none (the skip link). */
export const placeOf = (hash) => PLACE_OF[hash] ?? null;

/** Follows the address bar. @returns {() => void} stops it */
export function watchPlace(desk) {
  function follow() {
    const place = placeOf(location.hash);
    if (place) desk.place(place);
  }
  addEventListener('hashchange', follow);
  follow();
  return () => removeEventListener('hashchange', follow);
}
