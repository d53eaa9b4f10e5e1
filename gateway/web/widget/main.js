/*
 * Start of the chat inside its frame: who may speak to us, which language, then the panel and the
 * line. The frame exists only after the customer's first click, so from here on connecting and
 * keeping the key to the conversation is what they asked for.
 *
 * Opened by itself (no shop around it) the same page is a chat in a window of its own.
 */

import { backoffMs } from '../shared/socket.js';
import { ORIGIN, STATE } from '../shared/wire.js';
import { createChat } from './chat.js';
import { palette } from '../shared/colour.js';
import { createHost, framed } from './host.js';
import { loadWords } from './i18n.js';
import { choose } from '../shared/locale.js';
import { createStore } from './store.js';
import { createView } from './view.js';

let app = null;
let first = null; // what the shop's page said when it introduced itself
const said = (key, most) => (typeof first?.[key] === 'string' && first[key].slice(0, most)) || null;
let visible = !framed;
let focusWish = false;

const host = createHost({
  init: (data) => {
    first ??= data ?? {};
    start();
  },
  open: (focus) => {
    visible = true;
    focusWish = Boolean(focus);
    app?.shown();
  },
  close: () => {
    visible = false;
    app?.hidden();
  },
  locale: (wishes) => app?.language(choose([].concat(wishes), app.shop.languages)),
});

/** Tried until it works: the button outside still closes the panel meanwhile. */
async function getShop(attempt = 0) {
  try {
    const answer = await fetch('../api/shop');
    if (answer.ok) return await answer.json();
  } catch {
    // No network; the same as an error answer.
  }
  await new Promise((done) => setTimeout(done, backoffMs(attempt)));
  return getShop(attempt + 1);
}

function paint(accent) {
  for (const [theme, colours] of Object.entries(palette(accent)))
    for (const [name, value] of Object.entries(colours))
      document.documentElement.style.setProperty(`--${theme}-${name}`, value);
}

function createApp(shop, words, locale, draft = '') {
  const store = createStore();
  let unread = 0;
  let lastState = '';
  let active = null;
  let wantsFocus = false; // opened before it was known what there is to focus

  const view = createView({
    shop,
    words,
    locale,
    on: {
      close: () => (framed ? host.post('close') : chat.disconnect()),
      language,
      heard(frame) {
        if (frame.origin !== ORIGIN.CUSTOMER) attention();
        // The shop's page learns that something was said and by whom, never what.
        const { seq, origin, ai_generated = false, at } = frame;
        host.post('message', { seq, origin, ai_generated, at });
      },
      changed(model) {
        const { state, outcome, reference } = model;
        const now = JSON.stringify([state, outcome, reference]);
        if (now !== lastState) host.post('state', { state, outcome, reference });
        lastState = now;
        if (wantsFocus && model.notice) {
          wantsFocus = false;
          view.focus();
        }
        remember();
        attention();
      },
    },
  });
  const chat = createChat({ store, page: said('page', 2000), name: said('name', 60), locale, view });
  view.attach(chat);
  view.draft = draft;

  /** A chat is worth resuming once something was said in it, and until it ends. */
  function going() {
    const { model } = chat;
    return model.state !== STATE.CLOSED && (chat.pending > 0 || model.last > 0 || model.state !== STATE.BOT);
  }

  function remember() {
    const on = going();
    if (chat.model.notice === null) return;
    active = on;
    host.post('active', on);
  }

  /** Read if it can be seen, else counted. */
  function attention() {
    const seen = visible && document.visibilityState === 'visible';
    if (seen) chat.read();
    const count = seen ? 0 : view.messages.unreadAfter(chat.readBefore);
    if (count !== unread) host.post('unread', count);
    unread = count;
  }

  /** Another language is another view over the same conversation, greeted anew in that language. */
  async function language(tag) {
    if (tag === locale) return;
    const next = await loadWords(tag);
    if (app !== self) return;
    chat.disconnect();
    app = createApp(shop, next, tag, view.draft);
    if (visible) app.shown();
    else app.resume();
  }

  const self = {
    shop,
    language,
    attention,
    escape: () => view.closeMenu(),
    shown() {
      chat.connect();
      view.messages.toEnd();
      wantsFocus = focusWish && !chat.model.notice;
      if (focusWish) view.focus();
      attention();
      if (active !== null) remember();
    },
    /** Behind the button a chat that is going on stays connected, an empty one lets go of the line. */
    hidden() {
      if (active !== null) remember();
      if (!going()) chat.disconnect();
      attention();
    },
    resume: () => chat.connect(),
  };
  return self;
}

document.addEventListener('visibilitychange', () => app?.attention());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !app?.escape()) host.post('close');
});

async function start() {
  if (app || start.begun) return;
  start.begun = true;
  const shop = await shopPromise;
  const asked = new URLSearchParams(location.search).get('locale');
  const locale = choose([].concat(first?.wishes ?? asked, navigator.languages), shop.languages);
  const words = await loadWords(locale);
  app = createApp(shop, words, locale);
  host.post('ready');
  if (visible) app.shown();
  else app.resume();
}

const shopPromise = getShop();
shopPromise.then((shop) => {
  paint(shop.accent);
  host.allow([location.origin, ...(shop.sites ?? [])]);
  if (!framed) start();
});
