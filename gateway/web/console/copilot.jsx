// What a language model writes for the agent: a draft of the next answer, or a summary. It stands on a paper of
// its own above the composer, says that a machine wrote it, and goes nowhere by itself.
import { useDesk, useWords } from './context.js';
import { Spark } from './icons.jsx';
import { Sources } from './message.jsx';
import { AGENT } from '../shared/wire.js';

export function CopilotButtons({ chat }) {
  const { t, language } = useWords();
  const desk = useDesk();
  return (
    <>
      <button class="button" type="button" data-action="draft" onClick={() => desk.help(AGENT.DRAFT, chat.id)}>
        <Spark /> {t('copilot.draft')}
      </button>
      <button class="button" type="button" data-action="summary" onClick={() => desk.help(AGENT.SUMMARY, chat.id, language)}>
        <Spark /> {t('copilot.summary')}
      </button>
    </>
  );
}

function stateOf(help) {
  if (!help) return null;
  if (!help.done) return help.text ? null : 'copilot.writing';
  if (help.failed) return help.text ? 'copilot.broken' : 'copilot.failed';
  return help.kind === AGENT.DRAFT ? 'copilot.draft_ready' : 'copilot.summary_ready';
}

/** The line at its end is always there and says once when it is ready; the words while they come are not read out. */
export function CopilotPaper({ help, chat, onTake }) {
  const { t } = useWords();
  const desk = useDesk();
  const state = stateOf(help);
  const isDraft = help?.kind === AGENT.DRAFT;
  return (
    <div class="copilot" data-kind={help?.kind} hidden={!help}>
      {help && (
        <p class="copilot-head">
          <span class="chip">
            <Spark /> {t(isDraft ? 'copilot.draft_chip' : 'copilot.summary_chip')}
          </span>
        </p>
      )}
      {help?.text && (
        <p class="text" dir="auto" lang={isDraft ? chat.locale : undefined} aria-busy={!help.done} tabIndex={0} role="group" aria-label={t(isDraft ? 'copilot.draft_chip' : 'copilot.summary_chip')}>
          {help.text}
        </p>
      )}
      <Sources sources={help?.sources} />
      <p class="copilot-state" role="status">
        {state && t(state)}
      </p>
      {help && (
        <p class="copilot-acts">
          {isDraft && help.done && help.text && (
            <button class="button" type="button" data-action="insert-draft" onClick={onTake}>
              {t('copilot.insert')}
            </button>
          )}
          <button class="button quiet" type="button" data-action="drop-draft" onClick={desk.helpGone}>
            {t('copilot.drop')}
          </button>
        </p>
      )}
    </div>
  );
}
