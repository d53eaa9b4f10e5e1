// Actions in a chat: acknowledged first, nothing blocked meanwhile, nothing said over a person, nothing done twice, whatever happens
// while the shop thinks. What the client sends and survives stands in 12-action-client.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';
import { behave, startShop } from './lib/shop.mjs';

const CALM = 'version: 1\nweights: {same_answer: 0, same_question: 0, same_question_again: 0}\n';
const zoo = (state = 'is {action.state}') => `version: 1
intents:
  - id: walrus_state
    title: {en: How a walrus is, de: Wie es einem Walross geht}
    patterns: ['\\bwalrus state\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: 'Which walrus?'}}}
    action: {get: '/walruses/{number}', timeout: 5s, results: {state: '$.state'}}
    reply: {en: 'Walrus {number} ${state}.'}
    reply_failed: {en: 'The zoo does not answer.'}
  - id: walrus_feed
    title: Feed a walrus
    patterns: ['\\bwalrus feed\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: 'Which walrus?'}}}
    action:
      post: '/walruses/{number}/meals'
      body: {snack: fish}
      timeout: 5s
      retry: 0
      results: {left: '$.left'}
      confirm: {en: 'Shall I feed {number}?'}
    reply: {en: 'Fed; {action.left} left.'}
    reply_failed: {en: 'I could not feed it.'}
  - id: walrus_song
    title: Walrus songs
    patterns: ['\\bwalrus song\\b']
    reply: {en: 'They sing at night.'}
`;

let server, shop;
/** A promise and what fulfils it. */
const gate = () => {
  let open;
  return { wait: new Promise((done) => (open = done)), open: () => open() };
};
const baseUrl = (yaml) => yaml.replace(/^actions:.*$/m, (line) => `${line}\n  base_url: ${shop.url}`);
before(async () => {
  shop = await startShop();
  server = await startServer({
    edit: { 'frontdesk.yaml': (yaml) => baseUrl(set(ROOMY)(yaml)) },
    files: { 'intents/zoo.yaml': zoo(), 'escalation.yaml': CALM },
  });
  await server.addUser('Ada', 'walrus walrus walrus');
});
after(async () => {
  await server.stop();
  await shop.stop();
});
let number = 471100;
let state, meals;
beforeEach(() => {
  number += 1;
  state = `/walruses/${number}`;
  meals = `/walruses/${number}/meals`;
});
const asked = (path) => shop.requests.filter((r) => r.path === path).length;
const bots = (c) => c.messages().filter((m) => m.origin === 'rule').map((m) => m.text);
const reply = (c, id) => c.next((f) => f.type === 'message' && f.reply === id, `reply to ${id}`);

/** Up to the yes, which is acknowledged while the shop holds its answer. */
async function feeding(c, hold, answer = behave.json({ left: 7 })) {
  shop.on(meals, behave.after(hold.wait, answer));
  assert.equal((await ask(c, `walrus feed ${number}`)).text, `Shall I feed ${number}?`);
  const id = freshId();
  await say(c, 'yes', id);
  await shop.asked(meals);
  return id;
}

test('acknowledged and shown as typing before the shop has answered; messages meanwhile become the next turn', async () => {
  const hold = gate();
  shop.on(state, behave.after(hold.wait, behave.json({ state: 'asleep' })));
  const c = await customer(server.url);
  const first = freshId();
  await say(c, `walrus state ${number}`, first);
  await c.next((f) => f.type === 'typing' && f.from === 'ai', 'typing');
  await shop.asked(state);
  await say(c, 'and do they');
  const last = freshId();
  await say(c, 'have a walrus song?', last);
  assert.deepEqual(bots(c), [], 'nothing is said before the shop has answered');
  hold.open();
  const answer = await reply(c, first);
  assert.equal(answer.text, `Walrus ${number} is asleep.`);
  assert.ok(answer.ai_generated === true && answer.label === 'AI-generated');
  assert.equal((await reply(c, last)).text, 'They sing at night.');
  assert.deepEqual(c.messages().map((m) => m.origin), ['rule', 'rule']);
  assert.equal(asked(state), 1);
});

