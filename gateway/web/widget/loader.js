/*
 * The one script a shop pastes:
 *
 *   <script src="https://chat.example/widget.js" data-locale="de" async></script>
 *
 * It draws a button, and nothing else happens until that button is pressed: no cookie, no storage,
 * no socket, no request but this script and the public /api/shop (for the colour, without
 * credentials; `data-accent="#0f766e"` saves even that one). The first press makes the iframe, where
 * the chat lives under the gateway's own origin. On the shop's own storage stands one word, whether
 * a chat is open, so that it resumes on the next page.
 *
 * It runs inside foreign pages: a shadow root keeps styles apart, styles come by constructable
 * stylesheet because a page's CSP may forbid inline ones, and the two sides talk by postMessage with
 * exact origins and a table of names. No message text ever crosses to the shop's page.
 */

import { palette } from '../shared/colour.js';
import { choose, direction } from '../shared/locale.js';

const KEY = 'frontdesk'; // the shop's localStorage: 'open' or 'min' while a chat is going on

const WORDS = {
  en: ['Chat with us', 'Close chat', 'Customer chat', (n) => `${n} unread`],
  de: ['Chat mit uns', 'Chat schließen', 'Kundenchat', (n) => `${n} ungelesen`],
  fr: ['Discuter avec nous', 'Fermer le chat', 'Service client', (n) => `${n} non lu${n > 1 ? 's' : ''}`],
  'zh-Hant': ['線上客服', '關閉對話', '客服對話', (n) => `${n} 則未讀`],
  'zh-Hans': ['在线客服', '关闭对话', '客服对话', (n) => `${n} 条未读`],
};

const CSS = `
:host{all:initial!important}
*{box-sizing:border-box}
button{all:unset;box-sizing:border-box;position:fixed;inset-block-end:20px;inset-inline-end:20px;
width:60px;height:60px;border-radius:50%;display:grid;place-items:center;cursor:pointer;z-index:2147483001;
background:var(--fill);color:#fff;box-shadow:0 4px 16px #0004}
button:hover{filter:brightness(.93)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #111}
svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
i{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;
border-radius:11px;background:#b42318;color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
[hidden]{display:none!important}
.panel{position:fixed;inset-block-end:92px;inset-inline-end:20px;width:min(400px,calc(100vw - 40px));
height:min(680px,calc(100vh - 112px));border-radius:12px;overflow:hidden;z-index:2147483000;background:#fff;
box-shadow:0 8px 40px #0000003d,0 0 0 1px #0000001a}
iframe{border:0;width:100%;height:100%;display:block;color-scheme:light dark}
@media(prefers-color-scheme:dark){.panel{background:#14171a}button:focus-visible{outline-color:#111;box-shadow:0 0 0 6px #fff}}
@media(max-width:480px),(max-height:480px){.panel{inset:0;width:100%;height:100vh;height:100dvh;border-radius:0}}
@media(forced-colors:active){button{border:2px solid}}
@media print{:host{display:none!important}}`;

const ICON_CHAT = 'M21 11.5a8 8 0 0 1-8.5 8 9 9 0 0 1-3.4-.7L4 20l1.2-4.2A7.6 7.6 0 0 1 4 11.5a8.3 8.3 0 0 1 8.5-8 8.3 8.3 0 0 1 8.5 8z';
const ICON_DOWN = 'M5 9l7 7 7-7';

const script = document.currentScript;

