// The work after a closed chat takes one of the agent's places, also over a kill, and no longer than the policy says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, handoff } from './lib/client.mjs';
import { ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';

test('a closed chat keeps its place until the wrap-up is over, though the gateway was killed', async (t) => {
  const policy = 'version: 1\nqueue: {agent_capacity: 1}\nassignment: {mode: auto, wrapup: 4s, away_after: 0s}\n';
  const server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': policy } });
  t.after(() => server.stop());
  await server.addUser('Ada', PASSWORD);
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const first = await customer(server.url, { consent: false });
  await handoff(first);
  const mine = await ada.type('case');
  const before = Date.now();
  ada.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await first.next((f) => f.type === 'state' && f.state === 'closed', 'the customer is told at once');
  const next = await customer(server.url, { consent: false });
  const { reference } = await handoff(next);
  await server.end('SIGKILL');
  await server.restart();
  const again = await agent(server.url, 'Ada', PASSWORD);
  assert.ok(!again.welcome.cases.includes(mine.case), 'it is no open chat any more');
  const got = await again.until(() => again.frames.find((f) => f.type === 'case' && !f.wrapup), 'the next case');
  assert.deepEqual([got.state, got.reference], ['assigned', reference]);
  assert.ok(Date.now() - before >= 3990, `not before its end: ${Date.now() - before} ms`);
});
