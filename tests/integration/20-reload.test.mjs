// Promise 6: a bad file never goes live, and a reload under traffic loses nothing.
import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, customer, freshId, PATIENT } from './lib/client.mjs';
import { metric, ROOMY, set } from './lib/kit.mjs';

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
      c.send({ type: 'message', id, text: 'how long does delivery take?' });
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

const noted = (server, event, parts) =>
  server.log.split('\n').filter((line) => line.includes(` ${event} `) && parts.every((part) => line.includes(part)));
const changes = async (url, change) => metric(url, `frontdesk_intents_changed_total{change="${change}"}`);

test('a saved file goes live by itself; the log says what changed, the metrics how much; a broken one stays out', async (t) => {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const c = await customer(server.url);
  const file = join(server.config, 'intents/gold.yaml');

  await writeFile(file, NEW_INTENT);
  await eventually(async () => (await reloads(server.url, 'ok')) === 1, 'the reload after saving a new file');
  assert.equal((await ask(c, 'wrap the zebra in gold foil')).text, 'We do not wrap in gold foil yet.');
  assert.equal(noted(server, 'intent_changed', ['intent=gold_foil', 'change=added', 'gold.yaml:3']).length, 1, server.log);

  await writeFile(`${file}.new`, NEW_INTENT.replace('yet', 'any more').replace("foil\\b'", "foil\\b', 'golden wrap'"));
  await rename(`${file}.new`, file); // as editors do
  await eventually(async () => (await reloads(server.url, 'ok')) === 2, 'the reload after a rename');
  assert.equal((await ask(c, 'the golden wrap please')).text, 'We do not wrap in gold foil any more.');
  assert.equal(noted(server, 'intent_changed', ['intent=gold_foil', 'change=changed', 'patterns +1, reply.en']).length, 1, server.log);

  await writeFile(file, `${NEW_INTENT}  - id: [broken\n`);
  await eventually(async () => (await reloads(server.url, 'refused')) === 1, 'the refusal');
  assert.equal((await ask(c, 'the golden wrap, I said')).text, 'We do not wrap in gold foil any more.');

  await rm(file);
  await eventually(async () => (await reloads(server.url, 'ok')) === 3, 'the reload after removing it');
  assert.equal(noted(server, 'intent_changed', ['intent=gold_foil', 'change=removed']).length, 1, server.log);
  for (const change of ['added', 'changed', 'removed']) assert.equal(await changes(server.url, change), 1, change);
});

test('a folder of intents that vanishes and comes back: the last good set serves, then the new one', async (t) => {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const c = await customer(server.url);
  const folder = join(server.config, 'intents');
  await rename(folder, `${folder}.away`);
  await eventually(async () => (await reloads(server.url, 'refused')) >= 1, 'the refusal without intents');
  assert.ok((await ask(c, 'how long does delivery take?')).text.length > 0);
  await writeFile(join(`${folder}.away`, 'gold.yaml'), NEW_INTENT);
  await rename(`${folder}.away`, folder);
  await eventually(async () => (await reloads(server.url, 'ok')) >= 1, 'the reload of the folder that came back');
  await writeFile(join(folder, 'gold.yaml'), NEW_INTENT.replace('yet', 'today'));
  await eventually(async () => noted(server, 'intent_changed', ['gold_foil', 'reply.en']).length === 1, 'a change in the folder that came back');
  assert.equal((await ask(c, 'wrap the zebra in gold foil')).text, 'We do not wrap in gold foil today.');
});

test('settings that changed are named; with watching off only SIGHUP counts', async (t) => {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const file = join(server.config, 'frontdesk.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, set({ watch: false, message_burst: 41 })(text));
  await eventually(async () => (await reloads(server.url, 'ok')) === 1, 'the reload');
  assert.equal(noted(server, 'settings_changed', ['limits.message_burst', 'reload.watch']).length, 1, server.log);
  await writeFile(file, set({ watch: false, message_burst: 42 })(text));
  server.signal('SIGHUP');
  await eventually(async () => (await reloads(server.url, 'ok')) === 2, 'the reload on SIGHUP');
  assert.equal(noted(server, 'settings_changed', ['limits.message_burst']).length, 2, server.log);
});

test('a file that is saved again while the first change is being read goes live too', async (t) => {
  const server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const c = await customer(server.url);
  const file = join(server.config, 'intents/gold.yaml');
  await writeFile(file, NEW_INTENT);
  await eventually(async () => (await reloads(server.url, 'ok')) === 1, 'the first reload');
  for (let i = 0; i < 3; i++) {
    await writeFile(file, NEW_INTENT.replace('yet', `on day ${i}a`));
    server.signal('SIGHUP'); // reading begins at once
    await writeFile(file, NEW_INTENT.replace('yet', `on day ${i}b`));
    await eventually(async () => (await ask(c, `zebra ${freshId()} in gold foil`)).text === `We do not wrap in gold foil on day ${i}b.`, `the second save of day ${i}`);
  }
});
