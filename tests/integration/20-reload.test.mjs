// Promise 6: a bad file never goes live, and a reload under traffic loses nothing.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, customer, freshId, PATIENT } from './lib/client.mjs';

const NEW_INTENT = `version: 1
intents:
  - id: gold_foil
    title: Gold foil
    patterns: ['\\bgold foil\\b']
    reply: {en: 'We do not wrap in gold foil yet.'}
`;

async function eventually(look, what) {
  const end = Date.now() + 15000;
  for (;;) {
    if (await look()) return;
    assert.ok(Date.now() < end, `${what} did not happen in 15 s`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const reloads = async (url, result) =>
  Number(new RegExp(`^frontdesk_reloads_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(await (await fetch(`${url}/metrics`)).text())[1]);

test('a good file goes live on SIGHUP, a broken one never; the log names file, line and column', async (t) => {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const c = await customer(server.url);
  const file = join(server.config, 'intents/gold.yaml');

  await writeFile(file, NEW_INTENT);
  server.signal('SIGHUP');
  await eventually(async () => (await reloads(server.url, 'ok')) === 1, 'the reload');
  assert.equal((await ask(c, 'wrap the zebra in gold foil')).text, 'We do not wrap in gold foil yet.');

  await writeFile(file, NEW_INTENT.replace('patterns:', 'paterns:').replace("'\\bgold foil\\b'", "'(gold'"));
  server.signal('SIGHUP');
  await eventually(async () => (await reloads(server.url, 'refused')) === 1, 'the refusal');
  assert.match(server.log, /gold\.yaml:5:\d+: error: /);
  assert.equal((await ask(c, 'wrap the zebra in gold foil')).text, 'We do not wrap in gold foil yet.');
});

test('reloads of broken and good catalogs under traffic: no message lost, none unlabelled', async (t) => {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const file = join(server.config, 'intents/orders.yaml');
  const good = await readFile(file, 'utf8');
  let stop = false;
  const customers = await Promise.all(Array.from({ length: 8 }, () => customer(server.url)));
  const sent = customers.map(() => []);
  const traffic = customers.map(async (c, i) => {
    while (!stop) {
      const id = freshId();
      sent[i].push(id);
      c.send({ type: 'message', id, text: 'where is my parcel?' });
      await c.next((f) => f.type === 'message' && f.reply === id, `the reply to ${id}`);
      await new Promise((done) => setTimeout(done, 60)); // a customer's pace, under the rate limit
    }
  });
  for (let i = 1; i <= 5; i++) {
    await writeFile(file, `${good}\n  - id: [broken\n`);
    server.signal('SIGHUP');
    await eventually(async () => (await reloads(server.url, 'refused')) === i, `refusal ${i}`);
    await writeFile(file, `${good}\n# ${i}\n`);
    server.signal('SIGHUP');
    await eventually(async () => (await reloads(server.url, 'ok')) === i, `reload ${i}`);
  }
  stop = true;
  await Promise.all(traffic);
  for (const [i, c] of customers.entries()) {
    const all = await customer(server.url, { token: c.token, after: 0, consent: false });
    assert.deepEqual(all.messages().filter((m) => m.origin === 'customer').map((m) => m.id), sent[i]);
    const replies = all.messages().filter((m) => m.origin === 'rule');
    assert.equal(replies.length, sent[i].length, 'a reply to each');
    for (const m of replies) assert.ok(m.ai_generated === true && m.label === 'AI-generated', `label of ${m.seq}`);
  }
});
