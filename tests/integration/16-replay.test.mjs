// `frontdesk replay`: what a running gateway stored, decided again. The same configuration changes nothing; another one changes what
// it should, and the diff says from what to what.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, customer, freshId, handoff, say } from './lib/client.mjs';
import { golden } from './lib/golden.mjs';
import { cli, ROOMY, set } from './lib/kit.mjs';
import { behave, startShop } from './lib/shop.mjs';

const ZOO = (base) => `version: 1
intents:
  - id: zebra_status
    patterns: ['\\bzebra\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: Which zebra?}}}
    action: {get: '${base}/zebras/{number}', results: {status: '$.status'}}
    reply: {en: 'Zebra {number} is {action.status}.'}
    reply_failed: {en: The zoo does not answer.}
  - id: giraffe_feed
    patterns: ['\\bgiraffe\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: Which giraffe?}}}
    action: {post: '${base}/giraffes/{number}', confirm: {en: 'Shall I feed giraffe {number}?'}}
    reply: {en: ['Giraffe {number} is fed.', 'Fed giraffe {number}.', 'Giraffe {number} has its leaves.']}
    reply_failed: {en: The zoo does not answer.}
  - id: okapi
    patterns: ['\\bokapi\\b']
    reply: {en: [We have okapis., There are okapis here., 'Okapis, yes.']}
  - id: keeper
    patterns: ['\\bkeeper\\b']
    handoff: always
`;

let shop, server, data;
let turns = 0; // how many are stored
const folders = [];
const folder = async () => {
  folders.push(await mkdtemp(join(tmpdir(), 'frontdesk-replay-')));
  return folders.at(-1);
};
/** The configuration with edits of the zoo. */
async function edited(edit, files = {}) {
  const dir = await folder();
  await cp(server.config, dir, { recursive: true });
  const yaml = await readFile(join(dir, 'intents/zoo.yaml'), 'utf8');
  await writeFile(join(dir, 'intents/zoo.yaml'), edit(yaml));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}
const replay = (args = [], config = server.config) => cli(['replay', '--data', data, ...args], { config });
const objects = (r) => {
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim().split('\n').map((l) => JSON.parse(l));
};
const totals = (r) => objects(r).at(-1);
const text = (c, id) => c.next((f) => f.type === 'message' && f.origin === 'rule' && f.reply === id, `reply to ${id}`);

/** Says something; the reply, or null once the chat is with people (an offer or thumb on the way decides that by the millisecond). */
async function turn(c, words) {
  if (c.frames.findLast?.((f) => f.type === 'state')?.state === 'queued') return null;
  const id = freshId();
  await say(c, words, id);
  turns++;
  const f = await c.next((x) => (x.type === 'message' && x.reply === id) || (x.type === 'state' && x.state === 'queued'), `what comes of "${words}"`);
  return f.type === 'message' ? f : null;
}

before(async () => {
  shop = await startShop();
  shop.on('/zebras/100001', behave.json({ status: 'asleep' }));
  shop.on('/zebras/100002', behave.status(500));
  shop.on('/giraffes/100003', behave.json({}));
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'intents/zoo.yaml': ZOO(shop.url) } });
  data = server.data;

  const c = await customer(server.url); // everything a dialog can do
  for (const words of ['okapi', 'an okapi please', 'how is my zebra', 'hm', '100001', 'zebra 100002', 'feed the giraffe', '100003', 'yes', 'okapi again', 'blorp fnurgle', 'no', 'blorp'])
    await turn(c, words);
  const t = await customer(server.url); // a thumb that changes nothing but the memory
  const reply = await turn(t, 'okapi please');
  t.send({ type: 'feedback', seq: reply.seq, rating: 'down' });
  for (const words of ['how is my zebra', '100001', 'blorp']) await turn(t, words);
  const b = await customer(server.url); // a burst is one turn
  const ids = [freshId(), freshId(), freshId()];
  ['where is', 'that', 'okapi'].forEach((words, i) => b.send({ type: 'message', id: ids[i], text: words }));
  await text(b, ids[2]);
  turns += 2 + b.frames.filter((f) => f.type === 'message' && f.origin === 'rule').length;
  const h = await customer(server.url); // handed over; what is said to people is no turn
  await say(h, 'your keeper');
  await h.next((f) => f.type === 'state' && f.state === 'queued', 'queued');
  await say(h, 'an okapi is waiting');
  h.send({ type: 'handoff', cancel: true });
  await h.next((f) => f.type === 'state' && f.state === 'bot', 'back with the bot');
  await ask(h, 'okapi');
  const p = await customer(server.url, { consent: false }); // a button without words
  await handoff(p);
  for (const one of [c, t, b, h, p]) await one.close();
});
after(async () => {
  await server.stop();
  await shop.stop();
  for (const dir of folders) await rm(dir, { recursive: true, force: true });
});

test('the same configuration decides every turn as it did: forms, actions, variants, thumbs, handovers', async () => {
  const asked = (await shop.asked('/zebras/100001')).length;
  const r = replay(['--json']);
  const all = objects(r);
  assert.deepEqual(all.slice(0, -1), [], 'nothing changes');
  assert.equal(all[0].changed, 0);
  assert.equal(all[0].conversations, 5);
  assert.equal(all[0].turns, turns);
  assert.equal((await shop.asked('/zebras/100001')).length, asked, 'the shop was not asked');
  assert.equal(replay().stdout, `${turns} turns of 5 conversations, 0 changed\n`);
});

