// Middle pane: one conversation. Panes gives it a key per chat, so it starts anew with each: a log that
// is put in place whole is not read out, and afterwards only what is new is (role="log").
import { Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CallbackMark } from './callback.jsx';
import { Composer } from './composer.jsx';
import { useNow } from './clock.jsx';
import { useDesk, useWords } from './context.js';
import { Back, Down, Eye, Info } from './icons.jsx';
import { Reason } from './list.jsx';
import { HoldBar, HoldMark } from './hold.jsx';
import { Sla } from './sla.jsx';
import { TwinBar } from './twin.jsx';
import { WrapupFoot } from './wrapup.jsx';
import { liveRow } from './live.js';
import { supervises } from './places.js';
import { Message, Unsent } from './message.jsx';
import { noteDraft } from './chats.js';
import { Earlier } from './earlier.jsx';
import { ChatRating } from './rating.jsx';
import { NotePaper, Notes, notesBySeq, UnsentNote } from './notes.jsx';
import { otherViewers, unreadCount, waitingQueue } from './views.js';

const SHOWN = 200; // messages drawn at once; earlier ones on demand
const NEAR_END_PX = 48;
const RUN_MS = 300000;

export function Thread({ state, chat, entry }) {
  const { t } = useWords();
  const claimed = chat?.mode === 'mine';
  const wasClaimed = useRef(claimed);

  // The claim button has gone with the claim: the next thing to do is to write.
  useLayoutEffect(() => {
    if (claimed && !wasClaimed.current) document.getElementById('composer')?.focus();
    wasClaimed.current = claimed;
  }, [claimed]);

  // The paper has gone with the note: on with the answer.
  const noting = state.noting === state.selected;
  const wasNoting = useRef(noting);
  useLayoutEffect(() => {
    if (!noting && wasNoting.current) document.querySelector('#composer, [data-action="claim"]')?.focus();
    wasNoting.current = noting;
  }, [noting]);

  // The bar has gone with its button, or the composer with the chat.
  const held = Boolean(chat?.hold);
  const working = chat?.mode === 'wrapup';
  const before = useRef({ held, working });
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body;
    if (before.current.held && !held && isLost) document.getElementById('composer')?.focus();
    if (!before.current.working && working && isLost) document.getElementById('wrapup-ending')?.focus();
    before.current = { held, working };
  }, [held, working]);

  return (
    <section class="pane thread" id="conversation" tabIndex={-1} aria-label={t('thread.label')} data-pane="thread">
      {!state.selected && <Nothing state={state} />}
      {state.selected && (
        <>
          <ThreadHead chat={chat} entry={entry} row={liveRow(state, state.selected)} online={state.link === 'online'} />
          <Viewers names={otherViewers(state)} />
          {chat ? <Log state={state} chat={chat} /> : <p class="empty fetching">{t('thread.fetching')}</p>}
          {chat && <ChatRating rating={chat.rating} locale={chat.locale} live />}
          {chat && <Foot state={state} chat={chat} entry={entry} />}
        </>
      )}
    </section>
  );
}

/** Says what to do next instead of showing an empty pane. */
function Nothing({ state }) {
  const { t } = useWords();
  const desk = useDesk();
  const waiting = waitingQueue(state);
  return (
    <div class="nothing">
      <h2 tabIndex={-1}>{waiting.length ? t('thread.waiting', { n: waiting.length }) : t('thread.none')}</h2>
      <p>{t(waiting.length || Object.keys(state.chats).length ? 'thread.choose' : 'list.none_waiting')}</p>
      {waiting.length > 0 && (
        <button class="button primary" onClick={() => desk.select(waiting[0].case)}>
          {t('thread.open_first')}
        </button>
      )}
    </div>
  );
}