test('one yes, one request with a key; the number is put right before', async () => {
  const c = await customer(server.url);
  shop.on(meals, behave.json({ left: 7 }));
  await ask(c, 'walrus feed 471000');
  assert.equal((await ask(c, `no, ${number}`)).text, `Shall I feed ${number}?`);
  const id = freshId();
  c.send({ type: 'message', id, text: 'yes' });
  c.send({ type: 'message', id, text: 'yes' });
  assert.equal((await reply(c, id)).text, 'Fed; 7 left.');
  const [request] = await shop.asked(meals);
  assert.equal(asked(meals), 1);
  assert.equal(asked('/walruses/471000/meals'), 0);
  assert.match(request.headers['idempotency-key'], /^[0-9a-f-]{36}-\d+-\d+$/);
  assert.deepEqual(JSON.parse(request.body), { snack: 'fish' });
  assert.notEqual((await ask(c, 'yes')).text, 'Fed; 7 left.');
  assert.equal(asked(meals), 1);
});

test('a failing action never claims success, and the second one gets a person', async () => {
  const c = await customer(server.url);
  shop.on(meals, behave.status(500));
  await ask(c, `walrus feed ${number}`);
  assert.match((await ask(c, 'yes')).text, /^I could not feed it\./);
  shop.on(state, behave.brokenJson);
  await say(c, `walrus state ${number}`);
  const queued = await c.next((f) => f.type === 'state' && f.state === 'queued', 'handover');
  assert.equal(queued.reason, 'action_failed');
  assert.ok(!bots(c).some((text) => /Fed|Walrus \d/.test(text)));
});

test('the button works while the shop thinks; what was done is on record, and not said by the bot', async (t) => {
  const hold = gate();
  const c = await customer(server.url);
  await feeding(c, hold);
  const queued = await handoff(c);
  assert.equal(queued.state, 'queued');
  const a = await agent(server.url, 'Ada', 'walrus walrus walrus');
  t.after(() => a.close());
  const id = await inLine(a, queued.reference);
  a.send({ type: 'claim', case: id });
  await a.next((f) => f.type === 'case' && f.case === id, 'the case');
  hold.open();
  const note = await c.next((f) => f.type === 'message' && f.origin === 'system' && /For the record/.test(f.text), 'the record');
  assert.match(note.text, /“Feed a walrus” had been carried out/);
  assert.ok(note.ai_generated === false && note.label === undefined);
  const seen = await a.next((f) => f.type === 'message' && f.seq === note.seq, 'the record at the agent');
  assert.equal(seen.evidence.intent, 'walrus_feed');
  assert.equal(seen.evidence.status, 200);
  assert.match(seen.evidence.url, new RegExp(`/walruses/${number}/meals$`));
  assert.deepEqual(bots(c), [`Shall I feed ${number}?`]);
  a.send({ type: 'return_to_bot', case: id });
  await c.next((f) => f.type === 'state' && f.state === 'bot', 'back at the bot');
  assert.equal((await ask(c, 'walrus song')).text, 'They sing at night.');
  assert.equal(asked(meals), 1);
});

test('a question to the shop leaves no trace when a person took over', async () => {
  const hold = gate();
  const c = await customer(server.url);
  shop.on(state, behave.after(hold.wait, behave.json({ state: 'awake' })));
  await say(c, `walrus state ${number}`);
  await shop.asked(state);
  await handoff(c);
  const outcome = 'frontdesk_actions_total{outcome="ok"}';
  const done = await metric(server.url, outcome);
  hold.open();
  await eventually(async () => (await metric(server.url, outcome)) > done, 'the answer');
  c.send({ type: 'handoff', cancel: true });
  await c.next((f) => f.type === 'state' && f.state === 'bot', 'out of the line');
  assert.equal((await ask(c, 'walrus song')).text, 'They sing at night.');
  assert.ok(!bots(c).some((text) => text.includes('awake')));
});

