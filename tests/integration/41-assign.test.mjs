// Who gets which chat: agents who drop off and come back, offers, automatic assignment, languages, the estimate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, handoff, inLine } from './lib/client.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
const start = async (t, policy, names = ['Ada', 'Bob']) => {
  const server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': `version: 1\n${policy}` } });
  t.after(() => server.stop());
  for (const name of names) await server.addUser(name, PASSWORD);
  return server;
};
/** A customer in line; `reference` of the case. */
const waiting = async (server, options = {}) => {
  const c = await customer(server.url, { consent: false, ...options });
  c.state = await handoff(c);
  c.reference = c.state.reference;
  return c;
};
const claim = async (a, c) => {
  const id = await inLine(a, c.reference);
  a.send({ type: 'claim', case: id });
  await a.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
  return id;
};
const latest = (c, fits) => [...c.frames].reverse().find((f) => f.type === 'state' && fits(f));
const told = (c, words) => c.messages().some((m) => m.origin === 'system' && words.test(m.text));

/* ---- agents who drop off ---- */

test('an agent who drops off: the customer is told and stands in front of who came earlier', async (t) => {
  const server = await start(t, 'assignment: {away_after: 1s}\n');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const earlier = await waiting(server);
  const c = await waiting(server);
  assert.equal(c.state.position, 2);
  const id = await claim(ada, c);
  assert.equal(await metric(server.url, 'frontdesk_agents_available'), 1);
  ada.ws.terminate();
  const back = await c.next((f) => f.type === 'state' && f.state === 'queued' && f !== c.state, 'back in line');
  assert.equal(back.position, 1, 'in front');
  assert.equal(back.reference, c.reference);
  assert.ok(told(c, /Ada is no longer here.*FD-/), 'told in words, with the reference');
  await earlier.next((f) => f.type === 'state' && f.position === 2, 'one place further back');
  assert.equal(await metric(server.url, 'frontdesk_agents_available'), 0);
  assert.equal(await metric(server.url, 'frontdesk_cases_released_total'), 1);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  assert.equal(bob.frames.find((f) => f.type === 'queue').cases[0].case, id);
  await claim(bob, c);
});

test('two chats of a lost agent keep their order in front, also after a restart', async (t) => {
  const server = await start(t, 'assignment: {away_after: 1s}\n');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const waits = await waiting(server);
  const first = await waiting(server);
  const second = await waiting(server);
  await claim(ada, second);
  await claim(ada, first);
  await ada.close();
  for (const c of [first, second]) await c.until(() => latest(c, (f) => f.state === 'queued') !== c.state || undefined, 'back in line');
  await server.end('SIGKILL');
  await server.restart();
  const bob = await agent(server.url, 'Bob', PASSWORD);
  assert.deepEqual(
    bob.frames.find((f) => f.type === 'queue').cases.map((k) => k.reference),
    [first, second, waits].map((c) => c.reference),
  );
});

test('who comes back in time keeps the chats; who is gone across a restart loses them', async (t) => {
  const server = await start(t, 'assignment: {away_after: 3s}\n');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const [kept, lost] = [await waiting(server), await waiting(server)];
  const id = await claim(ada, kept);
  await claim(bob, lost);
  await ada.close();
  await eventually(() => /agent_away .*/.test(server.log), 'the timer of the first');
  await server.end('SIGKILL'); // the second one's timer was never written: it begins now
  await server.restart();
  const again = await agent(server.url, 'Ada', PASSWORD);
  assert.deepEqual(again.welcome.cases, [id]);
  const tab = await customer(server.url, { token: lost.token, consent: false });
  await tab.until(() => latest(tab, (f) => f.state === 'queued'), 'the other one back in line', 15000);
  // The time of the first was over before that of the second.
  again.send({ type: 'message', case: id, id: 'still', text: 'I am back.' });
  await again.next((f) => f.type === 'ack' && f.id === 'still', 'the chat is still mine');
});

test('an agent drops off after hours: closed_until, the assistant goes on', async (t) => {
  const server = await start(t, 'assignment: {away_after: 1s}\n');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const c = await waiting(server);
  await claim(ada, c);
  const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7];
  await writeFile(
    join(server.config, 'escalation.yaml'),
    `version: 1\nassignment: {away_after: 1s}\nhours: {open: [{days: ${day}, from: '09:00', to: '17:30'}]}\n`,
  );
  server.signal('SIGHUP');
  await eventually(async () => (await metric(server.url, 'frontdesk_reloads_total{result="ok"}')) === 1, 'the reload');
  await ada.close();
  const state = await c.next((f) => f.type === 'state' && f.outcome === 'closed_until', 'closed_until');
  assert.equal(state.state, 'bot');
  assert.equal(state.reference, c.reference);
  assert.ok(told(c, /Ada is no longer here\. Our team is not there.*09:00.*FD-/));
});
