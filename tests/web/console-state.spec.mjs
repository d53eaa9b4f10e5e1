// The console's reducer: what each frame and each act changes, without a browser and without a clock.
import assert from 'node:assert/strict';
import test from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { holdAt } from '../../gateway/web/console/hold.js';
import { slaAt } from '../../gateway/web/console/sla.js';
import { reduce } from '../../gateway/web/console/state.js';
import { firstUnreadSeq, myChats, needCount, unreadCount, waitingQueue, walkOrder } from '../../gateway/web/console/views.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();
const customer = (seq, text = 'help') => ({ seq, id: `c${seq}`, at: at(seq), origin: 'customer', text });
const bot = (seq) => ({ seq, at: at(seq), origin: 'rule', ai_generated: true, label: 'AI-generated', text: 'hello' });
const agent = (seq, id) => ({ seq, id, at: at(seq), origin: 'agent', from: 'Ada', text: 'hi' });

const frame = (state, type, fields) => reduce(state, { type: `frame/${type}`, frame: { type, ...fields }, now: NOW });
const act = (state, type, fields) => reduce(state, { type, now: NOW, ...fields });
const caseOf = (id, transcript, more = {}) => ({
  case: id,
  conversation: `v-${id}`,
  state: 'human',
  transcript,
  escalation: { reason: 'complaint', evidence: [] },
  customer: { locale: 'en' },
  ...more,
});
const entry = (id, position = 1, more = {}) => ({ case: id, reason: 'complaint', locale: 'en', waiting_seconds: 5, position, ...more });

function online(cases = []) {
  const session = { name: 'Ada', role: 'agent', csrf: 'x' };
  const state = act({ ...initial }, 'logged-in', { session, kept: null });
  return frame(state, 'welcome', { agent: 'Ada', presence: 'available', cases });
}

function withChat(id, transcript) {
  return frame(online([id]), 'case', caseOf(id, transcript));
}

test('a looked-at chat is not mine until it has been claimed', () => {
  let state = frame(online(), 'queue', { cases: [entry('a')] });
  state = act(state, 'select', { case: 'a' });
  state = frame(state, 'case', caseOf('a', [customer(1)], { open: true, state: 'queued' }));
  assert.equal(state.chats.a.mode, 'look');
  assert.equal(myChats(state).length, 0);
  state = act(state, 'asked', { case: 'a', what: 'claim' });
  state = frame(state, 'queue', { cases: [] }); // the line may be told before the case
  assert.equal(state.chats.a.mode, 'look', 'leaving the line by the own claim is no loss');
  state = frame(state, 'case', caseOf('a', [customer(1)]));
  assert.equal(state.chats.a.mode, 'mine');
  assert.equal(state.notice.key, 'told.claimed');
});

test('on hold only what came since needs an answer; once it is over the customer waits for a word', () => {
  const hold = (over) => ({ hold: { since: at(10), until: at(190), over } });
  const said = (more) => frame(withChat('a', [customer(1)]), 'state', { case: 'a', state: 'human', outcome: 'assigned', agent: { name: 'Ada' }, ...more });
  const waitsSince = (state) => myChats(state)[0].waiting?.at ?? null;
  assert.equal(waitsSince(said({})), at(1));
  assert.equal(waitsSince(said(hold(false))), null, 'the customer knows');
  const asked = frame(said(hold(false)), 'message', { case: 'a', ...customer(20) });
  assert.deepEqual([waitsSince(asked), asked.chats.a.hold.over], [at(20), false], 'asks again, and it goes on');
  assert.equal(waitsSince(said(hold(true))), at(1));
  const answered = frame(withChat('a', [customer(1), agent(2, 'x')]), 'state', { case: 'a', state: 'human', agent: { name: 'Ada' }, ...hold(true) });
  assert.equal(waitsSince(answered), at(190), 'though the agent spoke last');
  assert.equal(waitsSince(frame(answered, 'state', { case: 'a', state: 'human', agent: { name: 'Ada' } })), null);
  assert.equal(said({}).chats.a.hold, null, 'a state without a hold ends it');
  const back = frame(online(['a']), 'case', caseOf('a', [customer(1)], hold(true)));
  assert.equal(back.chats.a.hold.over, true, 'found again after a reload');
});

