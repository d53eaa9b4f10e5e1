// The switch of language models and what they cost: off stops what is under way within a second, for everybody, and stays off over a
// restart, with who and when; what was spent outlives a kill.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { login } from './lib/client.mjs';
import { answerProblem } from './lib/contract.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';
import { llm, llmCommand, play, startProvider } from './lib/provider.mjs';

const PASSWORD = 'correct horse';
let provider, server, chief;

before(async () => {
  provider = await startProvider();
  provider.on('quick', play.text('pong', { tokens: [1000, 50] }));
  provider.on('slow', play.silent);
  const providers = [
    { name: 'quick', url: `${provider.url}/quick`, price_in: 2, price_out: 10 },
    { name: 'slow', url: `${provider.url}/slow`, first_token_timeout: '60s' },
  ];
  server = await startServer({ edit: { 'frontdesk.yaml': (yaml) => llm(providers, { deadline: '60s' })(set(ROOMY)(yaml)) } });
  await server.addUser('Chief', PASSWORD, 'supervisor');
  chief = await login(server.url, 'Chief', PASSWORD);
});
after(async () => {
  await server.stop();
  await provider.stop();
});

async function api(method, body) {
  const headers = { Cookie: chief.cookie, 'X-CSRF-Token': chief.csrf };
  const answer = await fetch(`${server.url}/api/llm`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  assert.equal(await answerProblem(method, '/api/llm', answer), null);
  return answer.json();
}
const status = async () => JSON.parse((await llmCommand(server, 'status', '--json')).stdout);

const cost = (1000 * 2 + 50 * 10) / 1e6;
const row = { provider: 'quick', intent: '(ping)', requests: 1, tokens_in: 1000, tokens_out: 50, money: cost };

test('what a request cost is counted and stored', async () => {
  assert.equal((await llmCommand(server, 'ping', 'quick')).status, 0);
  assert.equal(await metric(server.url, 'frontdesk_llm_cost_total{provider="quick",intent="(ping)"}'), cost);
  // Stored beside the answer, not before it.
  await eventually(async () => (await status()).costs.length > 0, 'the cost is stored', 20000);
  assert.deepEqual((await status()).costs, [row]);
  const shown = (await llmCommand(server, 'status')).stdout;
  assert.match(shown, /^quick +\(ping\) +1 +1050 +0\.0025$/m);
  for (const line of shown.split('\n')) assert.ok(line.length <= 80, line);
});

test('off ends what is under way, and is kept with who and when, as the costs are', async () => {
  const hanging = llmCommand(server, 'ping', 'slow', '--json');
  await provider.asked('slow');
  const at = Date.now();
  const state = await api('POST', { on: false });
  const ended = JSON.parse((await hanging).stdout);
  assert.ok(Date.now() - at < 10000, 'long before its own time of 60 s');
  assert.equal(ended.outcome, 'off');
  await eventually(() => provider.open === 0, 'the connection to the provider is closed', 20000);
  assert.equal(state.on, false);
  assert.equal(state.enabled, true);
  assert.deepEqual([state.switched.on, state.switched.by], [false, 'Chief']);
  assert.equal(await metric(server.url, 'frontdesk_llm_on'), 0);
  assert.match(server.log, /llm_switched to=off by=Chief/);
  await server.end('SIGKILL');
  assert.deepEqual((await status()).costs, [row], 'read without a gateway');
  await server.restart();
  assert.deepEqual(await api('GET'), state, 'over a restart');
  const { llm: after, costs } = await status();
  assert.deepEqual(costs, [row]);
  assert.deepEqual([after.spent.day, after.spent.month], [{ tokens: 1050, money: cost }, { tokens: 1050, money: cost }]);
});

test('on, from the command line, beside a gateway and without one', async () => {
  assert.match((await llmCommand(server, 'on')).stdout, /switched on/);
  const state = await api('GET');
  assert.equal(state.on, true);
  assert.match(state.switched.by, /\(command line\)$/);
  await server.end('SIGTERM');
  assert.match((await llmCommand(server, 'off')).stdout, /switched off/);
  assert.match((await llmCommand(server, 'status')).stdout, /^Language models are off\.\nSwitched off by .* \(command line\)/);
  await server.restart();
  assert.equal((await api('GET')).on, false);
});
