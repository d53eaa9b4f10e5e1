// Full lines, waits that are too long, closed desks: another team, then a callback; the line when the team opens. Timers survive a kill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agent, customer, handoff, inLine } from './lib/client.mjs';
import { PASSWORD, startDesk, waiting } from './lib/desk.mjs';
import { eventually, metric } from './lib/kit.mjs';

const start = (t, policy, names = []) => startDesk(t, policy, names);
/** The same customer in a new tab. */
const back = (server, c) => customer(server.url, { token: c.token, consent: false });
const told = (c, words) => c.messages().some((m) => m.origin === 'system' && words.test(m.text));
const state = (c, fits, what) => c.until(() => c.frames.find((f) => f.type === 'state' && fits(f)), what);
const TEAMS = (first, second = '') => `teams: [{name: support, overflow: sales${first}}, {name: sales, title: {en: Sales desk}${second}}]\n`;

test('a full line: the next team, then a contact is asked for', async (t) => {
  const server = await start(t, TEAMS(', cap: 1', ', cap: 1'), ['Ada']);
  const all = [await waiting(server), await waiting(server), await waiting(server)];
  assert.deepEqual(all.map((c) => c.state.outcome), ['queued', 'queued', 'callback']);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const line = ada.frames.find((f) => f.type === 'queue').cases;
  assert.deepEqual(line.map((k) => [k.team, k.state]), [['support', 'queued'], ['sales', 'queued'], ['support', 'callback']]);
  assert.deepEqual(line.map((k) => k.position), [1, 2, null]);
});

test('waited too long, over a kill: another team at the same place, then a contact is asked for', async (t) => {
  const server = await start(t, TEAMS(', max_wait: 1500ms', ', max_wait: 1500ms'), ['Ada']);
  const first = await waiting(server);
  const second = await waiting(server);
  assert.equal(second.state.position, 2);
  await server.end('SIGKILL'); // nothing was ended in order: the timers are in the store or nowhere
  await server.restart();
  const [one, two] = [await back(server, first), await back(server, second)];
  await one.until(() => (told(one, /waited too long.*Sales desk.*FD-/) ? true : undefined), 'told of the other team');
  await two.until(() => (told(two, /waited too long.*Sales desk/) ? true : undefined), 'the other one too');
  const ada = await agent(server.url, 'Ada', PASSWORD);
  await inLine(ada, first.state.reference);
  const over = await state(two, (f) => f.outcome === 'callback', 'the callback');
  assert.equal(over.state, 'bot');
  assert.equal(over.reference, second.state.reference, 'still the same case');
  await state(one, (f) => f.outcome === 'callback', 'the callback of the first');
  assert.equal(await metric(server.url, 'frontdesk_cases_overflowed_total'), 2);
  assert.equal(await metric(server.url, 'frontdesk_cases_expired_total'), 2);
});

test('leaving and coming back keeps the place, whoever came meanwhile', async (t) => {
  const server = await start(t, '', []);
  const first = await waiting(server);
  const second = await waiting(server);
  await second.close();
  const third = await waiting(server);
  assert.equal(third.state.position, 3);
  const again = await back(server, second);
  assert.equal(again.frames.findLast((f) => f.type === 'state').position, 2);
  first.send({ type: 'handoff', cancel: true });
  await again.next((f) => f.type === 'state' && f.position === 1, 'one place further');
  await third.next((f) => f.type === 'state' && f.position === 2, 'told as well');
});

/* ---- nobody there ---- */

const closedDay = () => ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7];
const CLOSED = () => `hours: {open: [{days: ${closedDay()}, from: '09:00', to: '17:30'}]}\n`;
const opens = (server) => writeFile(join(server.config, 'escalation.yaml'), 'version: 1\n');

test('closed: the real hours, then the line for who is there and a callback for who is not, after a kill', async (t) => {
  const server = await start(t, CLOSED(), ['Ada']);
  const there = await waiting(server);
  const gone = await waiting(server);
  const called = await waiting(server);
  for (const c of [there, gone, called]) {
    assert.equal(c.state.outcome, 'closed_until');
    assert.equal(c.state.state, 'bot');
    assert.match(c.state.hours, /09:00-17:30/);
    assert.ok(Date.parse(c.state.until) > Date.now());
  }
  called.send({ type: 'callback', id: 'c', contact: '+49 30 1234', text: 'The pump leaks.' });
  const kept = await called.next((f) => f.type === 'state' && f.outcome === 'callback', 'contact taken');
  assert.equal(kept.reference, called.state.reference);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const before = ada.frames.findLast((f) => f.type === 'queue').cases;
  assert.ok(before.every((k) => k.state === 'callback' && Date.parse(k.until) > Date.now()), 'due when the team opens');
  await ada.close();
  await gone.close();

  await server.end('SIGKILL');
  const again = await back(await (async () => (await server.restart(), server))(), there);
  await opens(server);
  server.signal('SIGHUP');
  const queued = await again.next((f) => f.type === 'state' && f.outcome === 'queued', 'the line');
  assert.equal(queued.reference, there.state.reference);
  assert.ok(told(again, /there again, and you are in line.*FD-/));
  const bob = await agent(server.url, 'Ada', PASSWORD);
  const line = await bob.until(() => {
    const f = bob.frames.findLast((x) => x.type === 'queue');
    return f.cases.every((k) => !k.until) ? f.cases : undefined;
  }, 'a line without anything to wait for');
  assert.deepEqual(Object.fromEntries(line.map((k) => [k.reference, k.state])), {
    [there.state.reference]: 'queued',
    [gone.state.reference]: 'callback',
    [called.state.reference]: 'callback',
  });
  const tab = await back(server, gone);
  const found = tab.frames.findLast((f) => f.type === 'state');
  assert.equal(found.outcome, 'callback');
  assert.ok(told(tab, /there again\. Ask for a person.*FD-/));
  assert.equal((await handoff(tab)).outcome, 'queued', 'and asking again goes through');
  const phone = await back(server, called);
  assert.ok(!told(phone, /^Our team is there again/), 'who left a contact was promised a call, not a chat');
});

test('the policy: unknown teams and circles are refused, with the place', async (t) => {
  const server = await start(t, '');
  const bad = 'version: 1\nteams:\n  - {name: a, overflow: b}\n  - {name: b, overflow: a}\n  - {name: c, overflow: d}\n';
  await writeFile(join(server.config, 'escalation.yaml'), bad);
  server.signal('SIGHUP');
  await eventually(() => /escalation\.yaml:3:\d+.*leads from 'a' back to it/.test(server.log), 'the circle');
  assert.match(server.log, /escalation\.yaml:5:\d+.*there is no team 'd'/);
});
