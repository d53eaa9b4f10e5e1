// Actions against a shop's system that answers, lies, hangs and breaks: what the customer is told, what the shop was asked, what the
// metrics and the log say. The client alone is tested in tests/unit/gateway/test_actions*.c.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, customer, say } from './lib/client.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';
import { behave, nobody, startShop } from './lib/shop.mjs';

const TOKEN = 's3cret-of-the-zoo';
const CALM = 'version: 1\nweights: {action_failed: 0, same_answer: 0, same_question: 0, same_question_again: 0}\n';
const FAILED = 'The zoo does not answer.';

/** Two intents that no shipped one is like: one asks the shop, one changes something there. */
const zoo = (base) => `version: 1
intents:
  - id: zebra_status
    title: How is my zebra?
    patterns: ['\\bzebra\\b']
    slots:
      number: {pattern: '\\d{6}', ask: {en: Which zebra?}}
    action:
      get: '${base}/zebras/{number}'
      headers: {Authorization: 'Bearer \${env:ZOO_TOKEN}'}
      timeout: 500ms
      retry: 1
      accept: [404]
      results: {status: '$.zebra.status'}
    reply: {en: 'Zebra {number} is {action.status}.'}
    reply_if:
      - when: {facts: {action.http_status: 404}}
        reply: {en: 'There is no zebra {number}.'}
    reply_failed: {en: ${FAILED}}
  - id: zebra_cached
    title: How is my okapi?
    patterns: ['\\bokapi\\b']
    slots:
      number: {pattern: '\\d{6}', ask: {en: Which okapi?}}
    action: {get: '${base}/okapis/{number}', cache: 1m, results: {status: '$.status'}}
    reply: {en: 'Okapi {number} is {action.status}.'}
    reply_failed: {en: ${FAILED}}
  - id: giraffe_feed
    title: Feed a giraffe
    patterns: ['\\bgiraffe\\b']
    slots:
      number: {pattern: '\\d{6}', ask: {en: Which giraffe?}}
    action:
      post: '${base}/giraffes/{number}/meals'
      body: {giraffe: '{number}', food: 'leaves "fresh"'}
      timeout: 500ms
      retry: 1
      confirm: {en: 'Shall I feed giraffe {number}?'}
    reply: {en: 'Giraffe {number} is fed.'}
    reply_failed: {en: ${FAILED}}
`;

process.env.ZOO_TOKEN = TOKEN;
/** A gateway with these intents and one more edit of frontdesk.yaml. */
const gateway = (base, edit = (yaml) => yaml) =>
  startServer({ edit: { 'frontdesk.yaml': (yaml) => edit(set(ROOMY)(yaml)) }, files: { 'intents/zoo.yaml': zoo(base), 'escalation.yaml': CALM } });

let shop, server;
before(async () => {
  shop = await startShop();
  server = await gateway(shop.url);
});
after(async () => {
  await server.stop();
  await shop.stop();
});

const outcome = (name) => metric(server.url, `frontdesk_actions_total{outcome="${name}"}`);

