// A chat on hold: told honestly, kept over a kill, ended by its agent, by time, or by whatever else becomes of the case; and the
// work after a closed chat, which its agent ends and says anew how the chat ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { metric, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse battery';
const NO_CASE = '0190c6f4-7b1a-7c3e-8d2f-1a2b3c4d5e6f';
const POLICY = `version: 1
teams: [{name: support}, {name: billing, title: {en: Billing}}]
dispositions: [{id: resolved}, {id: refunded}]
assignment: {hold: 5m, wrapup: 10m, away_after: 1s}
reopen_within: 10m
`;

let server, ada, bob, mia;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': POLICY } });
  await server.addUser('Ada', PASSWORD);
  await server.addUser('Bob', PASSWORD);
  await server.addUser('Mia', PASSWORD, 'supervisor');
  [ada, bob, mia] = await Promise.all(['Ada', 'Bob', 'Mia'].map((name) => agent(server.url, name, PASSWORD)));
});
after(() => server.stop());

const stateOf = (a, id, fits = () => true) => a.next((f) => f.type === 'state' && f.case === id && fits(f), `a fitting state of ${id}`);
const customerState = (c, fits) => c.next((f) => f.type === 'state' && fits(f), 'a fitting state');
const line = (c, pattern) => c.next((f) => f.type === 'message' && f.origin === 'system' && pattern.test(f.text), String(pattern));

/** A customer whose chat `a` has claimed. */
async function claimed(a, options) {
  const c = await customer(server.url, options);
  const { reference } = await handoff(c);
  const id = await inLine(a, reference);
  a.send({ type: 'claim', case: id });
  await a.next((f) => f.type === 'case' && f.case === id && !f.open, 'the claimed case');
  await customerState(c, (f) => f.state === 'human');
  return { c, id, reference };
}

async function held(a, minutes) {
  const chat = await claimed(a);
  a.send({ type: 'hold', case: chat.id, minutes });
  chat.state = await stateOf(a, chat.id, (f) => f.hold);
  await customerState(chat.c, (f) => f.hold);
  return chat;
}

test('the customer is told who looks into it and for how long; the case stays with its agent', async () => {
  const before = Date.now();
  const { c, id } = await claimed(ada);
  ada.send({ type: 'hold', case: id, minutes: 3 });
  const told = await line(c, /Ada is looking into this .* about 3 minutes\. Your chat stays with Ada\./);
  assert.equal(told.ai_generated, false);
  const state = await customerState(c, (f) => f.hold);
  assert.deepEqual([state.state, state.outcome, state.agent.name], ['human', 'assigned', 'Ada']);
  assert.deepEqual(Object.keys(state.hold), ['until'], 'that is all the customer needs');
  const minutes = (Date.parse(state.hold.until) - before) / 60000;
  assert.ok(minutes >= 3 && minutes < 3.5, `${minutes} minutes`);
  const seen = await stateOf(ada, id, (f) => f.hold);
  assert.equal(seen.hold.over, false);
  assert.equal(seen.hold.until, state.hold.until);
  assert.ok((await metric(server.url, 'frontdesk_chats_on_hold')) >= 1);
  ada.send({ type: 'hold', case: id, minutes: 1 }); // once more: another time
  await line(c, /about a minute/);
  ada.send({ type: 'hold', case: id }); // without a time: the policy's
  await line(c, /about 5 minutes/);
});

test('what the customer writes is stored and shown and ends nothing; the answer of the agent does', async () => {
  const { c, id } = await held(ada, 10);
  const seq = await say(c, 'are you still there?');
  await ada.next((f) => f.type === 'message' && f.case === id && f.seq === seq, 'the question');
  bob.send({ type: 'open', case: id });
  const looked = await bob.next((f) => f.type === 'case' && f.case === id, 'the case');
  assert.equal(looked.hold.over, false, 'still on hold');
  ada.send({ type: 'message', case: id, id: freshId(), text: 'I am. It is on its way.' });
  await c.next((f) => f.type === 'message' && f.origin === 'agent', 'the answer');
  const state = await customerState(c, () => true);
  assert.deepEqual([state.state, state.hold], ['human', undefined]);
  assert.equal((await stateOf(ada, id, (f) => !f.hold)).agent.name, 'Ada');
});

