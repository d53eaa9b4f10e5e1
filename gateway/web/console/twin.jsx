// The same customer has another open chat, proven by one browser: said in both, and either agent can make one of them.
import { useDesk, useWords } from './context.js';

export function TwinBar({ chat, online }) {
  const { t } = useWords();
  const desk = useDesk();
  const { twin } = chat;
  if (!twin || chat.mode === 'left') return null;
  const merge = () => {
    desk.merge(chat.id, twin.conversation);
    document.getElementById('composer')?.focus(); // the button goes away with what it asked for
  };
  const key = !twin.case ? 'twin.bot' : twin.agent ? 'twin.agent' : 'twin.waits';
  return (
    <div class="hold-bar" data-bar="twin">
      <p>{t(key, { reference: twin.reference, name: twin.agent })}</p>
      {chat.mode === 'mine' && (
        <button class="button small" type="button" data-action="merge" disabled={!online || Boolean(chat.busy)} onClick={merge}>
          {t('twin.merge')}
        </button>
      )}
    </div>
  );
}