function start() {
  const home = new URL('widget/', script.src);
  const small = matchMedia('(max-width:480px),(max-height:480px)');
  const listeners = {};
  let wish = script.dataset.locale;
  let opened = false;
  let focused = false; // whether opening takes the focus along
  let unread = 0;
  let frame = null;
  let loaded = false; // the frame's document is there and can be spoken to
  let ready = false; // and it has answered
  let covered = [];

  const host = document.createElement('div');
  host.id = 'frontdesk-chat';
  const root = host.attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  const badge = document.createElement('i');
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  const panel = document.createElement('div');

  const wishes = () => [wish, document.documentElement.lang, ...navigator.languages];
  const locale = () => choose(wishes().filter(Boolean), Object.keys(WORDS));

  /** What the next page should do; storage may be forbidden, then it starts closed. */
  function remember(word) {
    try {
      if (word) localStorage.setItem(KEY, word);
      else localStorage.removeItem(KEY);
    } catch {}
  }
  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function emit(name, detail) {
    for (const fn of listeners[name] ?? []) {
      try {
        fn(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }

  function post(name, data) {
    if (loaded) frame.contentWindow.postMessage({ frontdesk: name, data }, home.origin);
  }

  function draw() {
    const words = WORDS[locale()];
    button.setAttribute('aria-label', words[opened ? 1 : 0] + (unread ? `, ${words[3](unread)}` : ''));
    button.setAttribute('aria-expanded', String(opened));
    // A frame that never answers must not take the way out with it.
    button.hidden = opened && small.matches && ready;
    path.setAttribute('d', opened ? ICON_DOWN : ICON_CHAT);
    badge.textContent = unread > 99 ? '99+' : unread;
    badge.hidden = !unread;
    panel.hidden = !opened;
    host.lang = locale();
    host.dir = direction(locale());
    if (frame) frame.title = words[2];
    cover(opened && small.matches);
  }

  /** On a phone the panel is the page: what lies behind is neither scrolled nor reached by Tab. */
  function cover(on) {
    document.documentElement.style.overflow = on ? 'hidden' : '';
    for (const node of covered) node.inert = false;
    covered = on ? [...document.body.children].filter((node) => node !== host && !node.inert) : [];
    for (const node of covered) node.inert = true;
    fit();
  }

  /** Keeps the composer above the on-screen keyboard. */
  function fit() {
    const view = window.visualViewport;
    const keyboard = opened && small.matches && view && view.scale === 1 && innerHeight - view.height > 80;
    panel.style.height = keyboard ? `${view.height}px` : '';
    panel.style.top = keyboard ? `${view.offsetTop}px` : '';
  }

  /** Everything the chat may tell this page, by name; a name that is not here is ignored. */
  const FROM_FRAME = {
    ready() {
      ready = true;
      draw();
    },
    close: () => close(),
    active(on) {
      remember(on ? (opened ? 'open' : 'min') : null);
    },
    unread(count) {
      unread = Number(count) || 0;
      draw();
      emit('unread', unread);
    },
    message: (detail) => emit('message', detail),
    state: (detail) => emit('state', detail),
  };

  addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
    const name = event.data?.frontdesk;
    if (Object.hasOwn(FROM_FRAME, name)) FROM_FRAME[name](event.data.data);
  });

  function make() {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.src = home.href;
    frame.allow = 'clipboard-write';
    frame.addEventListener('load', () => {
      loaded = true;
      post('init', { wishes: wishes().filter(Boolean), page: location.origin + location.pathname, name: script.dataset.name });
      if (opened) post('open', focused);
    });
    panel.append(frame);
  }

  function show(focus) {
    make();
    opened = true;
    focused = focus;
    draw();
    if (focus) frame.focus();
    post('open', focus);
    emit('open');
  }

  function open() {
    // The promise is "nothing before the customer acts", also when the shop's own code calls.
    if (navigator.userActivation?.hasBeenActive === false && !remembered()) {
      console.warn('Frontdesk.open() needs a click or key press of the customer first');
      return false;
    }
    if (!opened) show(true);
    return true;
  }

  function close() {
    if (!opened) return;
    opened = false;
    draw();
    post('close');
    button.focus();
    emit('close');
  }

  const sheet = `:host{--fill:${palette(script.dataset.accent).light.fill}}`;
  let dye = null;
  try {
    const rules = new CSSStyleSheet();
    dye = new CSSStyleSheet();
    rules.replaceSync(CSS);
    dye.replaceSync(sheet);
    root.adoptedStyleSheets = [rules, dye];
  } catch {
    const style = document.createElement('style');
    style.textContent = CSS + sheet;
    root.append(style);
  }
  button.type = 'button';
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  badge.setAttribute('aria-hidden', 'true');
  panel.className = 'panel';
  icon.append(path);
  button.append(icon, badge);
  root.append(panel, button);
  button.addEventListener('click', () => (opened ? close() : show(true)));
  root.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  small.addEventListener('change', draw);
  window.visualViewport?.addEventListener('resize', fit);
  document.body.append(host);
  draw();

  if (!script.dataset.accent) {
    fetch(new URL('api/shop', script.src), { credentials: 'omit' })
      .then((answer) => answer.json())
      .then((shop) => dye?.replaceSync(`:host{--fill:${palette(shop.accent).light.fill}}`))
      .catch(() => {});
  }

  window.Frontdesk = {
    open,
    close,
    /** @param {string} tag a BCP 47 language tag */
    setLocale(tag) {
      wish = tag;
      draw();
      post('locale', wishes().filter(Boolean));
    },
    /** @param {'open'|'close'|'message'|'state'|'unread'} name */
    on(name, fn) {
      (listeners[name] ??= new Set()).add(fn);
    },
    off(name, fn) {
      listeners[name]?.delete(fn);
    },
  };
  dispatchEvent(new Event('frontdesk-ready'));

  // A chat is going on: resume it, in front or behind the button, without taking the focus.
  const last = remembered();
  if (last === 'open' && !small.matches) show(false);
  else if (last) make();
}

if (!window.Frontdesk) {
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start);
}