function ThreadHead({ chat, entry, row, online }) {
  const { t, languageName } = useWords();
  const desk = useDesk();
  const reason = chat?.escalation?.reason ?? entry?.reason;
  const locale = chat?.locale ?? entry?.locale;
  return (
    <div class="thread-head">
      <button class="button quiet only-narrow" data-action="back" onClick={() => desk.show('list')}>
        <Back /> <span class="unseen">{t('thread.back')}</span>
      </button>
      <div class="thread-title">
        <h2 tabIndex={-1}>{chat?.reference ?? entry?.reference ?? t('thread.label')}</h2>
        <p>
          {reason && <Reason reason={reason} />} {chat?.observed && <span>{t('live.is_bot')}</span>}{' '}
          {chat?.mode === 'look' && row?.state === 'human' && row.agent && <span>{t('live.with', { name: row.agent })}</span>}{' '}
          {locale && <span class="muted">{languageName(locale)}</span>} {chat?.mode === 'look' && <HoldMark hold={chat.hold} />}{' '}
          {chat?.mode !== 'left' && <CallbackMark callback={entry?.callback ?? chat?.callback} />}{' '}
          {chat?.mode !== 'left' && <Sla sla={entry?.sla ?? chat?.sla} />}
        </p>
      </div>
      {chat?.mode === 'mine' && <OwnActs chat={chat} online={online} />}
      <button class="button quiet only-no-facts" data-action="details" onClick={() => desk.show('facts')}>
        <Info /> <span class="unseen">{t('thread.details')}</span>
      </button>
    </div>
  );
}

/** Colleagues who have the same chat open: always there, so that it is read out when somebody comes. */
function Viewers({ names }) {
  const { t, list } = useWords();
  return (
    <p class="viewers" role="status">
      {names.length > 0 && (
        <>
          <Eye /> {t('thread.viewers', { n: names.length, names: list(names) })}
        </>
      )}
    </p>
  );
}

/** Its name is always the long one; where there is little room the short one is what is seen. */
function Act({ name, idle, onAct }) {
  const { t } = useWords();
  return (
    <button class="button" data-action={name} disabled={!idle} aria-label={t(`thread.${name}`)} onClick={onAct}>
      <span class="long">{t(`thread.${name}`)}</span>
      <span class="short">{t(`thread.${name}_short`)}</span>
    </button>
  );
}

function OwnActs({ chat, online }) {
  const desk = useDesk();
  const idle = online && !chat.busy;
  return (
    <div class="thread-acts">
      <Act name="note" idle={online} onAct={() => desk.noting(chat.id)} />
      <Act name="hold" idle={idle} onAct={() => desk.dialog('hold')} />
      <Act name="transfer" idle={idle} onAct={() => desk.dialog('transfer')} />
      <Act name="return" idle={idle} onAct={() => desk.dialog('return')} />
      <Act name="close" idle={idle} onAct={() => desk.dialog('close')} />
    </div>
  );
}

function Log({ state, chat }) {
  const { t } = useWords();
  const desk = useDesk();
  const log = useRef(null);
  const placed = useRef(false);
  const [shown, setShown] = useState(SHOWN);
  const unsent = state.outbox.filter((entry) => entry.case === chat.id);
  const hidden = Math.max(0, chat.messages.length - shown);
  const messages = hidden ? chat.messages.slice(hidden) : chat.messages;
  const notes = notesBySeq(chat.notes, messages);

  // First to what is new, or to the end; from then on along with the end while it is in view.
  useLayoutEffect(() => {
    const node = log.current;
    const fresh = !placed.current && chat.newFrom && node.querySelector('.divider');
    if (fresh) node.scrollTop = fresh.offsetTop - node.clientHeight / 3;
    else if (state.following) node.scrollTop = node.scrollHeight;
    placed.current = true;
  });

  function scrolled({ currentTarget: node }) {
    desk.following(node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END_PX);
  }

  function jump() {
    const mark = log.current.querySelector('.divider');
    const below = mark && mark.offsetTop > log.current.scrollTop + log.current.clientHeight;
    if (below) log.current.scrollTop = mark.offsetTop - log.current.clientHeight / 3;
    else log.current.scrollTop = log.current.scrollHeight;
    log.current.focus();
  }

  return (
    <div class="log-frame">
      {hidden > 0 && (
        <button class="button small earlier" onClick={() => setShown(shown + SHOWN)}>
          {t('thread.earlier', { n: Math.min(SHOWN, hidden) })}
        </button>
      )}
      <div class="log" role="log" aria-label={t('thread.log')} tabIndex={0} ref={log} onScroll={scrolled}>
        {!hidden && <Earlier reopened={chat.reopened} office={state.office} locale={chat.locale} />}
        {!hidden && <Notes notes={notes.get(0)} />}
        {messages.map((message, i) => (
          <Fragment key={message.seq}>
            <Line message={message} before={messages[i - 1]} chat={chat} state={state} />
            <Notes notes={notes.get(message.seq)} />
          </Fragment>
        ))}
        {unsent.map((entry) =>
          entry.kind === 'note' ? (
            <UnsentNote key={entry.id} entry={entry} me={state.session?.name} />
          ) : (
            <Unsent key={entry.id} entry={entry} locale={chat.locale} />
          ),
        )}
      </div>
      {!state.following && <Jump unread={unreadCount(chat)} onJump={jump} />}
    </div>
  );
}

