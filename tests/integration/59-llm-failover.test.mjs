// Several providers and a budget, from the chat's side: who is asked next, who is spared, what still holds for the second one, and what
// goes on when nothing may be spent any more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { customer, freshId, say } from './lib/client.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';
import { llm, llmCommand, play, startProvider } from './lib/provider.mjs';

const QUESTION = 'do you ship living plants when it freezes';
const ANSWER = 'Living plants are not dispatched in frost [1].';
const TURNED_AWAY = /cannot look that up right now/;
let provider;

before(async () => {
  provider = await startProvider();
});
after(() => provider.stop());

const asked = (name) => provider.requests.filter((r) => r.name === name).length;

/** What the assistant answers, by whichever way. */
async function ask(c, text) {
  const id = freshId();
  await say(c, text, id);
  return c.next((f) => f.type === 'message' && f.reply === id, `an answer to "${text}"`);
}

/** A gateway with these providers, as `name: {settings}`; stopped when the test is over. */
async function gateway(t, providers, more = {}) {
  const list = Object.entries(providers).map(([name, own]) => ({ name, url: `${provider.url}/${name}`, ...own }));
  const server = await startServer({ edit: { 'frontdesk.yaml': (yaml) => llm(list, more)(set(ROOMY)(yaml)) } });
  t.after(() => server.stop());
  return server;
}

test('the next provider answers where one fails, with the same masking, and who asked for a pause gets it', async (t) => {
  provider.on('busy', play.status(429, { 'Retry-After': '3600' }));
  provider.on('other', play.anthropic(ANSWER));
  const server = await gateway(t, { busy: {}, other: { api: 'anthropic' } });
  const c = await customer(server.url);
  assert.equal((await ask(c, `my mail is eva@example.com: ${QUESTION}`)).text, ANSWER);
  assert.deepEqual([asked('busy'), asked('other')], [1, 1]);
  for (const { body } of provider.requests) assert.ok(!JSON.stringify(body).includes('eva@example.com'), 'no provider reads the address');
  assert.equal((await ask(c, `tell me again: ${QUESTION}`)).origin, 'llm');
  assert.deepEqual([asked('busy'), asked('other')], [1, 2], 'not asked within the hour');
  assert.equal(await metric(server.url, 'frontdesk_llm_requests_total{provider="other",outcome="ok"}'), 2);
});

test('one that fails time and again is spared', async (t) => {
  provider.on('broken', play.status(500));
  provider.on('good', play.text(ANSWER));
  const server = await gateway(t, { broken: {}, good: {} });
  const open = () => metric(server.url, 'frontdesk_llm_breaker{provider="broken",state="open"}');
  assert.equal(await open(), 0);
  // Each question is a conversation of its own, so that none is a repetition.
  for (let i = 0; i < 5; i++) assert.equal((await ask(await customer(server.url), QUESTION)).origin, 'llm');
  assert.equal(await open(), 1);
  const before = asked('broken');
  assert.equal((await ask(await customer(server.url), QUESTION)).origin, 'llm');
  assert.equal(asked('broken'), before, 'spared');
});

test('a second provider that is too dear for the limit of a reply is not asked', async (t) => {
  provider.on('down', play.status(503));
  provider.on('dear', play.text(ANSWER));
  const server = await gateway(t, { down: {}, dear: { price_in: 1000, price_out: 1000 } }, { budget: { reply: { money: 0.01 } } });
  const c = await customer(server.url);
  assert.match((await ask(c, QUESTION)).text, TURNED_AWAY);
  assert.ok(asked('down') > 0);
  assert.equal(asked('dear'), 0);
});

test('when the day is spent no request leaves, over a kill too, while rules and the way to a person go on', async (t) => {
  provider.on('spent', play.text(ANSWER, { tokens: [3900, 100] }));
  const server = await gateway(t, { spent: {} }, { budget: { day: { tokens: 4000 } } });
  assert.equal((await ask(await customer(server.url), QUESTION)).text, ANSWER);
  assert.match((await ask(await customer(server.url), QUESTION)).text, TURNED_AWAY);
  assert.equal(await metric(server.url, 'frontdesk_llm_replies_total{outcome="budget"}'), 1);
  // Stored beside the answer, not before it.
  const status = async () => JSON.parse((await llmCommand(server, 'status', '--json')).stdout);
  await eventually(async () => (await status()).costs.length > 0, 'the cost is stored');
  await server.end('SIGKILL');
  await server.restart();
  const c = await customer(server.url);
  assert.match((await ask(c, QUESTION)).text, TURNED_AWAY);
  assert.equal(asked('spent'), 1);
  assert.equal((await ask(c, 'which payment methods do you take')).origin, 'rule');
  await say(c, 'I want to talk to a person');
  assert.equal((await c.next((f) => f.type === 'state' && f.outcome, 'a handover')).reason, 'request');
});