test('a new catalog: each turn that changes, from what to what', async () => {
  const config = await edited((yaml) => yaml.replace("patterns: ['\\bokapi\\b']", () => "patterns: ['\\bokapi$']").replace('handoff: always', "reply: {en: 'Keepers are asleep.'}").replace('Which zebra?', 'What number has it'));
  const all = objects(replay(['--json'], config));
  const find = (words) => all.filter((o) => o.text === words);
  assert.deepEqual(find('your keeper').map((o) => [o.change, o.from.end, o.from.intent, o.to.end, o.to.intent, o.to.reply]), [['handed over -> answered', 'handed over', 'keeper', 'answered', 'keeper', 'Keepers are asleep.']]);
  for (const o of find('how is my zebra')) assert.deepEqual([o.change, o.from.reply, o.to.reply], ['other words', 'Which zebra?', 'What number has it']);
  assert.equal(find('how is my zebra').length, 2);
  for (const words of ['an okapi please', 'okapi again', 'okapi please'].filter((w) => find(w).length > 0 || w !== 'okapi again')) assert.ok(find(words).length === 1 && find(words)[0].from.intent === 'okapi' && find(words)[0].to.intent !== 'okapi', words);
  assert.deepEqual(find('okapi'), [], 'what still matches stays');
  const sum = all.at(-1);
  assert.equal(sum.changed, all.length - 1);
  assert.equal(Object.values(sum.changes).reduce((a, b) => a + b), sum.changed);
  assert.equal(sum.changes['handed over -> answered'], 1);
});

test('an action that no stored answer tells about is not called: the address is shown', async () => {
  const config = await edited((yaml) => yaml.replace('    reply: {en: [We have', `    action: {get: '${shop.url}/okapis'}\n    reply_failed: {en: no}\n    reply: {en: [We have`));
  const o = objects(replay(['--json'], config)).find((one) => one.text === 'okapi');
  assert.deepEqual([o.change, o.to.url], ["answered -> would ask the shop's system", `${shop.url}/okapis`]);
});

test('another escalation policy changes turns too', async () => {
  const config = await edited((yaml) => yaml, { 'escalation.yaml': 'version: 1\nscore: {offer_at: 0.1, transfer_at: 0.2}\n' });
  const sum = totals(replay(['--json'], config));
  assert.ok(sum.changed > 0 && Object.keys(sum.changes).some((k) => /-> (handed over|person offered)$/.test(k)), JSON.stringify(sum));
});

test('the diff is for reading: 80 columns, what was said quoted, the totals last', async () => {
  const config = await edited((yaml) => yaml.replace("patterns: ['\\bokapi\\b']", "patterns: ['\\bokapis\\b']").replace('handoff: always', "reply: {en: 'Keepers are asleep.'}"));
  const r = replay([], config);
  for (const line of r.stdout.split('\n')) if (!line.includes('.yaml:')) assert.ok([...line].length <= 80, line);
  const turn = r.stdout.split('\n\n').find((part) => part.includes('"your keeper"'));
  await golden('replay_turn.txt', `${turn}\n`, [[/^\d{4}-\d\d-\d\d \d\d:\d\d [0-9a-f-]{36}/gm, 'DATE TIME CONVERSATION'], [`${server.config}/`, ''], [`${config}/`, '']]);
  assert.match(r.stdout, new RegExp(`\\n${turns} turns of 5 conversations, \\d+ changed\\n +\\d+ {2}answered -> `));
});

test('--since: a date, a moment, an age', () => {
  assert.equal(totals(replay(['--json', '--since', '1d'])).turns, turns);
  assert.equal(totals(replay(['--json', '--since', '2020-01-01'])).turns, turns);
  assert.equal(totals(replay(['--json', '--since', '2020-01-01T10:00:00Z'])).turns, turns);
  assert.deepEqual([totals(replay(['--json', '--since', '2100-01-01'])).turns, totals(replay(['--json', '--since', '2100-01-01'])).conversations], [0, 0]);
  for (const bad of ['yesterday', '7', '7w', '2026-02-30', '2026-11-22T10:00', '', '-1d']) {
    const r = replay(['--since', bad]);
    assert.deepEqual([r.status, r.stdout], [2, ''], bad);
  }
});

test('beside the gateway it only reads, and the gateway goes on', async () => {
  const c = await customer(server.url);
  const before = (await stat(join(data, 'frontdesk.db'))).mtimeMs;
  for (let i = 0; i < 3; i++) assert.equal(replay().status, 0);
  assert.equal((await stat(join(data, 'frontdesk.db'))).mtimeMs, before);
  assert.match((await ask(c, 'okapi')).text, /kapi/);
  assert.equal(totals(replay(['--json'])).turns, turns + 1, 'what was just committed is there');
  await c.close();
});

test('without a gateway, after a kill, from a copy; a folder that is not there is an empty store; one that is no store', async () => {
  await server.end('SIGKILL');
  assert.equal(totals(replay(['--json'])).turns, turns + 1);
  const copy = await folder();
  await cp(data, join(copy, 'data'), { recursive: true, filter: (name) => !name.endsWith('.sock') });
  assert.equal(totals(cli(['replay', '--json', '--data', join(copy, 'data')], { config: server.config })).turns, turns + 1);
  const none = join(copy, 'none');
  assert.equal(totals(cli(['replay', '--json', '--data', none], { config: server.config })).turns, 0);
  assert.ok((await readdir(none)).includes('frontdesk.db'));
  await writeFile(join(none, 'frontdesk.db'), 'this is no database, and it is longer than a header would be'.repeat(40));
  const broken = cli(['replay', '--data', none], { config: server.config });
  assert.equal(broken.status, 3);
  assert.match(broken.stderr, /error: .*damaged/);
  await server.restart();
  assert.equal(cli(['replay'], { config: '/nonexistent' }).status, 2);
});