test('resume ends it with a word to the customer; without a hold there is nothing to resume', async () => {
  const { c, id } = await held(ada, 2);
  ada.send({ type: 'resume', case: id, id: 'r1' });
  await line(c, /Ada is back in the chat\./);
  await stateOf(ada, id, (f) => !f.hold);
  ada.send({ type: 'resume', case: id, id: 'r2' });
  assert.equal((await ada.error('wrong_state')).id, 'r2');
});

test('off its limits it is an error with a code, and nothing changes', async () => {
  const { c, id } = await claimed(ada);
  const waits = await customer(server.url);
  const inQueue = await inLine(ada, (await handoff(waits)).reference);
  const cases = [
    [bob, { type: 'hold', case: id }, 'forbidden'],
    [bob, { type: 'resume', case: id }, 'forbidden'],
    [ada, { type: 'hold', case: inQueue }, 'wrong_state'],
    [ada, { type: 'hold', case: NO_CASE }, 'not_found'],
    [ada, { type: 'resume', case: NO_CASE }, 'not_found'],
    [ada, { type: 'hold', case: id, minutes: 0 }, 'bad_message'],
    [ada, { type: 'hold', case: id, minutes: 241 }, 'bad_message'],
    [ada, { type: 'hold', case: id, minutes: 'ten' }, 'bad_message'],
    [ada, { type: 'wrapup', case: id, done: true }, 'wrong_state'],
    [ada, { type: 'wrapup', case: NO_CASE, done: true }, 'not_found'],
  ];
  for (const [who, frame, code] of cases) {
    const frameId = freshId();
    who.send({ ...frame, id: frameId });
    const error = await who.next((f) => f.type === 'error' && f.id === frameId, JSON.stringify(frame));
    assert.equal(error.code, code, JSON.stringify(frame));
  }
  assert.ok(!c.frames.some((f) => f.hold), 'never on hold');
});

test('transfer, take-over, return, close and the end of the chat each end the hold', async () => {
  const ways = [
    [(id) => ada.send({ type: 'transfer', case: id, to: { team: 'billing' } }), 'queued'],
    [(id) => ada.send({ type: 'transfer', case: id, to: { agent: 'Bob' } }), 'human'],
    [(id) => mia.send({ type: 'transfer', case: id, to: { agent: 'Mia' } }), 'human'],
    [(id) => ada.send({ type: 'return_to_bot', case: id }), 'bot'],
    [(id) => ada.send({ type: 'close', case: id, disposition: 'resolved' }), 'closed'],
    [(id, c) => c.send({ type: 'end' }), 'closed'],
  ];
  for (const [go, becomes] of ways) {
    const { c, id } = await held(ada, 30);
    go(id, c);
    const state = await customerState(c, (f) => !f.hold);
    assert.equal(state.state, becomes, String(go));
    if (becomes !== 'human') continue;
    const next = state.agent.name === 'Bob' ? bob : mia;
    const got = await next.next((f) => f.type === 'case' && f.case === id, 'the case');
    assert.equal(got.hold, undefined, 'whoever gets it has it without a hold');
  }
});

test('an agent who is lost on hold: the customer is told and stands in front of the line', async () => {
  const eve = await server.addUser('Eve', PASSWORD).then(() => agent(server.url, 'Eve', PASSWORD));
  const { c } = await held(eve, 30);
  await eve.close();
  await line(c, /Eve is no longer here/);
  const state = await customerState(c, (f) => f.state === 'queued');
  assert.equal(state.hold, undefined);
});

