// Who gets which chat: agents who drop off and come back, offers, automatic assignment, languages, the estimate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agent, customer, handoff, inLine } from './lib/client.mjs';
import { PASSWORD, startDesk, waiting } from './lib/desk.mjs';
import { eventually, metric } from './lib/kit.mjs';

const start = (t, policy, names = ['Ada', 'Bob']) => startDesk(t, policy, names);
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

/* ---- automatic ---- */

const AUTO = 'assignment: {mode: auto, away_after: 2s';

test('automatic: freed capacity takes the longest-waiting case, never the newest', async (t) => {
  const server = await start(t, `${AUTO}}\nqueue: {agent_capacity: 1}\n`);
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await waiting(server));
  const ada = await agent(server.url, 'Ada', PASSWORD);
  for (const [i, c] of people.entries()) {
    const given = await ada.next((f) => f.type === 'case', 'a case');
    assert.equal(given.reference, c.reference, `case ${i + 1} in the order of arrival`);
    const state = await c.next((f) => f.type === 'state' && f.state === 'human', 'a person');
    assert.equal(state.agent.name, 'Ada');
    if (i === 0) people.push(await waiting(server)); // the newest has to wait
    ada.send({ type: 'close', case: given.case, disposition: 'resolved' });
  }
});

test('automatic: nobody who is busy, away or gone gets a case', async (t) => {
  const server = await start(t, `${AUTO}}\n`);
  const [ada, bob] = [await agent(server.url, 'Ada', PASSWORD), await agent(server.url, 'Bob', PASSWORD)];
  ada.send({ type: 'presence', status: 'busy' });
  await ada.type('presence');
  const first = await waiting(server);
  await bob.next((f) => f.type === 'case' && f.reference === first.reference, 'the case for Bob');
  await bob.close();
  const second = await waiting(server);
  assert.equal(second.state.outcome, 'queued');
  ada.send({ type: 'presence', status: 'available' });
  await ada.next((f) => f.type === 'case' && f.reference === second.reference, 'the waiting case');
  // Bob does not come back: what was his goes to Ada.
  await ada.next((f) => f.type === 'case' && f.reference === first.reference, 'the lost case');
  assert.ok(told(first, /Bob is no longer here/));
});

test('automatic: the language of the customer, and a stranger to it only after a time', async (t) => {
  const server = await start(t, `${AUTO}, language_wait: 3s}\nagents: [{name: Ada, languages: [en]}, {name: Bob, languages: [de]}]\n`);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const german = await waiting(server, { locale: 'de' });
  const english = await waiting(server);
  const first = await ada.next((f) => f.type === 'case', 'a case');
  assert.equal(first.reference, english.reference, 'the German one waits for somebody who speaks German');
  const second = await ada.next((f) => f.type === 'case', 'another case');
  assert.equal(second.reference, german.reference, 'after a time anybody is better than nobody');
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const more = await waiting(server, { locale: 'de' });
  const his = await bob.next((f) => f.type === 'case', 'a case for Bob');
  assert.equal(his.reference, more.reference);
});

