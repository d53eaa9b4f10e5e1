// What every dialog is, and the small ones. Native <dialog>: it keeps the focus inside, gives it back, and closes with Esc.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { GROUPS, KEYS, OTHER_KEYS, singleKeysOn, turnSingleKeys } from './keys.js';
import { DISPOSITION } from '../shared/wire.js';

/** The focus begins at the first field, at the button (startAtSubmit), or at the top of what is long (wide). */
export function Dialog({ title, children, onSubmit, submit, startAtSubmit, wide, idle }) {
  const { t } = useWords();
  const desk = useDesk();
  const node = useRef(null);

  useLayoutEffect(() => node.current.showModal(), []);

  function onForm(event) {
    event.preventDefault();
    node.current.close();
    onSubmit?.(event);
  }

  return (
    <dialog ref={node} class={wide ? 'wide' : undefined} aria-labelledby="dialog-title" onClose={() => desk.dialog(null)}>
      <form onSubmit={onForm}>
        <h2 id="dialog-title" tabIndex={wide ? -1 : undefined} autofocus={wide}>
          {title}
        </h2>
        {children}
        <div class="dialog-acts">
          {onSubmit && (
            <button class="button" type="button" onClick={() => node.current.close()}>
              {t('dialog.cancel')}
            </button>
          )}
          <button class="button primary" type="submit" autofocus={startAtSubmit} disabled={idle}>
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** The shop's list; until it has come, the one that every gateway is shipped with. */
export function endings({ t, language }, office) {
  if (office) return office.dispositions.map(({ id, title }) => ({ id, text: title[language] }));
  return Object.values(DISPOSITION).map((id) => ({ id, text: t(`close.${id}`) }));
}

export function CloseDialog({ chat, office }) {
  const words = useWords();
  const { t } = words;
  const desk = useDesk();
  const list = endings(words, office);
  const [disposition, setDisposition] = useState(list[0].id);
  return (
    <Dialog title={t('close.title')} submit={t('close.submit')} onSubmit={() => desk.close(chat.id, disposition)}>
      <fieldset>
        <legend>{t('close.ask')}</legend>
        {list.map(({ id: value, text }) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name="disposition"
              value={value}
              checked={value === disposition}
              autofocus={value === disposition}
              onChange={() => setDisposition(value)}
            />{' '}
            {text}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}

export function ReturnDialog({ chat }) {
  const { t } = useWords();
  const desk = useDesk();
  return (
    <Dialog title={t('return.title')} submit={t('return.submit')} startAtSubmit onSubmit={() => desk.returnToBot(chat.id)}>
      <p>{t('return.text')}</p>
    </Dialog>
  );
}

export function HelpDialog() {
  const { t } = useWords();
  const [on, setOn] = useState(singleKeysOn);
  return (
    <Dialog title={t('help.title')} submit={t('dialog.done')} wide>
      <div class="key-groups">
        {GROUPS.map((group) => (
          <section key={group} aria-labelledby={`keys-${group}`}>
            <h3 id={`keys-${group}`}>{t(`keys.${group}`)}</h3>
            <dl class="keys">
              {KEYS.filter((entry) => entry.group === group).map(({ key, word }) => (
                <Key key={word} keys={[key]} text={t(word)} />
              ))}
              {OTHER_KEYS.filter((entry) => entry.group === group).map(({ keys, word }) => (
                <Key key={word} keys={keys.map((name) => t(name))} text={t(word)} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            turnSingleKeys(event.currentTarget.checked);
            setOn(event.currentTarget.checked);
          }}
        />{' '}
        {t('help.single')}
      </label>
      <p class="muted">{t('help.single_note')}</p>
    </Dialog>
  );
}

function Key({ keys, text }) {
  return (
    <div>
      <dt>
        {keys.map((key, i) => (
          <>
            {i > 0 && ' + '}
            <kbd>{key}</kbd>
          </>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
