// How was this chat: said once it has an answer or is over, changed by saying it again, kept over a kill, shown to agents, counted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { cli, eventually, metric, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
const POLICY = 'version: 1\nassignment: {wrapup: 10m}\nreopen_within: 1h\n';

let server, ada;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': POLICY } });
  await server.addUser('Ada', PASSWORD);
  ada = await agent(server.url, 'Ada', PASSWORD);
});
after(() => server.stop());

const given = (by, score) => metric(server.url, `frontdesk_ratings_total{score="${score}",by="${by}"}`);

/** Silence: what is sent after it is answered, it is not. */
async function rate(c, score, comment) {
  c.send({ type: 'rate', id: freshId(), score, ...(comment === undefined ? {} : { comment }) });
  c.send({ type: 'teleport', id: freshId() });
  await c.error('unknown_type');
}
async function refused(c, frame, code) {
  const id = freshId();
  c.send({ type: 'rate', id, ...frame });
  assert.equal((await c.error(code)).id, id);
}
const closed = (c) => c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
async function claimed(c) {
  const { reference } = await handoff(c);
  const id = await inLine(ada, reference);
  ada.send({ type: 'claim', case: id });
  return ada.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
}
const rating = (id) => ada.next((f) => f.type === 'rating' && f.case === id, 'the rating');

test('an answer may be rated, a question may not; the last rating counts', async () => {
  const c = await customer(server.url);
  await refused(c, { score: 5 }, 'wrong_state');
  const reply = await ask(c, 'what payment methods do you accept');
  assert.ok(reply.seq);
  const [before2, before4] = [await given('assistant', 2), await given('assistant', 4)];
  await rate(c, 2, 'Not what I asked.');
  await rate(c, 2, 'Not what I asked.');
  await rate(c, 4, null);
  await eventually(async () => (await given('assistant', 4)) === before4 + 1, 'the changed one is counted');
  assert.equal(await given('assistant', 2), before2 + 1, 'the same one again is nothing new');
  await c.close();
});

test('what is no rating is refused and changes nothing', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  for (const bad of [{}, { score: 0 }, { score: 6 }, { score: 3.5 }, { score: '3' }, { score: 3, comment: 5 }, { score: 3, comment: 'a\u0000b' }])
    await refused(c, bad, 'bad_message');
  await refused(c, { score: 1, comment: '字'.repeat(8001) }, 'too_large');
  await rate(c, 1, '字'.repeat(8000));
  await c.close();
});

test('a chat with nothing but a question may be rated once it is over', async () => {
  const c = await customer(server.url, { consent: false });
  await handoff(c);
  // In one go: the rating waits for the end that was said before it.
  const id = freshId();
  c.send({ type: 'end' });
  c.send({ type: 'rate', id, score: 1, comment: 'Nobody came.' });
  await closed(c);
  await refused(c, { score: 9 }, 'bad_message');
  assert.ok(!c.frames.some((f) => f.type === 'error' && f.id === id));
  await c.close();
});

test('the agent sees it while working on the closed chat, and whoever looks at the next one sees it too', async () => {
  const c = await customer(server.url, { locale: 'de' });
  await ask(c, 'was kostet der versand');
  const mine = await claimed(c);
  assert.equal(mine.rating, undefined);
  ada.send({ type: 'message', case: mine.case, id: freshId(), text: 'Guten Tag.' });
  await c.next((f) => f.type === 'message' && f.origin === 'agent', 'the answer');
  ada.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await closed(c);
  const before = await given('agent', 5);
  await rate(c, 3, null);
  const said = c.messages().length;
  assert.equal((await rating(mine.case)).rating.score, 3);
  await rate(c, 5, 'Sehr freundlich. \u4f60\u597d');
  const told = (await rating(mine.case)).rating;
  assert.deepEqual([told.score, told.comment], [5, 'Sehr freundlich. 你好']);
  assert.equal(c.messages().length, said, 'it is no message');
  assert.equal(await given('agent', 5), before + 1);

  await server.end('SIGKILL');
  await server.restart();
  ada = await agent(server.url, 'Ada', PASSWORD);
  const again = await ada.until(() => ada.frames.find((f) => f.type === 'case' && f.case === mine.case), 'the case that is worked on');
  assert.deepEqual(again.rating, told);
  ada.send({ type: 'wrapup', case: mine.case, done: true });

  // The same customer writes again: the chat before comes along, rated.
  const back = await customer(server.url, { locale: 'de', token: c.token });
  await say(back, 'Noch etwas');
  const next = await ada.until(() => ada.frames.find((f) => f.type === 'case' && f.conversation !== mine.conversation && f.reopened), 'the chat again');
  assert.deepEqual(next.reopened.rating, told);
  assert.equal(next.rating, undefined, 'the new chat is another one');
  assert.deepEqual(next.past.map((p) => [p.conversation, p.score]), [[mine.conversation, 5]]);
  ada.send({ type: 'look_back', id: freshId(), case: next.case, conversation: mine.conversation });
  assert.deepEqual((await ada.type('earlier')).chat.rating, told);
  await back.close();
});

test('the report counts ratings with and without a person, by language, and repeats no comment', async () => {
  await eventually(async () => (await metric(server.url, 'frontdesk_store_backlog')) === 0, 'all of it is stored');
  const report = (...args) => {
    const r = cli(['report', '--data', server.data, ...args], { config: server.config });
    assert.equal(r.status, 0, r.stderr);
    return r.stdout;
  };
  const { all, en, de } = JSON.parse(report('--json')).locales;
  // English: 4, 1 and, left in line, 1. German: the agent's 5; the chat that began again is not rated.
  assert.deepEqual(de.ratings.agent, { chats: 1, rated: 1, share: 1, mean: 5, good_share: 1 });
  assert.deepEqual(de.ratings.assistant, { chats: 0, rated: 0, share: null, mean: null, good_share: null });
  assert.equal(en.ratings.rated, 3);
  assert.deepEqual([en.ratings.assistant.mean, en.ratings.good_share], [2, 0.333333333]);
  assert.deepEqual([all.ratings.rated, all.ratings.mean, all.ratings.good_share], [4, 2.75, 0.5]);
  const text = report();
  for (const line of text.split('\n')) assert.ok([...line].length <= 80, `wider than 80: ${line}`);
  assert.match(text, /^ {2}rated +4 +3 +1$/m);
  assert.match(text, /^ {2}mean score \(1 to 5\) +\(2\.8\) +\(2\.0\) +\(5\.0\)$/m);
  assert.ok(!text.includes('freundlich') && !report('--json').includes('Nobody came'));
});