test('minutes of a hold count down to one, then it is over, whatever was told last', () => {
  const hold = { since: at(0), until: at(180), over: false };
  assert.deepEqual(holdAt(hold, NOW), { over: false, minutes: 3 });
  assert.deepEqual(holdAt(hold, NOW + 179000), { over: false, minutes: 1 });
  assert.deepEqual(holdAt(hold, NOW + 180000), { over: true, minutes: 0 });
  assert.deepEqual(holdAt({ ...hold, over: true }, NOW), { over: true, minutes: 0 });
  assert.equal(holdAt(null, NOW), null);
});

test('a closed chat stays while it is worked on, and goes when that is done', () => {
  const wrapup = { until: at(60), disposition: 'resolved' };
  const closed = (more) => ({ case: 'a', state: 'closed', outcome: null, agent: null, ...more });
  let state = act(act(withChat('a', [customer(1)]), 'select', { case: 'a' }), 'asked', { case: 'a', what: 'close' });
  state = frame(state, 'state', closed({ wrapup }));
  assert.deepEqual([state.chats.a.mode, state.selected, state.notice.key, myChats(state)[0].waiting], ['wrapup', 'a', 'told.closed', null]);
  assert.equal(needCount(state), 0);
  state = frame(act(state, 'asked', { case: 'a', what: 'disposition' }), 'state', closed({ wrapup: { ...wrapup, disposition: 'spam' } }));
  assert.deepEqual([state.chats.a.wrapup.disposition, state.chats.a.busy, state.notice.key], ['spam', null, 'told.disposition']);
  const done = frame(act(state, 'asked', { case: 'a', what: 'done' }), 'state', closed());
  assert.deepEqual([done.chats.a, done.selected, done.notice.key], [undefined, null, 'told.wrapped_up']);
  const late = frame(state, 'state', closed());
  assert.deepEqual([late.chats.a.mode, late.chats.a.leftAs], ['left', 'wrapped'], 'its time was over: nothing vanishes');

  const again = frame(state, 'welcome', { agent: 'Ada', presence: 'available', cases: [] });
  assert.equal(again.chats.a.mode, 'left', 'unless it comes behind the welcome');
  const back = frame(again, 'case', caseOf('a', [customer(1)], { state: 'wrapup', wrapup }));
  assert.deepEqual([back.chats.a.mode, back.notice?.key === 'told.handed'], ['wrapup', false]);
  const looked = frame(online(), 'case', caseOf('a', [customer(1)], { state: 'wrapup', wrapup, open: true }));
  assert.equal(looked.chats.a.mode, 'look', "a colleague's is only read");
});

test('what a reload brings back: a finished draft of a model, and the chat with the assistant that is read', () => {
  const session = { name: 'Ada', role: 'supervisor' };
  const help = { case: 'a', kind: 'draft', id: 'd', text: 'Good day.', done: true, failed: null };
  const kept = { drafts: { a: 'Good' }, drafted: { a: 'd' }, help, selected: 'v', observing: 'v' };
  let state = frame(act({ ...initial }, 'logged-in', { session, kept }), 'welcome', { agent: 'Ada', presence: 'available', cases: ['a'] });
  assert.deepEqual([state.help, state.drafted, state.observing], [help, { a: 'd' }, 'v']);
  const none = frame(act({ ...initial }, 'logged-in', { session, kept }), 'welcome', { agent: 'Ada', presence: 'available', cases: [] });
  assert.equal(none.help, null, 'the chat is not the own one any more');
  // A case has been opened for it meanwhile: it goes on under that.
  state = frame(state, 'case', { ...caseOf('k', [customer(1)], { open: true }), conversation: 'v' });
  assert.deepEqual([state.selected, state.observing], ['k', null]);
});

