// The menu: language, notifications, keyboard, log out. A disclosure, not an ARIA menu: it holds a
// select and plain buttons, which Tab walks through as everywhere else.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { getLlm, switchLlm } from './api.js';
import { useDesk, useWords } from './context.js';
import { LANGUAGES } from './i18n.js';
import { Menu } from './icons.jsx';
import { ADDRESS_OF, placesOf } from './places.js';
import { notifyState, turnNotify } from './notify.js';
import { soundState, turnSound } from './sound.js';

/** Each language is named in itself, so that it can be found from any other. */
const OWN_NAMES = { en: 'English', de: 'Deutsch', fr: 'Français', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文' };

export function LanguageChoice({ onLanguage }) {
  const { t, language } = useWords();
  return (
    <label class="language">
      <span>{t('menu.language')}</span>
      <select value={language} onChange={(event) => onLanguage(event.currentTarget.value)}>
        {LANGUAGES.map((tag) => (
          <option value={tag} lang={tag} key={tag}>
            {OWN_NAMES[tag]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** In the top line; in the menu where that has no room. Nothing for those who have one place only. */
export function Places({ session, place, onGo }) {
  const { t } = useWords();
  const places = placesOf(session);
  if (places.length < 2) return null;
  return (
    <nav class="places" aria-label={t('place.label')}>
      {places.map((name) => (
        <a key={name} href={ADDRESS_OF[name]} data-place-link={name} aria-current={name === place ? 'page' : undefined} onClick={onGo}>
          {t(`place.${name}`)}
        </a>
      ))}
    </nav>
  );
}

export function MenuButton({ session, place, onLanguage }) {
  const { t } = useWords();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const button = useRef(null);

  // Before the next paint: whoever sees the menu can already leave it.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const outside = (event) => !root.current.contains(event.target) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  function onKeyDown(event) {
    if (!open || event.key !== 'Escape') return;
    event.stopPropagation();
    setOpen(false);
    button.current.focus();
  }

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button class="button quiet" data-action="menu" ref={button} aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
        <Menu /> <span class="menu-word">{t('menu.open')}</span>
      </button>
      <div class="menu-panel" id="menu" hidden={!open}>
        <p class="muted">{t('menu.signed_in', { name: session.name })}</p>
        <Places session={session} place={place} onGo={() => setOpen(false)} />
        <LanguageChoice onLanguage={onLanguage} />
        <NotifyButton />
        <SoundButton />
        {open && session.role !== 'agent' && <LlmSwitch session={session} />}
        <button
          class="button"
          onClick={() => {
            setOpen(false);
            desk.dialog('help');
          }}
        >
          {t('menu.help')} <kbd>?</kbd>
        </button>
        <button class="button" onClick={desk.logout}>
          {t('menu.logout')}
        </button>
      </div>
    </div>
  );
}

/** The browser asks only after this button; where it has been refused, words say where to change it. */
function NotifyButton() {
  const { t } = useWords();
  const [now, setNow] = useState(notifyState);
  if (now === 'missing') return null;
  if (now === 'denied') return <p class="muted">{t('menu.notify_denied')}</p>;
  return (
    <button class="button" onClick={() => turnNotify(now !== 'on').then(() => setNow(notifyState()))}>
      {t(now === 'on' ? 'menu.notify_off' : 'menu.notify')}
    </button>
  );
}

function SoundButton() {
  const { t } = useWords();
  const [now, setNow] = useState(soundState);
  if (now === 'missing') return null;
  function turn() {
    turnSound(now !== 'on');
    setNow(soundState());
  }
  return (
    <button class="button" onClick={turn}>
      {t(now === 'on' ? 'menu.sound_off' : 'menu.sound')}
    </button>
  );
}

/** The off switch of language models, for supervisors: fetched each time the menu opens, as somebody else may have used it. */
function LlmSwitch({ session }) {
  const { t } = useWords();
  const [now, setNow] = useState(null); // {enabled, on}; null: not known yet
  const take = ({ status, body }) => setNow(status === 200 ? body : null);
  useLayoutEffect(() => void getLlm().then(take), []);
  if (!now?.enabled) return null;
  return (
    <button class="button" data-action="llm" onClick={() => switchLlm(session.csrf, !now.on).then(take)}>
      {t(now.on ? 'menu.llm_off' : 'menu.llm_on')}
    </button>
  );
}
