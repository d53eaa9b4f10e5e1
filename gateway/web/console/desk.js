// What the agent can do, as one object for all panes: it ties store, line and login together.
//
// Components call `desk.claim(id)` and know neither frames nor actions nor fetch.
import * as api from './api.js';
import { forgetKept, forgetOthers, keep, KEPT, loadKept } from './keep.js';
import { createLink } from './link.js';
import { watchLists } from './lists.js';
import { ADDRESS_OF, placesOf } from './places.js';
import { watchViewing } from './viewing.js';
import { neighbour, nextNeedy } from './views.js';

const LOOK_AFTER_MS = 150; // so that holding j does not open every chat on the way
const SESSION_RETRY_MS = 4000;
const REPLIES_FRESH_MS = 30000;

export function createDesk(store) {
  const { dispatch, get } = store;
  let link = null;
  let stopViewing = null;
  let stopLists = null;
  let lookTimer = 0;
  let repliesAt = 0;

  store.subscribe((state, before) => {
    if (KEPT.some((part) => state[part] !== before[part])) keep(state);
  });

  function begin(session) {
    forgetOthers(session.name);
    dispatch({ type: 'logged-in', session, kept: loadKept(session.name) });
    link = createLink({ agent: session.name, getState: get, dispatch, onLoginOver: () => end('ended') });
    stopViewing = watchViewing({ store, say: link.viewing });
    stopLists = watchLists({ store, say: link });
    link.start();
  }

  function end(note) {
    clearTimeout(lookTimer);
    stopViewing?.();
    stopLists?.();
    link?.stop();
    link = null;
    dispatch({ type: 'login-needed', note });
  }

  /** At the start: is there a login already? The gateway may be down at this moment. */
  async function resume() {
    const { status, body } = await api.getSession();
    if (status === 200) begin(body);
    else if (status === 401) dispatch({ type: 'login-needed' });
    else {
      dispatch({ type: 'link', status: 'waiting' });
      setTimeout(resume, SESSION_RETRY_MS);
    }
  }

  /** Asked for when the list is opened, and again after a while: ops staff may have changed them. */
  async function loadReplies() {
    if (get().replies && Date.now() - repliesAt < REPLIES_FRESH_MS) return;
    const { status, body } = await api.getReplies();
    if (status !== 200) return;
    repliesAt = Date.now();
    dispatch({ type: 'replies', replies: body.replies });
  }

  function select(id) {
    if (get().place === 'board') location.hash = ADDRESS_OF.desk; // where a chat can be seen
    dispatch({ type: 'select', case: id });
    clearTimeout(lookTimer);
    if (id && !get().chats[id]) lookTimer = setTimeout(() => link?.look(id), LOOK_AFTER_MS);
  }

  return {
    resume,
    async login(name, password) {
      const answer = await api.login(name, password);
      if (answer.status === 200) begin(answer.body);
      return answer;
    },
    async logout() {
      const csrf = get().session?.csrf ?? '';
      link?.stop();
      await api.logout(csrf);
      end('out');
      forgetKept();
    },
    select,
    move(step) {
      if (get().place === 'board') return null;
      const id = neighbour(get(), step);
      if (id && id !== get().selected) select(id);
      return id;
    },
    nextNeedy() {
      const id = nextNeedy(get());
      if (id) select(id);
      return id;
    },
    /** Where nobody may go, one stays. */
    place(name) {
      if (get().login !== 'done' || placesOf(get().session).includes(name)) dispatch({ type: 'place', place: name });
    },
    goTo(name) {
      if (placesOf(get().session).includes(name)) location.hash = ADDRESS_OF[name];
    },
    showLive: (show, page) => dispatch({ type: 'show', show, page }),
    lookBack: (id, conversation) => link?.lookBack(id, conversation),
    setAway: (name) => link?.setAway(name),
    takeOver: (id, conversation) => link?.takeOver(id, conversation),
    search: (query, words) => dispatch({ type: 'search', query, words }),
    show: (screen) => dispatch({ type: 'screen', screen }),
    dialog: (name) => dispatch({ type: 'dialog', name }),
    draft: (id, text) => dispatch({ type: 'draft', case: id, text }),
    following: (value) => dispatch({ type: 'following', value }),
    putAway: (id) => dispatch({ type: 'put-away', case: id }),
    untold: (id) => dispatch({ type: 'untold', id }),
    loadReplies: () => void loadReplies(),
    visible: (value) => dispatch({ type: 'visible', visible: value }),
    claim: (id) => link?.claim(id),
    acceptOffer(id) {
      link?.claim(id);
      select(id);
    },
    declineOffer: (id) => link?.decline(id),
    returnToBot: (id) => link?.returnToBot(id),
    close: (id, disposition) => link?.close(id, disposition),
    merge: (id, conversation) => link?.merge(id, conversation),
    hold: (id, minutes) => link?.hold(id, minutes),
    resumeChat: (id) => link?.resume(id),
    disposition: (id, disposition) => link?.disposition(id, disposition),
    done: (id) => link?.done(id),
    transfer: (id, to, note) => link?.transfer(id, to, note),
    noting: (id) => dispatch({ type: 'noting', case: id }),
    note: (id, text) => link?.note(id, text),
    say: (id, text) => link?.say(id, text),
    help: (kind, id, locale) => link?.help(kind, id, locale),
    helpGone: () => dispatch({ type: 'help-gone' }),
    helpTaken: () => dispatch({ type: 'help-taken' }),
    teamTitle: (name, language) => get().office?.teams.find((team) => team.name === name)?.title[language] ?? name,
    retry: (messageId) => link?.retry(messageId),
    discard: (messageId) => link?.discard(messageId),
    typing: (id) => link?.typing(id),
    setPresence: (status) => link?.setPresence(status),
    reconnect: () => link?.reconnect(),
  };
}