test('an answer becomes a reply; the secret goes to the shop and nowhere else', async () => {
  shop.on('/zebras/100001', behave.json({ zebra: { status: 'asleep' } }));
  const c = await customer(server.url);
  assert.equal((await ask(c, 'how is zebra 100001?')).text, 'Zebra 100001 is asleep.');
  const [request] = await shop.asked('/zebras/100001');
  assert.equal(request.method, 'GET');
  assert.equal(request.headers.authorization, `Bearer ${TOKEN}`);
  assert.match(request.headers['user-agent'], /^Frontdesk\//);
  assert.equal(await outcome('ok'), 1);
  assert.match(server.log, /action intent=zebra_status method=GET host=127\.0\.0\.1:\d+ result=ok status=200 tries=1/);
  for (const word of [TOKEN, '100001', 'asleep']) assert.ok(!server.log.includes(word), `${word} stands in the log`);
});

test('a number that nobody has is an answer, and not a failure', async () => {
  const c = await customer(server.url);
  assert.equal((await ask(c, 'how is zebra 100404?')).text, 'There is no zebra 100404.');
  assert.equal(await outcome('status'), 1);
});

// What the shop does, what the metrics call it, how often it is asked.
const FAILURES = [
  [100500, 'an error of its own', behave.status(500), 'status', 1],
  [100503, 'too busy, twice', behave.status(503), 'status', 2],
  [100002, 'half a document', behave.brokenJson, 'ok', 1],
  [100003, 'a page for people', behave.notJson, 'ok', 1],
  [100004, 'more than anybody reads', behave.huge, 'too_large', 1],
  [100005, 'an answer without end', behave.endless, 'too_large', 1],
  [100006, 'nothing, ever', behave.hang, 'timeout', 2],
  [100007, 'an end in the middle', behave.cut, 'broken', 1],
  [100008, 'a slammed door', behave.reset, 'broken', 1],
  [100009, 'a way to somewhere else', () => behave.redirect(`${shop.url}/zebras/100001`), 'redirect', 1],
];
for (const [number, what, answer, word, times] of FAILURES) {
  test(`the shop gives ${what}: the customer is told that it failed, and nothing else`, async () => {
    shop.on(`/zebras/${number}`, answer);
    const before = await outcome(word);
    const seen = shop.requests.length;
    const c = await customer(server.url);
    const reply = await ask(c, `how is zebra ${number}?`);
    assert.equal(reply.text, FAILED);
    assert.equal(reply.ai_generated, true);
    assert.equal(shop.requests.length - seen, times, 'how often the shop was asked');
    assert.equal(await outcome(word), before + 1, word);
  });
}

test('a shop that was too busy once is asked again', async () => {
  shop.on('/zebras/100010', behave.status(503), behave.json({ zebra: { status: 'awake' } }));
  const c = await customer(server.url);
  assert.equal((await ask(c, 'how is zebra 100010?')).text, 'Zebra 100010 is awake.');
});

test('a change is sent again with the same key only', async () => {
  shop.on('/giraffes/200001/meals', behave.hang, behave.json({}, 201));
  const c = await customer(server.url);
  assert.equal((await ask(c, 'please feed giraffe 200001')).text, 'Shall I feed giraffe 200001?');
  assert.equal(shop.requests.filter((r) => r.path.includes('200001')).length, 0, 'not before the yes');
  assert.equal((await ask(c, 'yes')).text, 'Giraffe 200001 is fed.');
  const [first, second] = await shop.asked('/giraffes/200001/meals', 2);
  assert.ok(first.headers['idempotency-key']?.length >= 16);
  assert.equal(second.headers['idempotency-key'], first.headers['idempotency-key']);
  assert.deepEqual(JSON.parse(second.body), { giraffe: '200001', food: 'leaves "fresh"' });
  assert.equal(second.body, first.body);
  await ask(c, 'please feed giraffe 200002');
  await ask(c, 'yes');
  const [other] = await shop.asked('/giraffes/200002/meals');
  assert.notEqual(other.headers['idempotency-key'], first.headers['idempotency-key']);
});

test('an answer that may be a minute old is asked for once', async () => {
  shop.on('/okapis/300001', behave.json({ status: 'shy' }));
  for (let i = 0; i < 3; i++) {
    const c = await customer(server.url);
    assert.equal((await ask(c, 'how is okapi 300001?')).text, 'Okapi 300001 is shy.');
  }
  assert.equal((await shop.asked('/okapis/300001')).length, 1);
  assert.equal(await outcome('cached'), 2);
});

/** The path answers once release() was called. */
function hold(path, answer) {
  let release;
  shop.on(path, behave.after(new Promise((done) => (release = done)), answer));
  return release;
}
const reply = (c) => c.next((f) => f.type === 'message' && f.origin === 'rule', 'a reply');

test('nobody else waits while the shop does', async () => {
  const release = hold('/okapis/300011', behave.json({ status: 'late' }));
  const slow = await customer(server.url);
  await say(slow, 'how is okapi 300011?');
  await shop.asked('/okapis/300011');
  assert.equal(await metric(server.url, 'frontdesk_actions_in_flight'), 1);
  const quick = await customer(server.url);
  assert.equal((await ask(quick, 'hello')).origin, 'rule');
  assert.equal(slow.messages().length, 0);
  release();
  assert.equal((await reply(slow)).text, 'Okapi 300011 is late.');
  assert.equal(await metric(server.url, 'frontdesk_actions_in_flight'), 0);
});

test('one place: the second waits in line; no line: it fails at once', async (t) => {
  for (const [queue, text] of [[1, 'Zebra 100001 is asleep.'], [0, FAILED]]) {
    const small = await gateway(shop.url, (yaml) => set({ max_in_flight: 1 })(yaml).replace('queue: 256', `queue: ${queue}`));
    t.after(() => small.stop());
    shop.on('/zebras/100001', behave.json({ zebra: { status: 'asleep' } }));
    const release = hold(`/okapis/30002${queue}`, behave.json({ status: 'first' }));
    const [first, second] = await Promise.all([customer(small.url), customer(small.url)]);
    await say(first, `how is okapi 30002${queue}?`);
    await shop.asked(`/okapis/30002${queue}`);
    if (queue) {
      await say(second, 'how is zebra 100001?');
      await eventually(async () => (await metric(small.url, 'frontdesk_actions_waiting')) === 1, 'the second waits in line');
      release();
      assert.equal((await reply(second)).text, text);
    } else {
      assert.equal((await ask(second, 'how is zebra 100001?')).text, text);
      assert.equal(await metric(small.url, 'frontdesk_actions_total{outcome="busy"}'), 1);
      release();
    }
    assert.equal((await reply(first)).text, `Okapi 30002${queue} is first.`);
  }
});

test('where nobody listens', async (t) => {
  const alone = await gateway(`http://${await nobody()}`);
  t.after(() => alone.stop());
  const c = await customer(alone.url);
  assert.equal((await ask(c, 'how is zebra 100001?')).text, FAILED);
  assert.equal(await metric(alone.url, 'frontdesk_actions_total{outcome="connect"}'), 1);
  assert.equal(await metric(alone.url, 'frontdesk_action_retries_total'), 1);
});

test('certificates: trusted ones only', async (t) => {
  const secure = await startShop({ tls: true });
  t.after(() => secure.stop());
  secure.on('/zebras/100001', behave.json({ zebra: { status: 'private' } }));
  for (const [ca, text, word] of [[null, FAILED, 'tls'], [secure.ca, 'Zebra 100001 is private.', 'ok']]) {
    const g = await gateway(secure.url, (yaml) => (ca ? yaml.replace('\nactions:', `\nactions:\n  ca_file: ${ca}\n#`) : yaml));
    t.after(() => g.stop());
    const c = await customer(g.url);
    assert.equal((await ask(c, 'how is zebra 100001?')).text, text);
    assert.equal(await metric(g.url, `frontdesk_actions_total{outcome="${word}"}`), 1);
  }
});

test('hosts: an own list replaces what the catalog names', async (t) => {
  const g = await gateway(shop.url, set({ hosts: '[api.example]' }));
  t.after(() => g.stop());
  const seen = shop.requests.length;
  const c = await customer(g.url);
  assert.equal((await ask(c, 'how is zebra 100001?')).text, FAILED);
  assert.equal(await metric(g.url, 'frontdesk_actions_total{outcome="host_not_allowed"}'), 1);
  assert.equal(shop.requests.length, seen);
});

test('the demo shop answers relative addresses', async (t) => {
  const g = await gateway('');
  t.after(() => g.stop());
  const c = await customer(g.url);
  assert.equal((await ask(c, 'how is zebra 204711?')).text, 'There is no zebra 204711.', 'asked at /demo/api/zebras');
  assert.equal(await metric(g.url, 'frontdesk_actions_total{outcome="status"}'), 1);
});

test('a stop while the shop hangs', async (t) => {
  const g = await gateway(shop.url);
  t.after(() => g.stop());
  shop.on('/zebras/100013', behave.hang);
  const c = await customer(g.url);
  await say(c, 'how is zebra 100013?');
  await shop.asked('/zebras/100013');
  assert.deepEqual(await g.end('SIGTERM'), { code: 0, signal: null });
  assert.match(g.log, /stopped/);
  assert.doesNotMatch(g.log, /loop_not_empty|handle_left_open/);
});
