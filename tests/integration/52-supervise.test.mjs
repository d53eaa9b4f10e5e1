// What supervisors see and do: every chat that is there, read without claiming, taken over, given to somebody else, and an absent
// colleague set away. Nobody without the role can do any of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
const UNKNOWN = '01a20414-b35e-706e-820f-b0ee7b6d9b4e';

let server, boss, ada, bob;
before(async () => {
  server = await startServer({
    edit: { 'frontdesk.yaml': set(ROOMY) },
    files: { 'escalation.yaml': 'version: 1\nqueue: {agent_capacity: 6}\nassignment: {away_after: 1h}\n' },
  });
  await server.addUser('Grace', PASSWORD, 'supervisor');
  for (const name of ['Ada', 'Bob']) await server.addUser(name, PASSWORD);
  [boss, ada, bob] = await Promise.all(['Grace', 'Ada', 'Bob'].map((name) => agent(server.url, name, PASSWORD)));
});
after(() => server.stop());

/** The next list that fits. */
const lists = (a, fits, what) => a.next((f) => f.type === 'live' && fits(f), what);
const rowOf = (f, c) => f.chats.find((chat) => chat.conversation === c.welcome.conversation);
const sees = (c, fits, what) => lists(boss, (f) => rowOf(f, c) && fits(rowOf(f, c)), what);
const show = (what = 'all') => boss.send({ type: 'live', show: what });

async function waiting() {
  const c = await customer(server.url);
  const { reference } = await handoff(c);
  return { c, id: await inLine(ada, reference) };
}
async function owned(by) {
  const { c, id } = await waiting();
  by.send({ type: 'claim', case: id });
  await by.next((f) => f.type === 'case' && f.case === id && !f.open, 'the claimed case');
  await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  return { c, id };
}

test('the list follows a chat from the assistant to a person and away', async () => {
  const c = await customer(server.url, { locale: 'de' });
  await ask(c, 'Hallo');
  show();
  const first = rowOf(await sees(c, (r) => r.state === 'bot', 'the chat with the assistant'), c);
  assert.deepEqual([first.locale, first.case, first.agent, first.connected, first.seq], ['de', null, null, true, 2]);
  const { reference } = await handoff(c);
  const inQueue = rowOf(await sees(c, (r) => r.state === 'queued', 'the chat in line'), c);
  assert.deepEqual([inQueue.reference, inQueue.reason, inQueue.case_state], [reference, 'request', 'queued']);
  ada.send({ type: 'claim', case: inQueue.case });
  const withAda = await sees(c, (r) => r.agent === 'Ada', 'the chat with Ada');
  assert.equal(rowOf(withAda, c).state, 'human');
  assert.equal(withAda.agents.find((a) => a.name === 'Ada').chats, 1);
  show('bot');
  const others = await lists(boss, (f) => f.show === 'bot', 'the list of chats with the assistant');
  assert.equal(rowOf(others, c), undefined);
  assert.ok(others.counts.human >= 1, 'counts are of all chats');
  show('human');
  await sees(c, () => true, 'the chat among those with people');
  c.send({ type: 'end' });
  await lists(boss, (f) => !rowOf(f, c), 'the list without the chat that has ended');
  boss.send({ type: 'live' });
});

test('a page is bounded, and one that is not there is the last', async () => {
  const all = await Promise.all(Array.from({ length: 51 }, () => customer(server.url)));
  for (const c of all) await say(c, 'hello');
  show('bot');
  const first = await lists(boss, (f) => f.pages === 2, 'two pages');
  assert.equal(first.chats.length, 50);
  boss.send({ type: 'live', show: 'bot', page: 99 });
  const last = await lists(boss, (f) => f.page === 1, 'the last page');
  assert.equal(last.chats.length, last.counts.bot - 50);
  for (const c of all) c.send({ type: 'end' });
  await lists(boss, (f) => f.pages === 1 && f.page === 0, 'one page again');
  boss.send({ type: 'live' });
  for (const c of all) await c.close();
});

