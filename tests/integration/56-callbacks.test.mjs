// Callbacks are given out like chats: when somebody is free and nobody waits, with the contact, and over a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agent, customer, handoff } from './lib/client.mjs';
import { PASSWORD, startDesk } from './lib/desk.mjs';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Hours that are over now and begin again within three days. */
const later = (days = 2) => `hours: {zone: UTC, open: [{days: ${DAYS[(new Date().getUTCDay() + days) % 7]}, from: '09:00', to: '10:00'}]}\n`;
/** A customer who left a contact and went away. */
const leaves = async (server, contact) => {
  const c = await customer(server.url, { consent: false });
  const { reference } = await handoff(c);
  c.send({ type: 'callback', contact, text: 'about my order' });
  await c.next((f) => f.type === 'state' && f.outcome === 'callback' && f.reference === reference, 'the callback');
  await c.close();
  return reference;
};
const given = (a, reference) => a.next((f) => f.type === 'case' && f.reference === reference, `the case ${reference}`);
const close = async (a, id) => {
  a.send({ type: 'close', case: id, disposition: 'resolved' });
  await a.next((f) => f.type === 'state' && f.case === id && f.state === 'closed', 'the close');
};

for (const mode of ['auto', 'offer'])
  test(`a callback is given out (${mode}) behind who waits, with contact and words, also after a restart`, async (t) => {
    const server = await startDesk(t, `assignment: {mode: ${mode}}\nqueue: {agent_capacity: 1}\n`);
    const reference = await leaves(server, '+49 30 1234');
    await server.end('SIGKILL');
    await server.restart();
    const live = await customer(server.url, { consent: false });
    const first = (await handoff(live)).reference;
    const ada = await agent(server.url, 'Ada', PASSWORD);
    if (mode === 'offer') {
      const offer = await ada.next((f) => f.type === 'offer' && f.seconds > 0, 'the offer of who waits');
      assert.equal(offer.reference, first);
      ada.send({ type: 'claim', case: offer.case });
    }
    const chat = await given(ada, first);
    assert.equal(ada.frames.some((f) => f.type === 'case' && f.reference === reference), false, 'who is there comes first');
    await close(ada, chat.case);
    const call = await given(ada, reference);
    assert.equal(call.customer.contact, '+49 30 1234');
    assert.equal(call.state, 'assigned');
    ada.send({ type: 'close', case: call.case, disposition: 'none' });
    await ada.error('bad_message'); // an outcome is asked for
    await close(ada, call.case);
  });

test('by hand nothing is given out: the callback stands in the line for everybody to claim', async (t) => {
  const server = await startDesk(t, 'assignment: {mode: manual}\n');
  const reference = await leaves(server, 'ada@example.org');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const queue = ada.frames.findLast((f) => f.type === 'queue');
  assert.deepEqual(queue.cases.map((k) => [k.reference, k.state, k.summary]), [[reference, 'callback', 'about my order']]);
  ada.send({ type: 'claim', case: queue.cases[0].case });
  assert.equal((await given(ada, reference)).customer.contact, 'ada@example.org');
});

test('agents see when the contact was left and what was promised then, also after a kill and once it is theirs', async (t) => {
  const server = await startDesk(t, later());
  const before = Date.now();
  const c = await customer(server.url, { consent: false });
  const state = await handoff(c);
  assert.equal(state.outcome, 'closed_until');
  c.send({ type: 'callback', contact: '+49 30 1234', text: 'about my order' });
  const told = await c.next((f) => f.type === 'message' && /We have your contact/.test(f.text), 'what is promised');
  assert.match(told.text, /once our team is there again\. Hours: .*09:00-10:00.*FD-/);
  await server.end('SIGKILL');
  await server.restart();
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const [entry] = ada.frames.findLast((f) => f.type === 'queue').cases;
  assert.equal(entry.reference, state.reference);
  assert.equal(entry.callback.due_at, state.until, 'the opening that the customer was told');
  const left = Date.parse(entry.callback.left_at);
  assert.ok(left >= before && left <= Date.now(), entry.callback.left_at);
  ada.send({ type: 'claim', case: entry.case });
  assert.deepEqual((await given(ada, state.reference)).callback, entry.callback);
});

test('left while the team is there nothing is promised but a word; another contact is the one that counts', async (t) => {
  const server = await startDesk(t, '');
  const c = await customer(server.url, { consent: false });
  const { reference } = await handoff(c);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  assert.equal(ada.frames.findLast((f) => f.type === 'queue').cases[0].callback, undefined, 'in line');
  const leave = async (contact, earlier = '') => {
    c.send({ type: 'callback', contact, text: '' });
    const told = await c.next((f) => f.type === 'message' && /We have your contact/.test(f.text), 'what is promised');
    assert.ok(!/Hours/.test(told.text));
    const fits = (k) => k.reference === reference && k.callback && k.callback.left_at > earlier;
    const frame = await ada.next((f) => f.type === 'queue' && f.cases.some(fits), 'the callback in the line');
    return frame.cases.find(fits);
  };
  const first = await leave('ada@example.org');
  assert.deepEqual([first.state, Object.keys(first.callback)], ['callback', ['left_at']]);
  const second = await leave('+49 30 1234', first.callback.left_at);
  ada.send({ type: 'claim', case: second.case });
  const mine = await given(ada, reference);
  assert.deepEqual([mine.customer.contact, mine.callback], ['+49 30 1234', second.callback]);
});
