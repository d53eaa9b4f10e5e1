// The three dialogs. Native <dialog>: it keeps the focus inside, gives it back, and closes with Esc.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { KEYS, singleKeysOn, turnSingleKeys } from './keys.js';
import { DISPOSITION } from '../shared/wire.js';

function Dialog({ title, children, onSubmit, submit, startAtSubmit }) {
  const { t } = useWords();
  const desk = useDesk();
  const node = useRef(null);

  useEffect(() => node.current.showModal(), []);

  function onForm(event) {
    event.preventDefault();
    node.current.close();
    onSubmit?.(event);
  }

  return (
    <dialog ref={node} aria-labelledby="dialog-title" onClose={() => desk.dialog(null)}>
      <form onSubmit={onForm}>
        <h2 id="dialog-title">{title}</h2>
        {children}
        <div class="dialog-acts">
          {onSubmit && (
            <button class="button" type="button" onClick={() => node.current.close()}>
              {t('dialog.cancel')}
            </button>
          )}
          <button class="button primary" type="submit" autofocus={startAtSubmit}>
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}

export function CloseDialog({ chat }) {
  const { t } = useWords();
  const desk = useDesk();
  const [disposition, setDisposition] = useState(DISPOSITION.RESOLVED);
  return (
    <Dialog title={t('close.title')} submit={t('close.submit')} onSubmit={() => desk.close(chat.id, disposition)}>
      <fieldset>
        <legend>{t('close.ask')}</legend>
        {Object.values(DISPOSITION).map((value) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name="disposition"
              value={value}
              checked={value === disposition}
              autofocus={value === disposition}
              onChange={() => setDisposition(value)}
            />{' '}
            {t(`close.${value}`)}
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
    <Dialog title={t('help.title')} submit={t('dialog.done')} startAtSubmit>
      <dl class="keys">
        {KEYS.map(({ key, word }) => (
          <Key key={key} keys={[key]} text={t(word)} />
        ))}
        <Key keys={[t('key.escape')]} text={t('help.escape')} />
        <Key keys={[t('key.enter')]} text={t('help.send')} />
        <Key keys={[t('key.shift'), t('key.enter')]} text={t('help.break')} />
      </dl>
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