function Line({ message, before, chat, state }) {
  const { t, day } = useWords();
  const newDay = before && day(before.at) !== day(message.at);
  const head =
    !before ||
    newDay ||
    before.origin !== message.origin ||
    before.from !== message.from ||
    Date.parse(message.at) - Date.parse(before.at) > RUN_MS;
  return (
    <>
      {newDay && <p class="day">{day(message.at)}</p>}
      {chat.newFrom === message.seq && (
        <p class="divider">
          <span>{t('thread.new')}</span>
        </p>
      )}
      <Message message={message} head={head} chat={chat} me={state.session?.name} />
    </>
  );
}

function Jump({ unread, onJump }) {
  const { t } = useWords();
  return (
    <button class="button small jump" data-action="jump" onClick={onJump}>
      <Down /> {unread ? t('thread.jump', { n: unread }) : t('thread.latest')}
    </button>
  );
}

/** Its line is always kept free, so that nothing moves when somebody starts to type. */
function Typing({ chat }) {
  const { t } = useWords();
  const { typingUntil: customer, agentTypingUntil: agent } = chat;
  const now = useNow(Math.max(customer, agent) > Date.now() ? 500 : 0);
  return (
    <p class="typing" role="status">
      {customer > now ? t('thread.typing') : agent > now ? t('thread.typing_agent') : ''}
    </p>
  );
}

/**
 * The keys keep the three apart for the browser too: a click that began on "claim" must never end on the
 * button that has come in its place.
 */
function Foot({ state, chat, entry }) {
  const { t } = useWords();
  const desk = useDesk();
  const online = state.link === 'online';
  if (state.noting === chat.id && chat.mode !== 'left')
    return <NotePaper key="note" chat={chat} draft={state.drafts[noteDraft(chat.id)] ?? ''} />;
  if (chat.mode === 'mine')
    return (
      <div key="mine" class="thread-foot">
        <Typing chat={chat} />
        <TwinBar chat={chat} online={online} />
        <HoldBar chat={chat} online={online} />
        <Composer key={chat.id} chat={chat} draft={state.drafts[chat.id] ?? ''} replies={state.replies} office={state.office} help={state.help?.case === chat.id ? state.help : null} agent={state.session?.name ?? ''} />
      </div>
    );
  if (chat.mode === 'wrapup')
    return (
      <WrapupFoot key="wrapup" chat={chat} office={state.office} online={online}>
        <Act name="note" idle={online} onAct={() => desk.noting(chat.id)} />
      </WrapupFoot>
    );
  if (chat.mode === 'left')
    return (
      <div key="left" class="thread-foot bar left">
        <p role="status">{t(`left.${chat.leftAs}`)}</p>
        <button class="button" data-action="put-away" onClick={() => desk.putAway(chat.id)}>
          {t('thread.put_away')}
        </button>
      </div>
    );
  const holds = chat.observed || chat.state === 'assigned' || chat.state === 'human' ? 'reading' : entry?.state === 'callback' ? 'callback' : 'looking';
  return (
    <div key="look">
      <Typing chat={chat} />
      <div class="thread-foot bar">
        <p>{t(`thread.${chat.observed ? 'observing' : holds}`)}</p>
        {!chat.observed && <Act name="note" idle={online} onAct={() => desk.noting(chat.id)} />}
        {!chat.observed && supervises(state.session) && <Act name="transfer" idle={online && !chat.busy} onAct={() => desk.dialog('transfer')} />}
        <Claim chat={chat} online={online} takesOver={holds === 'reading'} />
      </div>
    </div>
  );
}

/** From the line, or from whoever has it. */
function Claim({ chat, online, takesOver }) {
  const { t } = useWords();
  const desk = useDesk();
  const word = chat.busy === 'claim' ? 'claiming' : takesOver ? 'take_over' : 'claim';
  return (
    <button
      class="button primary"
      data-action="claim"
      disabled={!online || chat.busy === 'claim'}
      onClick={() => (takesOver ? desk.takeOver(chat.id, chat.conversation) : desk.claim(chat.id))}
    >
      {t(`thread.${word}`)}
    </button>
  );
}