test('a chat of the assistant is read along, without a trace for the customer, until a person has it', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  const quiet = c.frames.length;
  boss.send({ type: 'observe', conversation: c.welcome.conversation });
  const whole = await boss.next((f) => f.type === 'conversation' && f.after === 0, 'the whole chat');
  assert.deepEqual(whole.transcript.map((m) => [m.seq, m.origin]), [[1, 'customer'], [2, 'rule']]);
  assert.ok(whole.transcript[1].evidence, 'with what decided the answer');
  assert.equal(whole.transcript[1].ai_generated, true);
  assert.equal(c.frames.length, quiet, 'the customer hears nothing of it');
  await ask(c, 'thank you');
  for (const after of [2, 3]) {
    const more = await boss.next((f) => f.type === 'conversation' && f.after === after, `message ${after + 1}`);
    assert.deepEqual(more.transcript.map((m) => m.seq), [after + 1]);
  }
  await handoff(c);
  const opened = await boss.next((f) => f.type === 'case' && f.conversation === c.welcome.conversation, 'the case that was opened');
  assert.equal(opened.open, true);
  assert.equal(opened.transcript.filter((m) => m.origin === 'customer').length, 2);
  await c.close();
});

test('one chat of the assistant at a time, and one that ends says so', async () => {
  const [one, two] = await Promise.all([customer(server.url), customer(server.url)]);
  for (const c of [one, two]) {
    await ask(c, 'hello');
    boss.send({ type: 'observe', conversation: c.welcome.conversation });
    await boss.next((f) => f.type === 'conversation' && f.conversation === c.welcome.conversation, 'the chat');
  }
  const from = boss.frames.length;
  await ask(one, 'thank you');
  await ask(two, 'thank you');
  await boss.next((f) => f.type === 'conversation' && f.after === 3, 'what was answered in the second');
  assert.ok(boss.frames.slice(from).every((f) => f.conversation !== one.welcome.conversation), 'the first is not read any more');
  two.send({ type: 'end' });
  await boss.next((f) => f.type === 'conversation' && f.state === 'closed', 'the end');
});

test('taken over from the assistant: a case that says by whom, and the assistant is silent', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  boss.send({ type: 'take_over', id: 'k1', conversation: c.welcome.conversation });
  const mine = await boss.next((f) => f.type === 'case' && f.conversation === c.welcome.conversation && !f.open, 'the case');
  assert.deepEqual(mine.escalation.evidence.map((e) => [e.signal, e.quote]), [['taken_over', 'Grace']]);
  const told = await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  assert.deepEqual([told.agent.name, told.reference], ['Grace', mine.reference]);
  await say(c, 'hello');
  boss.send({ type: 'message', case: mine.case, id: freshId(), text: 'This is Grace.' });
  await c.next((f) => f.type === 'message' && f.origin === 'agent', 'the answer of a person');
  assert.equal(c.messages().filter((m) => m.origin === 'rule').length, 1);
  boss.send({ type: 'take_over', conversation: c.welcome.conversation });
  await boss.error('wrong_state');
  boss.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
  boss.send({ type: 'take_over', conversation: c.welcome.conversation });
  await boss.error('wrong_state');
});