test('automatic: the agent who knew the customer comes first, also in a new chat', async (t) => {
  const server = await start(t, `${AUTO}, order: last_agent}\n`);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const c = await waiting(server);
  const { case: id } = await ada.next((f) => f.type === 'case', 'a case');
  const bob = await agent(server.url, 'Bob', PASSWORD); // fewer chats than Ada from now on
  const other = await waiting(server);
  await bob.next((f) => f.type === 'case' && f.reference === other.reference, 'the least loaded gets a stranger');
  ada.send({ type: 'close', case: id, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  for (let i = 0; i < 2; i++) await waiting(server);
  await eventually(async () => (await metric(server.url, 'frontdesk_claims_total')) === 4, 'all have one');
  const again = await handoff(c);
  await ada.next((f) => f.type === 'case' && f.reference === again.reference, 'Ada again');
});

test('100 agents, one case each, all at once: nobody over capacity, nobody left over; then all claim one case', { timeout: 300000 }, async (t) => {
  const names = Array.from({ length: 100 }, (_, i) => `Agent ${i}`);
  const server = await start(t, `${AUTO}}\nqueue: {agent_capacity: 1}\n`, []);
  for (const name of names) await server.addUser(name, PASSWORD);
  const people = await Promise.all(names.map(() => waiting(server)));
  const agents = [];
  for (const name of names) agents.push(await agent(server.url, name, PASSWORD)); // argon2id: two at once
  await Promise.all(people.map((c) => c.until(() => latest(c, (f) => f.state === 'human'), 'a person', 30000)));
  await Promise.all(agents.map((a) => a.until(() => a.frames.find((f) => f.type === 'case'), 'the own case')));
  const counts = agents.map((a) => new Set(a.frames.filter((f) => f.type === 'case').map((f) => f.case)).size);
  assert.deepEqual(counts, names.map(() => 1));

  // The same hundred want one more case, picked by hand, in the same moment.
  await writeFile(join(server.config, 'escalation.yaml'), 'version: 1\nqueue: {agent_capacity: 2}\n');
  server.signal('SIGHUP');
  await eventually(async () => (await metric(server.url, 'frontdesk_reloads_total{result="ok"}')) === 1, 'the reload');
  const wanted = await waiting(server);
  const ids = await Promise.all(agents.map((a) => inLine(a, wanted.reference)));
  agents.forEach((a, i) => a.send({ type: 'claim', id: 'race', case: ids[i] }));
  const answers = await Promise.all(
    agents.map((a) => a.next((f) => (f.type === 'case' && f.case === ids[0]) || (f.type === 'error' && f.id === 'race'), 'won or lost')),
  );
  const winners = names.filter((_, i) => answers[i].type === 'case');
  assert.equal(winners.length, 1, `won: ${winners}`);
  assert.deepEqual(new Set(answers.filter((f) => f.type === 'error').map((f) => f.code)), new Set(['already_claimed']));
  assert.equal(await metric(server.url, 'frontdesk_claims_lost_total'), 99);
  const human = await wanted.next((f) => f.type === 'state' && f.state === 'human', 'a person');
  assert.equal(human.agent.name, winners[0]);
});

/* ---- offers ---- */

const OFFER = 'assignment: {mode: offer';

test('an offer: declined goes to the next, accepted is claimed, the line shows whom it waits for', async (t) => {
  const server = await start(t, `${OFFER}}\n`);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const c = await waiting(server);
  const offer = await ada.type('offer');
  assert.equal(offer.reference, c.reference);
  assert.ok(offer.seconds > 20 && offer.seconds <= 30, String(offer.seconds));
  assert.equal((await metric(server.url, 'frontdesk_queue_cases')), 1, 'it still stands in line');
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const entry = bob.frames.find((f) => f.type === 'queue').cases[0];
  assert.deepEqual([entry.state, entry.offered_to, entry.position], ['offered', 'Ada', 1]);
  bob.send({ type: 'decline', case: offer.case });
  await bob.error('wrong_state');
  ada.send({ type: 'decline', case: offer.case });
  assert.equal((await ada.next((f) => f.type === 'offer' && f.seconds === 0, 'the end of the offer')).case, offer.case);
  assert.equal((await bob.next((f) => f.type === 'offer', 'the next one is asked')).case, offer.case);
  bob.send({ type: 'claim', case: offer.case });
  await bob.next((f) => f.type === 'case' && f.case === offer.case, 'the case');
  assert.equal((await c.next((f) => f.type === 'state' && f.state === 'human', 'a person')).agent.name, 'Bob');
});

test('an offer that nobody answers goes on, who did not answer is away; a colleague may take it', async (t) => {
  const server = await start(t, `${OFFER}, offer_timeout: 1s}\n`);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const c = await waiting(server);
  const offer = await ada.type('offer');
  assert.equal((await ada.type('presence')).status, 'away');
  assert.equal(latest(c, () => true).state, 'queued', 'the customer waits on');
  ada.send({ type: 'claim', case: offer.case }); // whoever is away may still pick by hand
  await ada.next((f) => f.type === 'case' && f.case === offer.case, 'the case');
});

test('an offer while its agent leaves, its customer leaves, and the gateway is killed', async (t) => {
  const server = await start(t, `${OFFER}}\nqueue: {agent_capacity: 1}\n`);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const c = await waiting(server);
  const offer = await ada.type('offer');
  c.send({ type: 'handoff', cancel: true });
  await ada.next((f) => f.type === 'offer' && f.seconds === 0, 'the offer is over');
  ada.send({ type: 'claim', case: offer.case });
  await ada.next((f) => f.type === 'error' && ['already_claimed', 'not_found'].includes(f.code), 'too late');
  const ends = await waiting(server);
  await ada.next((f) => f.type === 'offer' && f.seconds > 0, 'an offer');
  ends.send({ type: 'end' });
  await ada.next((f) => f.type === 'offer' && f.seconds === 0, 'over as well');
  const second = await waiting(server); // Ada's room for one is free again
  const again = await ada.next((f) => f.type === 'offer' && f.seconds > 0, 'another offer');
  assert.equal(again.reference, second.reference);
  await ada.close();
  const bob = await agent(server.url, 'Bob', PASSWORD);
  assert.equal((await bob.next((f) => f.type === 'offer', 'on to Bob')).reference, second.reference);
  await server.end('SIGKILL');
  await server.restart();
  const back = await agent(server.url, 'Ada', PASSWORD);
  const third = await back.next((f) => f.type === 'offer' && f.seconds > 0, 'offered after the restart');
  assert.equal(third.reference, second.reference);
  back.send({ type: 'claim', case: third.case });
  await back.next((f) => f.type === 'case' && f.case === third.case, 'the case');
});
