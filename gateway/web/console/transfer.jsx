// To whom a chat may go: teams, and colleagues who are there. Who cannot take one now is shown with the reason
// instead of being left out, so that nobody wonders where a colleague is.
import { useState } from 'preact/hooks';
import { useDesk, useWords } from './context.js';
import { Dialog } from './dialogs.jsx';
import { LIMIT } from '../shared/wire.js';

const sameTarget = (a, b) => a?.team === b.team && a?.agent === b.agent;

export function TransferDialog({ chat, office, me, holder }) {
  const { t, language } = useWords();
  const desk = useDesk();
  const [to, setTo] = useState(null);
  const [note, setNote] = useState('');
  const colleagues = (office?.agents ?? []).filter((agent) => agent.name !== me && agent.name !== holder);
  const own = chat.mode === 'mine';
  const tooMany = [...note].length - LIMIT.MESSAGE_CHARS;

  return (
    <Dialog
      title={t(own ? 'transfer.title' : 'transfer.assign')}
      submit={t(own ? 'transfer.submit' : 'transfer.assign_submit')}
      idle={!to || tooMany > 0}
      onSubmit={() => desk.transfer(chat.id, to, note.trim() || null)}
    >
      <fieldset>
        <legend>{t(own ? 'transfer.teams' : 'transfer.to_team')}</legend>
        {(office?.teams ?? []).map((team, i) => (
          <Choice key={team.name} to={{ team: team.name }} chosen={to} onChoose={setTo} first={i === 0}>
            {team.title[language]}
          </Choice>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t(own ? 'transfer.agents' : 'transfer.to_agent')}</legend>
        {colleagues.length === 0 && <p class="muted">{t('transfer.nobody')}</p>}
        {colleagues.map((agent) => (
          <Choice
            key={agent.name}
            to={{ agent: agent.name }}
            chosen={to}
            onChoose={setTo}
            disabled={agent.presence === 'away' || agent.chats >= office.capacity}
          >
            {agent.name}{' '}
            <span class="muted">
              {t(`presence.${agent.presence}`)} · {t('transfer.chats', { n: agent.chats, max: office.capacity })}
            </span>
          </Choice>
        ))}
      </fieldset>
      <label class="transfer-note" for="transfer-note">
        {t('transfer.note')}
      </label>
      <textarea
        id="transfer-note"
        class="paper"
        rows={3}
        value={note}
        dir="auto"
        aria-describedby="transfer-hint"
        aria-invalid={tooMany > 0}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <p class="hint" id="transfer-hint">
        {tooMany > 0 ? t('composer.too_long', { n: tooMany }) : t('note.hint')}
      </p>
    </Dialog>
  );
}

function Choice({ to, chosen, onChoose, disabled, first, children }) {
  return (
    <label class="choice" data-disabled={disabled ? '' : undefined}>
      <input
        type="radio"
        name="to"
        value={to.team ?? to.agent}
        checked={sameTarget(chosen, to)}
        disabled={disabled}
        autofocus={first}
        onChange={() => onChoose(to)}
      />{' '}
      <span>{children}</span>
    </label>
  );
}
