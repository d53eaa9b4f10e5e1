// The wait that customers are told: unknown until it was measured, told when it becomes known, judged, kept over a kill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agent, customer, handoff } from './lib/client.mjs';
import { PASSWORD, startDesk, waiting } from './lib/desk.mjs';
import { metric } from './lib/kit.mjs';

const given = (a, reference) => a.next((f) => f.type === 'case' && f.reference === reference, `the case ${reference}`);
const close = async (a, frame) => {
  a.send({ type: 'close', case: frame.case, disposition: 'resolved' });
  await a.next((f) => f.type === 'state' && f.case === frame.case && f.state === 'closed', 'the close');
};

test('the wait is null until chats were measured, then told and judged, and known again after a kill', async (t) => {
  const server = await startDesk(t, 'assignment: {mode: auto}\nqueue: {agent_capacity: 1}\n', ['Ada']);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  let mine = await given(ada, (await waiting(server)).state.reference);
  const patient = await waiting(server);
  assert.equal(patient.state.position, 1);
  assert.equal(patient.state.wait_seconds, null, 'nothing was measured yet');
  const early = await ada.next((f) => f.type === 'queue' && f.cases.length === 1, 'the line');
  assert.equal(early.cases[0].wait_seconds, null, 'nor is the agent told a number');
  await close(ada, mine);
  mine = await given(ada, patient.state.reference);
  assert.equal(await metric(server.url, 'frontdesk_wait_error_seconds_count'), 0, 'nothing was promised, so nothing is judged');
  for (let i = 0; i < 3; i++) {
    await close(ada, mine);
    mine = await given(ada, (await waiting(server)).state.reference);
  }

  const first = await waiting(server);
  assert.equal(first.state.wait_seconds, null, 'four chats are not enough');
  const second = await waiting(server);
  await close(ada, mine);
  mine = await given(ada, first.state.reference);
  const moved = await second.next((f) => f.type === 'state' && f.position === 1, 'one place further');
  assert.ok(Number.isInteger(moved.wait_seconds), `five are: ${JSON.stringify(moved)}`);
  const third = await waiting(server);
  assert.ok(third.state.wait_seconds >= moved.wait_seconds, 'who stands behind waits longer');
  await close(ada, mine);
  mine = await given(ada, second.state.reference);
  await close(ada, mine);
  await given(ada, third.state.reference);
  assert.equal(await metric(server.url, 'frontdesk_wait_error_seconds_count'), 1, 'the third was promised a wait and got an agent');
  assert.equal(await metric(server.url, 'frontdesk_wait_error_seconds_bucket{le="+Inf"}'), 1);
  assert.ok((await metric(server.url, 'frontdesk_wait_error_absolute_seconds_sum')) < 20, 'chats of milliseconds promise no long waits');

  await server.end('SIGKILL');
  await server.restart();
  const again = await agent(server.url, 'Ada', PASSWORD);
  assert.equal(again.welcome.cases.length, 1, 'her place is taken');
  const after = await waiting(server);
  assert.equal(after.state.position, 1);
  assert.ok(Number.isInteger(after.state.wait_seconds), `what was measured is still known: ${JSON.stringify(after.state)}`);
});

test('the wait becomes known and unknown with the agents who are there', async (t) => {
  const server = await startDesk(t, 'assignment: {mode: auto}\nqueue: {agent_capacity: 1}\n', ['Ada']);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  for (let i = 0; i < 5; i++) await close(ada, await given(ada, (await waiting(server)).state.reference));
  await given(ada, (await waiting(server)).state.reference);
  const c = await waiting(server);
  assert.ok(Number.isInteger(c.state.wait_seconds));
  ada.send({ type: 'presence', status: 'away' });
  await c.next((f) => f.type === 'state' && f.position === 1 && f.wait_seconds === null, 'nobody is there: unknown');
  ada.send({ type: 'presence', status: 'available' });
  await c.next((f) => f.type === 'state' && f.position === 1 && f.wait_seconds !== null, 'known again');
});

test('teams without common agents have lines of their own', async (t) => {
  const policy =
    'teams: [{name: support}, {name: german}]\nroutes: [{locale: de, team: german}]\n' +
    'agents: [{name: Ada, teams: [support]}, {name: Bob, teams: [german]}]\n';
  const server = await startDesk(t, policy, []);
  const one = await waiting(server);
  const german = await customer(server.url, { consent: false, locale: 'de' });
  assert.equal(one.state.position, 1);
  assert.equal((await handoff(german)).position, 1, 'nobody who serves the first serves this one');
  assert.equal((await waiting(server)).state.position, 2);
});