test('taken over from the line, and from a colleague, who is told; a line about it stays in the case', async () => {
  const inLineNow = await waiting();
  boss.send({ type: 'take_over', conversation: inLineNow.c.welcome.conversation });
  await boss.next((f) => f.type === 'case' && f.case === inLineNow.id && !f.open, 'the case from the line');
  const { c, id } = await owned(ada);
  boss.send({ type: 'take_over', conversation: c.welcome.conversation });
  const mine = await boss.next((f) => f.type === 'case' && f.case === id && !f.open, 'the case of a colleague');
  assert.deepEqual(mine.notes.map((n) => [n.from, n.transfer]), [['Grace', { agent: 'Grace' }]]);
  await ada.next((f) => f.type === 'state' && f.case === id && f.agent?.name === 'Grace', 'Ada is told');
  ada.send({ type: 'message', case: id, id: 'late', text: 'Too late.' });
  assert.equal((await ada.error('forbidden')).id, 'late');
  for (const k of [inLineNow.id, id]) boss.send({ type: 'close', case: k, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
});

test("a colleague's chat and one in line are given to others", async () => {
  const { c, id } = await owned(ada);
  boss.send({ type: 'transfer', case: id, to: { agent: 'Bob' }, note: 'Bob knows this.' });
  const his = await bob.next((f) => f.type === 'case' && f.case === id && !f.open, 'the case for Bob');
  assert.deepEqual(his.notes.map((n) => [n.from, n.text, n.transfer]), [['Grace', 'Bob knows this.', { agent: 'Bob' }]]);
  await ada.next((f) => f.type === 'state' && f.case === id && f.agent?.name === 'Bob', 'Ada is told');
  boss.send({ type: 'transfer', case: id, to: { agent: 'Bob' } });
  await boss.error('bad_message');
  boss.send({ type: 'transfer', case: id, to: { team: 'support' } });
  await c.next((f) => f.type === 'state' && f.state === 'queued', 'back in line');
  await bob.next((f) => f.type === 'state' && f.case === id && f.state === 'queued', 'Bob is told');

  boss.send({ type: 'transfer', case: id, id: 'x1', to: { team: 'nobody' } });
  assert.equal((await boss.error('not_found')).about, 'team');
  boss.send({ type: 'transfer', case: id, id: 'x2', to: { agent: 'Nobody' } });
  assert.equal((await boss.error('not_found')).about, 'agent');
  const placeOf = () => ada.until(() => ada.frames.findLast((f) => f.type === 'queue')?.cases.find((k) => k.case === id)?.position, 'its place in the line');
  const place = await placeOf();
  boss.send({ type: 'transfer', case: id, to: { team: 'support' } });
  boss.send({ type: 'open', case: id });
  await boss.until(() => boss.frames.find((f) => f.case === id && ((f.type === 'note' && f.number === 3) || f.notes?.length === 3)), 'the line about it');
  assert.equal(await placeOf(), place);
  boss.send({ type: 'transfer', case: id, to: { agent: 'Ada' }, note: 'Yours.' });
  const hers = await ada.next((f) => f.type === 'case' && f.case === id && !f.open, 'the case for Ada');
  assert.deepEqual(hers.notes.at(-1).transfer, { agent: 'Ada' });
  await c.next((f) => f.type === 'state' && f.agent?.name === 'Ada', 'the customer is told');
  ada.send({ type: 'close', case: id, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
});

test('an absent colleague is set away; one who has gone gives the chats back', async () => {
  const { c, id } = await owned(bob);
  boss.send({ type: 'presence', status: 'away', agent: 'Bob' });
  await bob.next((f) => f.type === 'presence' && f.status === 'away', 'Bob is told');
  assert.equal((await boss.next((f) => f.type === 'presence' && f.agent === 'Bob', 'the answer')).status, 'away');
  boss.send({ type: 'presence', status: 'available', agent: 'Bob', id: 'p1' });
  assert.equal((await boss.error('bad_message')).id, 'p1');
  boss.send({ type: 'presence', status: 'away', agent: 'Nobody' });
  await boss.error('not_found');

  await bob.close();
  show('human');
  await lists(boss, (f) => f.agents.some((a) => a.name === 'Bob' && a.presence === 'gone' && a.chats === 1), 'Bob is gone');
  boss.send({ type: 'presence', status: 'away', agent: 'Bob' });
  await c.next((f) => f.type === 'state' && f.state === 'queued', 'back in line');
  await inLine(ada, c.frames.findLast((f) => f.type === 'state').reference);
  await lists(boss, (f) => !f.agents.some((a) => a.name === 'Bob'), 'the list without Bob');
  boss.send({ type: 'live' });
  assert.ok(id);
  bob = await agent(server.url, 'Bob', PASSWORD);
  assert.equal(bob.welcome.presence, 'available');
});

test('without the role none of it is possible, and nothing changes', async () => {
  const { c, id } = await owned(bob);
  const conversation = c.welcome.conversation;
  const before = c.frames.length;
  for (const frame of [
    { type: 'live', show: 'all' },
    { type: 'live' },
    { type: 'observe', conversation },
    { type: 'take_over', conversation },
    { type: 'transfer', case: id, to: { agent: 'Ada' } },
    { type: 'presence', status: 'away', agent: 'Bob' },
  ]) {
    const mark = freshId();
    ada.send({ ...frame, id: mark });
    assert.equal((await ada.next((f) => f.type === 'error' && f.id === mark, `refusal of ${frame.type}`)).code, 'forbidden');
  }
  assert.equal(c.frames.length, before);
  for (const frame of [{ type: 'observe' }, { type: 'live', show: 'some' }, { type: 'live', show: 'all', page: -1 }, { type: 'take_over', conversation: 'x y' }, { type: 'presence', status: 'away', agent: '' }]) {
    boss.send({ ...frame, id: freshId() });
    await boss.error('bad_message');
  }
  for (const type of ['observe', 'take_over']) {
    boss.send({ type, conversation: UNKNOWN, id: freshId() });
    await boss.error('not_found');
  }
});