test('who reads along sees both sides typing', () => {
  let state = frame(online(), 'case', caseOf('a', [customer(1)], { open: true }));
  state = frame(state, 'typing', { case: 'a', from: 'agent' });
  state = frame(state, 'typing', { case: 'a', from: 'customer' });
  assert.deepEqual([state.chats.a.agentTypingUntil > NOW, state.chats.a.typingUntil > NOW], [true, true]);
  state = frame(state, 'message', { case: 'a', ...agent(2, 'x') });
  assert.deepEqual([state.chats.a.agentTypingUntil, state.chats.a.typingUntil > NOW], [0, true]);
});

test('losing a claim is told plainly and the chat stays readable', () => {
  let state = frame(online(), 'queue', { cases: [entry('a')] });
  state = frame(act(state, 'select', { case: 'a' }), 'case', caseOf('a', [customer(1)], { open: true }));
  state = act(state, 'asked', { case: 'a', what: 'claim' });
  state = frame(state, 'error', { code: 'already_claimed', case: 'a' });
  assert.equal(state.chats.a.leftAs, 'taken');
  assert.equal(state.chats.a.busy, null);
  assert.equal(state.notice.kind, 'alert');
  assert.equal(state.chats.a.messages.length, 1);
});

test('a looked-at chat that another agent claims is no longer offered', () => {
  let state = frame(online(), 'queue', { cases: [entry('a')] });
  state = frame(act(state, 'select', { case: 'a' }), 'case', caseOf('a', [customer(1)], { open: true }));
  state = frame(state, 'queue', { cases: [] });
  assert.deepEqual([state.chats.a.mode, state.chats.a.leftAs], ['left', 'taken']);
});

test('unread counts what the customer wrote while the chat was not in view', () => {
  let state = withChat('a', [customer(1), agent(2, 'x')]);
  state = act(state, 'select', { case: 'a' });
  state = act(state, 'select', { case: 'b' });
  state = frame(state, 'message', { case: 'a', ...customer(3) });
  state = frame(state, 'message', { case: 'a', ...bot(4) });
  state = frame(state, 'message', { case: 'a', ...customer(5) });
  assert.equal(unreadCount(state.chats.a), 2);
  assert.equal(firstUnreadSeq(state.chats.a), 3);
  assert.equal(needCount(state), 1);
  state = act(state, 'select', { case: 'a' });
  assert.equal(unreadCount(state.chats.a), 0);
  assert.equal(state.chats.a.newFrom, 3, 'the mark stays where reading begins');
  assert.equal(needCount(state), 1, 'read is not answered');
});

test('a message counts as read only while the end of its chat is in view', () => {
  const selected = act(withChat('a', [customer(1)]), 'select', { case: 'a' });
  const cases = [
    ['in view', {}, 0],
    ['page behind another', { visible: false }, 1],
    ['scrolled up', { following: false }, 1],
  ];
  for (const [name, change, expected] of cases) {
    const state = frame({ ...selected, ...change }, 'message', { case: 'a', ...customer(2) });
    assert.equal(unreadCount(state.chats.a), expected, name);
  }
});

test('order is seq, and the same seq twice is one message', () => {
  let state = withChat('a', [customer(1)]);
  for (const message of [customer(3), customer(2), customer(3)]) state = frame(state, 'message', { case: 'a', ...message });
  assert.deepEqual(state.chats.a.messages.map((m) => m.seq), [1, 2, 3]);
});

test('a hole in seq is noticed, so that the whole chat is asked for', () => {
  let state = withChat('a', [customer(1)]);
  state = frame(state, 'message', { case: 'a', ...customer(2) });
  assert.ok(!state.chats.a.gap);
  state = frame(state, 'message', { case: 'a', ...customer(4) });
  assert.ok(state.chats.a.gap);
  state = frame(state, 'case', caseOf('a', [1, 2, 3, 4].map((seq) => customer(seq)), { open: true }));
  assert.ok(!state.chats.a.gap);
  assert.equal(state.chats.a.mode, 'mine', 'asking for an own chat does not give it away');
});

