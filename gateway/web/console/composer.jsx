// Where the agent writes. Grows to five lines; Enter sends, but never the Enter that confirms a word of an
// input method (Chinese, Japanese), and not on touch, where Enter is the only way to a new line.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { CopilotButtons, CopilotPaper } from './copilot.jsx';
import { Send } from './icons.jsx';
import { blankIn, insertAt } from './replies.js';
import { opensReplies, RepliesButton, RepliesList } from './replies.jsx';
import { LIMIT } from '../shared/wire.js';

const LINES = 5;

export function Composer({ chat, draft, replies, office, help, agent }) {
  const { t } = useWords();
  const desk = useDesk();
  const field = useRef(null);
  const caret = useRef(null); // to put into the field once the draft is drawn: [from, to]
  const [list, setList] = useState(null); // the open list of replies: {at, bySlash}
  const [blankTold, setBlankTold] = useState(false);
  const tooMany = [...draft].length - LIMIT.MESSAGE_CHARS;
  const blank = blankIn(draft);
  const copilot = office?.copilot && chat.customer?.consent !== 'refused';
  const problem = tooMany > 0 ? t('composer.too_long', { n: tooMany }) : blankTold && blank ? blankText() : null;

  function blankText() {
    return t('composer.blank', { place: draft.slice(...blank) });
  }

  useLayoutEffect(() => {
    const { style } = field.current;
    style.height = 'auto';
    const line = parseFloat(getComputedStyle(field.current).lineHeight);
    style.height = `${Math.min(field.current.scrollHeight, line * LINES + 20)}px`;
    if (!caret.current) return;
    field.current.focus();
    field.current.setSelectionRange(...caret.current);
    caret.current = null;
  }, [draft, list]);

  function submit(event) {
    event.preventDefault();
    if (!draft.trim() || tooMany > 0) return;
    field.current.focus();
    setBlankTold(blank !== null);
    if (blank) field.current.setSelectionRange(...blank);
    else desk.say(chat.id, draft.trim());
  }

  function onKeyDown(event) {
    if (opensReplies(event)) {
      event.preventDefault();
      openList(true);
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    submit(event);
  }

  function onInput(event) {
    desk.draft(chat.id, event.currentTarget.value);
    if (event.currentTarget.value.trim()) desk.typing(chat.id);
  }

  function openList(bySlash) {
    setList({ at: field.current.selectionStart, bySlash });
  }

  function insert(reply) {
    const { text, from, to } = insertAt(draft, list.at, reply);
    caret.current = [from, to];
    setList(null);
    desk.draft(chat.id, text);
  }

  function take() {
    desk.helpTaken();
    field.current.focus();
  }

  function closeList(typed, left) {
    if (!left) caret.current = [list.at + typed.length, list.at + typed.length];
    setList(null);
    if (typed) desk.draft(chat.id, insertAt(draft, list.at, typed).text);
  }

  return (
    <form class="composer" onSubmit={submit}>
      {list && <RepliesList chat={chat} replies={replies} agent={agent} bySlash={list.bySlash} onInsert={insert} onClose={closeList} />}
      <CopilotPaper help={help} chat={chat} onTake={take} />
      <label class="unseen" for="composer">
        {t('composer.label')}
      </label>
      <textarea
        id="composer"
        ref={field}
        rows={1}
        value={draft}
        placeholder={t('composer.placeholder')}
        lang={chat.locale}
        dir="auto"
        aria-describedby="composer-hint"
        aria-invalid={problem !== null}
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      <button class="button primary" type="submit" disabled={!draft.trim() || tooMany > 0}>
        <Send /> <span>{t('composer.send')}</span>
      </button>
      <p class="hint" id="composer-hint" role={problem ? 'alert' : undefined}>
        {problem ?? t('composer.hint')}
      </p>
      <div class={copilot ? 'composer-more wide' : 'composer-more'}>
        {copilot && <CopilotButtons chat={chat} />}
        <RepliesButton open={list !== null} onToggle={() => (list ? closeList('') : openList(false))} />
      </div>
    </form>
  );
}