test('killed while the shop thinks: a change is not repeated and not claimed', async () => {
  const hold = gate();
  const c = await customer(server.url);
  const id = await feeding(c, hold);
  await server.end('SIGKILL');
  await server.restart();
  const again = await customer(server.url, { token: c.token, after: 0, consent: false });
  const answer = await again.until(() => again.frames.find((f) => f.type === 'message' && f.reply === id), 'an answer to the yes', 40000);
  assert.equal(answer.text, 'I could not feed it.');
  hold.open();
  assert.equal((await ask(again, 'walrus song')).text, 'They sing at night.');
  assert.equal(asked(meals), 1);
});

test('killed, and the customer goes on at once: the failure is said first', async () => {
  const hold = gate();
  const c = await customer(server.url);
  await feeding(c, hold);
  await server.end('SIGKILL');
  await server.restart();
  hold.open();
  const again = await customer(server.url, { token: c.token, after: c.frames.at(-1).seq, consent: false });
  assert.equal((await ask(again, 'walrus song')).text, 'I could not feed it.\n\nThey sing at night.');
  assert.equal(asked(meals), 1);
});

test('stopped while the shop thinks: what comes in time is stored and said', async () => {
  const hold = gate();
  const c = await customer(server.url);
  const id = await feeding(c, hold);
  const ended = server.end('SIGTERM');
  await eventually(() => /stopping/.test(server.log), 'the shutdown');
  hold.open();
  assert.equal((await reply(c, id)).text, 'Fed; 7 left.');
  assert.equal((await ended).code, 0);
  await server.restart();
  const again = await customer(server.url, { token: c.token, after: 0, consent: false });
  assert.equal((await ask(again, 'walrus song')).text, 'They sing at night.');
  assert.equal(again.messages().filter((m) => m.text === 'Fed; 7 left.').length, 1);
});

test('the customer is gone when the answer comes: it is there on the return', async () => {
  const hold = gate();
  const c = await customer(server.url);
  await feeding(c, hold);
  await c.close();
  hold.open();
  const again = await customer(server.url, { token: c.token, after: 0, consent: false });
  await again.until(() => again.messages().find((m) => m.text === 'Fed; 7 left.'), 'the reply');
});

test('the catalog changes while the shop thinks: the answer is that of the one that asked', async () => {
  const hold = gate();
  const c = await customer(server.url);
  shop.on(state, behave.after(hold.wait, behave.json({ state: 'asleep' })));
  const id = freshId();
  await say(c, `walrus state ${number}`, id);
  await shop.asked(state);
  const reloads = () => metric(server.url, 'frontdesk_reloads_total{result="ok"}');
  const before = await reloads();
  await writeFile(join(server.config, 'intents/zoo.yaml'), zoo('seems to be {action.state}'));
  server.signal('SIGHUP');
  await eventually(async () => (await reloads()) > before, 'the reload');
  hold.open();
  assert.equal((await reply(c, id)).text, `Walrus ${number} is asleep.`);
  assert.equal((await ask(c, `walrus state ${number}`)).text, `Walrus ${number} seems to be asleep.`);
});

test('many chats wait for a slow shop, and nobody else waits for them', async () => {
  const hold = gate();
  shop.on(state, behave.after(hold.wait, behave.json({ state: 'asleep' })));
  const waiting = await Promise.all(Array.from({ length: 20 }, () => customer(server.url)));
  const ids = waiting.map(() => freshId());
  await Promise.all(waiting.map((c, i) => say(c, `walrus state ${number}`, ids[i])));
  await shop.asked(state, 20);
  const other = await customer(server.url);
  assert.equal((await ask(other, 'walrus song')).text, 'They sing at night.');
  hold.open();
  for (const [i, c] of waiting.entries()) assert.match((await reply(c, ids[i])).text, /is asleep|to be asleep/);
});
