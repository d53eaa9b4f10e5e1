// Promise 4: every escalation ends in exactly one named outcome, and the customer is told which: out of hours, with a full line,
// after the longest wait, with a busy agent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, handoff, inLine, say } from './lib/client.mjs';

const start = async (t, policy) => {
  const server = await startServer({ files: { 'escalation.yaml': `version: 1\n${policy}` } });
  t.after(() => server.stop());
  await server.addUser('Ada', 'correct horse');
  return server;
};
const reference = (c) => c.messages().find((m) => m.origin === 'system').text.match(/FD-[0-9A-Z]{8}/)[0];

test('out of hours: closed_until with the real hours, the assistant goes on, a contact can be left', async (t) => {
  const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7];
  const server = await start(t, `hours: {zone: UTC, open: [{days: ${day}, from: '09:00', to: '17:30'}]}\n`);
  const c = await customer(server.url, { locale: 'de' });
  c.send({ type: 'message', id: 'm1', text: 'ich möchte mit einem menschen sprechen' });
  const state = await c.next((f) => f.type === 'state' && f.outcome !== null, 'an outcome');
  assert.equal(state.outcome, 'closed_until');
  assert.equal(state.state, 'bot');
  assert.equal(state.reference, reference(c));
  assert.match(state.hours, /09:00/);
  const until = new Date(state.until);
  assert.equal(until.getUTCHours(), 9);
  assert.ok(until > new Date() && until < new Date(Date.now() + 4 * 86400e3), state.until);
  assert.match(c.messages().find((m) => m.origin === 'system').text, /09:00/, 'the sentence names the hours');
  assert.match((await ask(c, 'danke')).label, /KI/, 'the assistant goes on');
  const again = await handoff(c);
  assert.equal(again.outcome, 'closed_until');
  assert.equal(again.reference, state.reference, 'the case stays open');
  c.send({ type: 'callback', contact: '+49 30 1234567', text: '' });
  const taken = await c.next((f) => f.type === 'state' && f.outcome === 'callback', 'the contact is taken');
  assert.equal(taken.reference, state.reference);
  const resumed = await customer(server.url, { token: c.token });
  assert.equal(resumed.frames.find((f) => f.type === 'state').outcome, 'callback');
});

test('a full line: callback', async (t) => {
  const server = await start(t, 'queue: {cap: 1}\n');
  const first = await customer(server.url);
  assert.equal((await handoff(first)).outcome, 'queued');
  const second = await customer(server.url);
  const state = await handoff(second);
  assert.equal(state.outcome, 'callback');
  assert.equal(state.state, 'bot');
  assert.equal(state.reference, reference(second));
  first.send({ type: 'handoff', cancel: true });
  await first.next((f) => f.type === 'state' && f.outcome === null, 'out of the line');
  const now = await handoff(second);
  assert.equal(now.outcome, 'queued', 'a second request goes through as soon as there is room');
  assert.equal(now.reference, state.reference);
});

test('the longest wait is over: callback, also when the gateway was killed meanwhile', async (t) => {
  const server = await start(t, 'queue: {max_wait: 2s}\n');
  const c = await customer(server.url);
  const state = await handoff(c);
  assert.equal(state.outcome, 'queued');
  await server.end('SIGKILL');
  await server.restart();
  const again = await customer(server.url, { token: c.token, consent: false });
  const later = await again.until(() => [...again.frames].reverse().find((f) => f.type === 'state' && f.outcome === 'callback'), 'outcome callback');
  assert.equal(later.state, 'bot');
  assert.equal(later.reference, state.reference);
});

test('an agent takes no more chats than fit, positions follow', async (t) => {
  const server = await start(t, 'queue: {agent_capacity: 1}\n');
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const people = [];
  for (let i = 0; i < 3; i++) {
    const c = await customer(server.url);
    c.state = await handoff(c);
    assert.equal(c.state.position, i + 1);
    people.push(c);
  }
  const [first, second] = [await inLine(ada, people[0].state.reference), await inLine(ada, people[1].state.reference)];
  ada.send({ type: 'claim', case: first });
  await ada.type('case');
  assert.equal((await people[2].next((f) => f.type === 'state' && f.position === 2, 'a place further')).outcome, 'queued');
  ada.send({ type: 'claim', case: second });
  assert.equal((await ada.error('at_capacity')).case, second);
  ada.send({ type: 'close', case: first, disposition: 'resolved' });
  await people[0].next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  ada.send({ type: 'claim', case: second });
  await ada.next((f) => f.type === 'case' && f.case === second, 'the second case');
});

test('an agent who comes back finds the open chats, before the line', async (t) => {
  const server = await start(t, '');
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const c = await customer(server.url);
  const { reference: ref } = await handoff(c);
  const id = await inLine(ada, ref);
  ada.send({ type: 'claim', case: id });
  await ada.type('case');
  await ada.close();
  await say(c, 'are you still there?').catch((e) => assert.match(e.message, /consent_required/));
  const back = await agent(server.url, 'Ada', 'correct horse');
  assert.deepEqual(back.welcome.cases, [id]);
  assert.deepEqual(back.frames.map((f) => f.type).slice(0, 3), ['welcome', 'case', 'queue']);
});

test('a disabled agent: the customers are back in line and told, also when no gateway ran then', async (t) => {
  const server = await start(t, '');
  await server.addUser('Bob', 'battery staple');
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const bob = await agent(server.url, 'Bob', 'battery staple');
  const c = await customer(server.url);
  const { reference: ref } = await handoff(c);
  const id = await inLine(ada, ref);
  ada.send({ type: 'claim', case: id });
  await ada.type('case');
  await c.next((f) => f.type === 'state' && f.state === 'human', 'with Ada');
  await server.run(['user', 'disable', 'Ada']);
  const back = await c.next((f) => f.type === 'state' && f.state === 'queued', 'back in line');
  assert.equal(back.reference, ref);
  assert.equal(back.position, 1);
  assert.match(c.messages().at(-1).text, /Ada is no longer here/);
  await bob.next((f) => f.type === 'queue' && f.cases.some((k) => k.case === id), 'the case in the line again');
  bob.send({ type: 'claim', case: id });
  await bob.type('case');
  await server.end('SIGTERM');
  await server.run(['user', 'disable', 'Bob']);
  await server.restart();
  const again = await customer(server.url, { token: c.token, consent: false });
  await again.until(() => again.frames.find((f) => f.type === 'state' && f.state === 'queued'), 'back in line after the restart');
});

test('a consent given to a closed chat counts for the next one', async (t) => {
  const server = await start(t, '');
  const c = await customer(server.url, { consent: false });
  await handoff(c);
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  c.send({ type: 'consent', version: c.welcome.notice.version, granted: true });
  assert.match((await ask(c, 'hello')).label, /AI/);
});

test('the same thumb again says nothing new', async (t) => {
  const server = await start(t, '');
  const c = await customer(server.url);
  const reply = await ask(c, 'where is my parcel?');
  for (let i = 0; i < 4; i++) c.send({ type: 'feedback', seq: reply.seq, rating: 'down' });
  await say(c, 'thank you');
  assert.equal(c.frames.some((f) => f.type === 'state' && f.outcome !== null), false, 'no handoff');
});
