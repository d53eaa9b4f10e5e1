// Service levels: shown to agents, raised once, over a kill; the first answer and the end meet them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agent, customer, handoff, inLine } from './lib/client.mjs';
import { PASSWORD, startDesk, waiting } from './lib/desk.mjs';
import { eventually, metric } from './lib/kit.mjs';

const claim = async (a, c) => {
  const id = await inLine(a, c.state.reference);
  a.send({ type: 'claim', case: id });
  return a.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
};
const total = (server, target, result) => metric(server.url, `frontdesk_sla_total{target="${target}",result="${result}"}`);
const inState = (a, state) =>
  a.until(() => a.frames.filter((f) => f.type === 'queue').flatMap((f) => f.cases).find((k) => k.sla?.state === state), `a case in line that is ${state}`);

test('a first answer that is late: warned, then breached after a kill; nothing is raised twice', async (t) => {
  const server = await startDesk(t, 'sla: {warn_at: 0.2, targets: [{first_response: 6s, resolution: 1h}]}\n');
  const c = await waiting(server);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const warned = await inState(ada, 'warning');
  assert.equal(warned.sla.target, 'first_response');
  assert.equal(Date.parse(warned.sla.due_at) - Date.parse(warned.since), 6000);
  await eventually(async () => (await total(server, 'first_response', 'warned')) === 1, 'the warning is counted');
  await eventually(async () => (await metric(server.url, 'frontdesk_store_backlog')) === 0, 'and stored');
  await server.end('SIGKILL');
  await server.restart();
  const again = await agent(server.url, 'Ada', PASSWORD);
  await inState(again, 'breached');
  assert.equal(await total(server, 'first_response', 'warned'), 0, 'the process before has raised that');
  await eventually(async () => (await total(server, 'first_response', 'breached')) === 1, 'the breach is counted');
  assert.equal(await metric(server.url, 'frontdesk_sla_cases{state="breached"}'), 1);

  const mine = await claim(again, c);
  assert.equal(mine.sla.state, 'breached');
  again.send({ type: 'message', case: mine.case, id: 'late', text: 'Sorry for the wait.' });
  const next = await again.next((f) => f.type === 'state' && f.sla?.target === 'resolution', 'the next target');
  assert.equal(next.sla.state, 'ok');
  assert.equal(await total(server, 'first_response', 'met'), 0);
  again.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await again.next((f) => f.type === 'state' && f.state === 'closed', 'the close');
  assert.equal(await total(server, 'resolution', 'met'), 1);
  assert.equal(await total(server, 'first_response', 'breached'), 1);
});

test('answered in time, ended late; no target, nothing to show', async (t) => {
  const server = await startDesk(
    t,
    'teams: [{name: support}, {name: german}]\nroutes: [{locale: de, team: german}]\n' +
      'sla: {warn_at: 0.5, targets: [{team: support, first_response: 1h, resolution: 2s}]}\n',
  );
  const german = await customer(server.url, { consent: false, locale: 'de' });
  const without = (await handoff(german)).reference;
  const c = await waiting(server);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  await inLine(ada, without);
  const line = ada.frames.find((f) => f.type === 'queue').cases;
  assert.equal(line.find((k) => k.reference === without).sla, null);
  const mine = await claim(ada, c);
  ada.send({ type: 'message', case: mine.case, id: 'soon', text: 'Hello.' });
  await ada.next((f) => f.type === 'ack' && f.id === 'soon', 'the ack');
  assert.equal(await total(server, 'first_response', 'met'), 1);
  await ada.next((f) => f.type === 'state' && f.sla?.state === 'breached', 'an agent is told of her own chat');
  ada.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await ada.next((f) => f.type === 'state' && f.state === 'closed', 'the close');
  await eventually(async () => (await total(server, 'resolution', 'breached')) === 1, 'the breach is counted');
  assert.equal(await total(server, 'resolution', 'met'), 0);
});
