// Login or the panes, in one language, with the shop's name and colour.
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { applyAccent } from './accent.js';
import { getShop } from './api.js';
import { Desk, Shop, Words } from './context.js';
import { createWords, firstLanguage, rememberLanguage } from './i18n.js';
import { Login } from './login.jsx';
import { Panes } from './panes.jsx';
import { watchForNotice } from './notify.js';

export function App({ store, desk }) {
  const [state, setState] = useState(store.get());
  const [language, setLanguage] = useState(firstLanguage);
  const [shop, setShop] = useState(null);
  const [heard, setHeard] = useState('');
  const words = useMemo(() => createWords(language), [language]);

  // Not in an effect after painting: a tab in the background paints late, and what happened until then
  // would be missed.
  useLayoutEffect(() => {
    setState(store.get());
    return store.subscribe((next) => setState(next));
  }, []);
  useEffect(() => watchForNotice({ store, words, desk, announce: setHeard }), [words]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    getShop().then(({ status, body }) => {
      if (status !== 200) return;
      setShop(body);
      applyAccent(body.accent);
    });
  }, []);

  const choose = (chosen) => {
    rememberLanguage(chosen);
    setLanguage(chosen);
  };

  return (
    <Words.Provider value={words}>
      <Desk.Provider value={desk}>
        {state.login === 'checking' && <Checking unreachable={state.link === 'waiting'} />}
        {state.login === 'needed' && <Login note={state.loginNote} shop={shop} onLanguage={choose} />}
        {state.login === 'done' && (
          <Shop.Provider value={shop}>
            <Panes state={state} shop={shop} onLanguage={choose} />
          </Shop.Provider>
        )}
        <p class="unseen" role="status" data-announcer>
          {heard}
        </p>
      </Desk.Provider>
    </Words.Provider>
  );
}

function Checking({ unreachable }) {
  return (
    <Words.Consumer>
      {({ t }) => (
        <main class="checking">
          <h1 class="unseen">{t('app.console')}</h1>
          <p role="status">{t(unreachable ? 'app.unreachable' : 'app.loading')}</p>
        </main>
      )}
    </Words.Consumer>
  );
}
