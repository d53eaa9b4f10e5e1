// The login page: wrong, throttled with a countdown, not reachable; each said in words, next to the fields.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LanguageChoice } from './menu.jsx';
import { clockText, useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { Mark } from './icons.jsx';

export function Login({ note, shop, onLanguage }) {
  const { t } = useWords();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null); // {key, code, until}
  const name = useRef(null);
  const password = useRef(null);

  useLayoutEffect(() => name.current.focus(), []);

  async function submit(event) {
    event.preventDefault();
    if (busy || isThrottled(problem)) return;
    if (!name.current.value.trim() || !password.current.value) {
      setProblem({ key: 'login.missing' });
      (name.current.value.trim() ? password : name).current.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    const answer = await desk.login(name.current.value.trim(), password.current.value);
    if (answer.status === 200) return;
    setBusy(false);
    setProblem(problemOf(answer));
    password.current.focus();
    password.current.select();
  }

  return (
    <main class="login">
      <form class="login-card" onSubmit={submit} noValidate aria-labelledby="login-title">
        <p class="login-mark">
          <Mark /> {shop?.name ?? t('app.name')}
        </p>
        <h1 id="login-title">{t('login.title')}</h1>
        {note && !problem && (
          <p class="login-note" role="status">
            {t(`login.${note}`)}
          </p>
        )}
        <label for="login-name">{t('login.name')}</label>
        <input id="login-name" ref={name} autocomplete="username" autocapitalize="none" spellcheck={false} required />
        <label for="login-password">{t('login.password')}</label>
        <input id="login-password" ref={password} type="password" autocomplete="current-password" required />
        <div role="alert" class="login-problem">
          {problem && <Problem problem={problem} onOver={() => setProblem(null)} />}
        </div>
        <button class="button primary wide" type="submit" aria-disabled={busy || isThrottled(problem)}>
          {t(busy ? 'login.wait' : 'login.submit')}
        </button>
        <LanguageChoice onLanguage={onLanguage} />
      </form>
    </main>
  );
}

function isThrottled(problem) {
  return Boolean(problem?.until && problem.until > Date.now());
}

function problemOf({ status, body, retryAfter }) {
  if (status === 429) {
    const seconds = Math.max(1, retryAfter);
    return { key: 'login.throttled', until: Date.now() + seconds * 1000, seconds };
  }
  if (status === 401) return { key: 'login.wrong' };
  if (status === 0) return { key: 'login.unreachable' };
  return { key: 'login.failed', code: body?.error?.code ?? String(status) };
}

/** The countdown runs for the eye only: an alert that speaks every second helps nobody. */
function Problem({ problem, onOver }) {
  const { t } = useWords();
  const now = useNow(problem.until ? 500 : 0);
  const left = problem.until ? Math.ceil((problem.until - now) / 1000) : 0;
  useEffect(() => {
    if (problem.until && left <= 0) onOver();
  }, [left]);
  if (!problem.until) return <p>{t(problem.key, { code: problem.code ?? '' })}</p>;
  const text = (seconds) => t(problem.key, { time: clockText(Math.max(0, seconds)) });
  return (
    <>
      <p class="counting" aria-hidden="true">
        {text(left)}
      </p>
      <p class="unseen">{text(problem.seconds)}</p>
    </>
  );
}
