// Real frames of every kind against gateway/asyncapi.yaml, and the golden frames that the C tests write and refuse.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { frameFaults, frameNames } from './lib/contract.mjs';

const golden = new URL('../golden/wire/', import.meta.url);

function expectContract(operation, frames) {
  for (const frame of frames)
    assert.deepEqual(frameFaults(operation, frame), [], `${operation}: ${JSON.stringify(frame).slice(0, 2000)}`);
}

test('golden frames keep the contract', () => {
  const files = readdirSync(golden).filter((name) => name.endsWith('.json'));
  assert.ok(files.length > 10);
  for (const name of files) {
    const frame = JSON.parse(readFileSync(new URL(name, golden), 'utf8'));
    const faults = ['toCustomer', 'toAgent'].map((operation) => frameFaults(operation, frame));
    assert.ok(faults.some((f) => f.length === 0), `${name}: ${faults.flat().join('; ')}`);
  }
});

test('frames that the gateway refuses break the contract', () => {
  // What a schema cannot see: duplicate keys, lone surrogates, invisible text, U+0000, numbers beyond 64 bits.
  const unseen = /"type":"typing","type"|\\ud800|\u200b|\ufeff|\\u0000|9{20}|1e999/;
  const rows = readFileSync(new URL('bad.jsonl', golden), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  for (const { role, frame, code } of rows) {
    if (code === 'bad_json' || unseen.test(frame)) continue;
    const operation = role === 'agent' ? 'fromAgent' : 'fromCustomer';
    assert.notDeepEqual(frameFaults(operation, JSON.parse(frame)), [], frame);
  }
});

const PASSWORD = 'correct horse battery';

let server;
before(async () => {
  server = await startServer();
  await server.addUser('ada', PASSWORD);
});
after(() => server.stop());

test('a whole conversation with a person in it', async () => {
  const c = await customer(server.url, { locale: 'de' });
  await ask(c, 'guten tag');
  c.send({ type: 'feedback', seq: 2, rating: 'up' });
  c.send({ type: 'rate', id: freshId(), score: 5, comment: null });
  c.send({ type: 'nonsense', id: 'n1' });
  await c.error('unknown_type');
  const state = await handoff(c);
  const a = await agent(server.url, 'ada', PASSWORD);
  a.send({ type: 'presence', status: 'available' });
  const id = await inLine(a, state.reference);
  a.send({ type: 'open', case: id });
  await a.type('case');
  a.send({ type: 'claim', case: id });
  await a.type('case');
  await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  c.send({ type: 'typing' });
  await a.type('typing');
  await say(c, 'sind sie ein mensch?');
  await a.next((f) => f.type === 'message' && f.origin === 'customer', "the customer's message");
  a.send({ type: 'typing', case: id });
  await c.type('typing');
  a.send({ type: 'message', case: id, id: freshId(), text: 'Ja.' });
  await c.next((f) => f.type === 'message' && f.origin === 'agent', "the agent's message");
  a.send({ type: 'claim', case: id });
  a.send({ type: 'close', case: id, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state !== 'human', 'state after the close');

  const tabs = await customer(server.url, { locale: 'de', token: c.token });
  expectContract('toCustomer', c.frames);
  expectContract('toCustomer', tabs.frames);
  expectContract('toAgent', a.frames);
  const seen = new Set([...c.frames, ...tabs.frames].map((f) => f.type));
  for (const name of frameNames('toCustomer')) if (name !== 'delta') assert.ok(seen.has(name), `no ${name} was seen`);
});