const unsent = (id, status = 'sending', code = null) => ({ id, case: 'a', text: 'hi', at: NOW, status, code });

test('a message leaves the outbox with its ack and stands in the conversation once', () => {
  let state = act(withChat('a', [customer(1)]), 'outbox', { entry: unsent('m1') });
  assert.equal(state.outbox.length, 1);
  state = frame(state, 'ack', { id: 'm1', seq: 2 });
  assert.equal(state.outbox.length, 0);
  state = frame(state, 'message', { case: 'a', ...agent(2, 'm1') });
  assert.equal(state.chats.a.messages.filter((m) => m.seq === 2).length, 1);
  assert.equal(needCount(state), 0);
});

test('after a reconnect a message that was stored is not shown as unsent', () => {
  let state = act(withChat('a', [customer(1)]), 'outbox', { entry: unsent('m1') });
  state = frame(state, 'welcome', { agent: 'Ada', presence: 'busy', cases: ['a'] });
  state = frame(state, 'case', caseOf('a', [customer(1), agent(2, 'm1')]));
  assert.equal(state.outbox.length, 0);
  assert.equal(state.chats.a.messages.length, 2);
  assert.equal(state.presence, 'busy');
});

test('an error of a message is told at the message, not to everybody', () => {
  let state = act(withChat('a', [customer(1)]), 'outbox', { entry: unsent('m1') });
  state = frame(state, 'error', { code: 'store_unavailable', id: 'm1', case: 'a' });
  assert.equal(state.notice, null);
  state = act(state, 'outbox', { entry: unsent('m1', 'failed', 'store_unavailable') });
  assert.equal(state.outbox[0].status, 'failed');
  state = act(state, 'discarded', { id: 'm1' });
  assert.deepEqual([state.outbox.length, state.drafts.a], [0, 'hi'], 'the words come back as a draft');
});

test('what was taken back never overwrites a draft', () => {
  let state = act(withChat('a', [customer(1)]), 'outbox', { entry: unsent('m1', 'failed', 'timeout') });
  state = act(state, 'draft', { case: 'a', text: 'newer words' });
  assert.equal(act(state, 'discarded', { id: 'm1' }).drafts.a, 'newer words');
});

test('a closed chat goes at once, one that left by itself stays until it is put away', () => {
  const base = act(withChat('a', [customer(1)]), 'select', { case: 'a' });
  const closed = frame(act(base, 'asked', { case: 'a', what: 'close' }), 'state', { case: 'a', state: 'closed' });
  assert.deepEqual([closed.chats.a, closed.selected, closed.notice.key], [undefined, null, 'told.closed']);
  const left = frame(base, 'state', { case: 'a', state: 'closed' });
  assert.deepEqual([left.chats.a.mode, left.chats.a.leftAs, left.selected], ['left', 'closed', 'a']);
  assert.equal(act(left, 'put-away', { case: 'a' }).chats.a, undefined);
});

test('chats that went elsewhere while there was no line are marked after the reconnect', () => {
  const state = frame(withChat('a', [customer(1)]), 'welcome', { agent: 'Ada', presence: 'available', cases: [] });
  assert.deepEqual([state.chats.a.mode, state.chats.a.leftAs], ['left', 'elsewhere']);
});

test('the list: longest unanswered first, then the answered as they came, then the line', () => {
  let state = online(['a', 'b', 'c']);
  state = frame(state, 'case', caseOf('a', [customer(1), agent(2, 'x')]));
  state = frame(state, 'case', caseOf('b', [customer(9)]));
  state = frame(state, 'case', caseOf('c', [bot(1), customer(4), bot(5), customer(8)]));
  state = frame(state, 'queue', { cases: [entry('d', 1), entry('e', 2), entry('f', 0, { state: 'callback' })] });
  assert.deepEqual(walkOrder(state), ['c', 'b', 'a', 'd', 'e', 'f']);
  assert.deepEqual(waitingQueue(state).map((e) => e.case), ['d', 'e']);
  assert.equal(needCount(state), 4);
});

