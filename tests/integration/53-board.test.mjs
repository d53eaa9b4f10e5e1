// The figures of the desk: the wallboard's frame and /metrics say the same, live, and the day outlives a restart.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, say } from './lib/client.mjs';
import { metric, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';

/* Overdue after a second. */
const SLA = 'version: 1\nsla:\n  targets:\n    - {first_response: 1s, resolution: 10d}\n';

let server;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': SLA } });
  for (const name of ['Ada', 'Bob']) await server.addUser(name, PASSWORD);
});
after(() => server.stop());

const login = (name) => agent(server.url, name, PASSWORD);
const figures = (a, fits, what) => a.next((f) => f.type === 'board' && fits(f), what);
const sum = (rows, name) => (rows[name] ?? []).reduce((all, n) => all + n, 0);

test('waiting, the longest wait, agents and escalations, as they change; the metrics agree', async () => {
  const [ada, bob] = await Promise.all(['Ada', 'Bob'].map(login));
  ada.send({ type: 'board', on: true });
  const empty = await figures(ada, () => true, 'the first figures');
  assert.deepEqual([empty.waiting, empty.longest_wait_since, empty.callbacks, empty.escalations.reasons], [0, null, 0, {}]);
  assert.equal(empty.agents.available, 2);

  const [one, two] = await Promise.all([customer(server.url, { locale: 'de' }), customer(server.url)]);
  await handoff(one);
  const first = await figures(ada, (f) => f.waiting === 1, 'one who waits');
  assert.ok(Math.abs(Date.now() - Date.parse(first.longest_wait_since)) < 60000);
  await say(two, 'This is outrageous, I want to make a complaint');
  const both = await figures(ada, (f) => f.waiting === 2, 'two who wait');
  assert.equal(both.longest_wait_since, first.longest_wait_since);
  assert.deepEqual([sum(both.escalations.reasons, 'request'), sum(both.escalations.reasons, 'complaint')], [1, 1]);
  assert.deepEqual([sum(both.escalations.locales, 'de'), sum(both.escalations.locales, 'en')], [1, 1]);
  const late = both.sla.breached === 2 ? both : await figures(ada, (f) => f.sla.breached === 2, 'both overdue');
  assert.equal(late.waiting, 2);
  bob.send({ type: 'presence', status: 'busy' });
  const busy = await figures(ada, (f) => f.agents.busy === 1, 'Bob is busy');
  assert.deepEqual(busy.agents, { available: 1, busy: 1, away: 0 });

  for (const [name, value] of [
    ['frontdesk_queue_cases', 2],
    ['frontdesk_sla_cases{state="breached"}', 2],
    ['frontdesk_agents{presence="available"}', 1],
    ['frontdesk_agents{presence="busy"}', 1],
    ['frontdesk_escalations_day{reason="request",locale="de"}', 1],
    ['frontdesk_escalations_day{reason="complaint",locale="en"}', 1],
  ])
    assert.equal(await metric(server.url, name), value, name);
  assert.ok((await metric(server.url, 'frontdesk_queue_oldest_seconds')) > 0);

  ada.send({ type: 'board', on: false });
  const quiet = ada.frames.length;
  one.send({ type: 'handoff', cancel: true });
  await ada.next((f) => f.type === 'queue' && f.cases.length === 1, 'the line without the first');
  const probe = freshId();
  ada.send({ type: 'teleport', id: probe, case: probe });
  await ada.next((f) => f.type === 'error' && f.id === probe, 'the answer to a probe');
  assert.ok(ada.frames.slice(quiet).every((f) => f.type !== 'board'), 'nobody looks any more');
  for (const c of [ada, bob, one, two]) await c.close();
});

test('the chats of the assistant count while their customer is there', async () => {
  const ada = await login('Ada');
  ada.send({ type: 'board', on: true });
  const before = await figures(ada, (f) => f.chats.bot === 0, 'the figures without those who have left');
  const c = await customer(server.url);
  await ask(c, 'hello');
  await figures(ada, (f) => f.chats.bot === before.chats.bot + 1, 'one more with the assistant');
  await c.close();
  await figures(ada, (f) => f.chats.bot === before.chats.bot, 'one less');
  await ada.close();
});

test('the escalations of the day are there after a restart', async () => {
  await server.end('SIGKILL');
  await server.restart();
  const ada = await login('Ada');
  ada.send({ type: 'board', on: true });
  const f = await figures(ada, () => true, 'the figures');
  assert.deepEqual([sum(f.escalations.reasons, 'request'), sum(f.escalations.reasons, 'complaint')], [1, 1]);
  assert.deepEqual([sum(f.escalations.locales, 'de'), sum(f.escalations.locales, 'en')], [1, 1]);
  ada.send({ type: 'board', id: 'b1' });
  assert.equal((await ada.error('bad_message')).id, 'b1');
  await ada.close();
});