test('a closed chat: notes and another disposition until its agent says that the work is done', async () => {
  const { c, id } = await claimed(ada);
  ada.send({ type: 'close', case: id, disposition: 'resolved' });
  const closed = await stateOf(ada, id, (f) => f.state === 'closed');
  assert.equal(closed.wrapup.disposition, 'resolved');
  assert.ok(Date.parse(closed.wrapup.until) > Date.now());
  await customerState(c, (f) => f.state === 'closed');
  ada.send({ type: 'wrapup', case: id, disposition: 'nonsense', id: 'w1' });
  const error = await ada.error('bad_message');
  assert.deepEqual([error.id, error.about, error.known], ['w1', 'disposition', ['resolved', 'refunded']]);
  ada.send({ type: 'wrapup', case: id, id: 'w2' });
  assert.equal((await ada.error('bad_message')).id, 'w2');
  bob.send({ type: 'wrapup', case: id, done: true });
  await bob.error('forbidden');
  ada.send({ type: 'wrapup', case: id, disposition: 'refunded' });
  assert.equal((await stateOf(ada, id)).wrapup.disposition, 'refunded');

  await say(c, 'one more thing'); // within reopen_within: another conversation meanwhile
  ada.send({ type: 'note', case: id, id: 'n1', text: 'money sent back' });
  assert.equal((await ada.next((f) => f.type === 'ack' && f.id === 'n1', 'ack')).seq, 0);
  assert.equal((await ada.next((f) => f.type === 'note' && f.id === 'n1', 'the note')).case, id);
  ada.send({ type: 'message', case: id, id: 'm1', text: 'hello?' });
  assert.equal((await ada.error('wrong_state')).id, 'm1');
  ada.send({ type: 'typing', case: id });
  await ada.error('wrong_state');

  const again = await agent(server.url, 'Ada', PASSWORD); // another window gets it too, as no open chat
  const frame = await again.until(() => again.frames.find((f) => f.type === 'case' && f.case === id), 'the case');
  assert.ok(!again.welcome.cases.includes(id));
  assert.deepEqual([frame.state, frame.wrapup.disposition, frame.notes.at(-1).text], ['wrapup', 'refunded', 'money sent back']);
  again.send({ type: 'wrapup', case: id, done: true });
  assert.equal((await stateOf(ada, id)).wrapup, undefined, 'told to every window');
  ada.send({ type: 'note', case: id, id: 'n2', text: 'too late' });
  await ada.error('not_found');
  await again.close();
});

test('a supervisor sees the hold in the list of all chats, and who types in a chat that is read along', async () => {
  const { c, id } = await held(ada, 7);
  mia.send({ type: 'live', show: 'human' });
  const list = await mia.next((f) => f.type === 'live' && f.chats.some((chat) => chat.case === id), 'the chat in the list');
  assert.equal(list.chats.find((chat) => chat.case === id).hold.over, false);
  mia.send({ type: 'live' });
  mia.send({ type: 'open', case: id });
  await mia.next((f) => f.type === 'case' && f.case === id, 'the case');
  ada.send({ type: 'typing', case: id });
  const typing = await mia.type('typing');
  assert.deepEqual([typing.from, typing.case], ['agent', id]);
  c.send({ type: 'typing' });
  assert.equal((await mia.type('typing')).from, 'customer');
  assert.ok(!ada.frames.some((f) => f.type === 'typing' && f.from === 'agent'), 'nobody hears of the own keys');

  const other = await customer(server.url);
  await say(other, 'where is my order');
  const { conversation } = other.welcome;
  mia.send({ type: 'observe', conversation });
  await mia.next((f) => f.type === 'conversation' && f.conversation === conversation, 'the conversation');
  other.send({ type: 'typing' });
  const seen = await mia.type('typing');
  assert.deepEqual([seen.from, seen.case, seen.conversation], ['customer', undefined, conversation]);
});

test('done and another disposition in one frame', async () => {
  const before = await metric(server.url, 'frontdesk_dispositions_total{disposition="refunded"}').catch(() => 0);
  const { id } = await claimed(bob);
  bob.send({ type: 'close', case: id, disposition: 'resolved' });
  await stateOf(bob, id, (f) => f.wrapup);
  bob.send({ type: 'wrapup', case: id, disposition: 'refunded', done: true });
  await stateOf(bob, id, (f) => !f.wrapup);
  assert.equal(await metric(server.url, 'frontdesk_dispositions_total{disposition="refunded"}'), before + 1, 'counted once, as it ended');
});

test('a kill loses no hold: customer and agent find it as it was, and the agent ends it', async () => {
  const { c, id, state } = await held(ada, 30);
  await server.end('SIGKILL');
  await server.restart();
  const back = await agent(server.url, 'Ada', PASSWORD);
  const found = await back.until(() => back.frames.find((f) => f.type === 'case' && f.case === id), 'the case');
  assert.deepEqual(found.hold, state.hold);
  const again = await customer(server.url, { token: c.token, consent: false });
  const told = again.frames.find((f) => f.type === 'state');
  assert.deepEqual([told.state, told.hold], ['human', { until: state.hold.until }]);
  back.send({ type: 'message', case: id, id: freshId(), text: 'Here I am.' });
  await customerState(again, (f) => !f.hold);
});