test('drafts and what was read come back with the same login, nothing else does', () => {
  const kept = { drafts: { a: 'half a sentence' }, read: { a: 3 }, selected: 'a' };
  const session = { name: 'Ada', role: 'agent', csrf: 'x' };
  let state = act(initial, 'logged-in', { session, kept });
  assert.deepEqual([state.drafts.a, state.selected, state.screen], ['half a sentence', 'a', 'thread']);
  state = { ...state, visible: false };
  state = frame(frame(state, 'welcome', { agent: 'Ada', presence: 'away', cases: ['a'] }), 'case', caseOf('a', [1, 2, 3, 4].map((seq) => customer(seq))));
  assert.equal(unreadCount(state.chats.a), 1);
  assert.deepEqual(act(state, 'login-needed', { note: 'ended' }).chats, {});
});

test('an error that names no chat leaves no button waiting for ever', () => {
  let state = act(withChat('a', [customer(1)]), 'asked', { case: 'a', what: 'close' });
  state = frame(state, 'error', { code: 'rate_limited' });
  assert.equal(state.chats.a.busy, null);
});

test('an unknown frame changes nothing', () => {
  const state = online();
  assert.equal(frame(state, 'invented', { case: 'a' }), state);
});

test('a chat that the same agent claimed in another window becomes theirs here, a colleague\'s does not', () => {
  for (const [name, mode] of [['Ada', 'mine'], ['Grace', 'left']]) {
    let state = frame(online(), 'queue', { cases: [entry('a')] });
    state = frame(act(state, 'select', { case: 'a' }), 'case', caseOf('a', [customer(1)], { open: true }));
    state = frame(state, 'state', { case: 'a', state: 'human', agent: { name } });
    assert.equal(state.chats.a.mode, mode, `claimed by ${name}`);
  }
});

test('of a very long line the head is shown and counted whole', () => {
  const cases = Array.from({ length: 250 }, (_, i) => entry(`q${i}`, i + 1));
  const state = frame(online(), 'queue', { cases });
  assert.equal(walkOrder(state).length, 100);
  assert.equal(needCount(state), 250);
});

test('a target counts down, and is overdue as soon as its time is over, whatever was said last', () => {
  const sla = { target: 'first_response', due_at: '2026-03-01T12:01:00.000Z', state: 'warning' };
  assert.deepEqual(slaAt(sla, NOW), { state: 'warning', target: 'first_response', seconds: 60 });
  assert.deepEqual(slaAt(sla, NOW + 90000), { state: 'breached', target: 'first_response', seconds: 30 });
  assert.deepEqual(slaAt({ ...sla, state: 'breached' }, NOW).state, 'breached');
  assert.equal(slaAt(null, NOW), null);
});

test('a chat has the target of its last frame', () => {
  const sla = { target: 'resolution', due_at: '2026-03-01T14:00:00.000Z', state: 'ok' };
  let state = frame(online(['a']), 'case', caseOf('a', [customer(1)], { sla }));
  assert.deepEqual(state.chats.a.sla, sla);
  state = frame(state, 'state', { case: 'a', state: 'human', agent: { name: 'Ada' }, sla: { ...sla, state: 'warning' } });
  assert.equal(state.chats.a.sla.state, 'warning');
});

test('an earlier conversation is shown when it has come, and only the one that was asked for', () => {
  const earlier = (conversation) => ({ chat: { conversation, transcript: [], notes: [] } });
  let state = act(withChat('a', [customer(1)]), 'look-back', { conversation: 'one' });
  assert.deepEqual([state.dialog, state.looked.chat], ['past', null]);
  assert.equal(frame(state, 'earlier', earlier('two')).looked.chat, null);
  assert.equal(frame(state, 'error', { code: 'not_found', case: 'a' }).dialog, null, 'it will not come');
  state = frame(state, 'earlier', earlier('one'));
  assert.equal(state.looked.chat.conversation, 'one');
  assert.equal(frame(state, 'error', { code: 'wrong_state', case: 'a' }).dialog, 'past');
  assert.equal(act(state, 'dialog', { name: null }).looked, null);
});
