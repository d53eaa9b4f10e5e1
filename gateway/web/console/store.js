// Holds the state, applies the reducer, tells who listens. Listeners get (state, before, action).

export function createStore(reduce, first) {
  const listeners = new Set();
  let state = first;

  return {
    get: () => state,
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      if (state !== before) for (const listener of listeners) listener(state, before, action);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
