// The top line: whose console, what is told in passing, the line to the gateway, the agent's status, the menu.
import { clockText, useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { Mark } from './icons.jsx';
import { MenuButton, Places } from './menu.jsx';
import { Notice } from './notice.jsx';

const PRESENCES = ['available', 'busy', 'away'];

export function Header({ state, place, shop, onLanguage }) {
  const { t } = useWords();
  return (
    <header>
      <div class="top">
        <h1 class="brand">
          <Mark />
          <span class="brand-name">{shop?.name ?? t('app.name')}</span>
          <span class="unseen">{t('app.console')}</span>
        </h1>
        <Notice notice={state.notice} />
        <Places session={state.session} place={place} />
        <LinkState link={state.link} />
        <Presence presence={state.presence} online={state.link === 'online'} />
        <MenuButton session={state.session} place={place} onLanguage={onLanguage} />
      </div>
      {state.link === 'waiting' && <LostBanner retryAt={state.retryAt} />}
    </header>
  );
}

function LinkState({ link }) {
  const { t } = useWords();
  const key = link === 'online' ? 'link.online' : 'link.connecting';
  return (
    <p class="link-state" data-link={link} role="status">
      <span class="dot" aria-hidden="true" /> <span class="link-word">{t(key)}</span>
    </p>
  );
}

function Presence({ presence, online }) {
  const { t } = useWords();
  const desk = useDesk();
  return (
    <label class="presence" data-presence={presence}>
      <span class="unseen">{t('presence.label')}</span>
      <span class="dot" aria-hidden="true" />
      <select
        id="presence"
        value={presence ?? 'away'}
        disabled={!online}
        onChange={(event) => desk.setPresence(event.currentTarget.value)}
      >
        {PRESENCES.map((name) => (
          <option value={name} key={name}>
            {t(`presence.${name}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Stands under the top line only while there is no connection, and says what happens meanwhile. */
function LostBanner({ retryAt }) {
  const { t } = useWords();
  const desk = useDesk();
  const now = useNow(500);
  const left = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div class="banner warning" data-banner="link">
      <p>{t('link.waiting', { time: clockText(left) })}</p>
      <button class="button small" onClick={desk.reconnect}>
        {t('link.again')}
      </button>
    </div>
  );
}
