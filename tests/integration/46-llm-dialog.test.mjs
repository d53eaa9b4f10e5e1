// Replies of a language model in a chat: when it is asked, what leaves, what every socket sees, and what overtakes it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, inLine, say } from './lib/client.mjs';
import { startDictation } from './lib/dictation.mjs';
import { cli, eventually, judge, metric, ROOMY, set, stories } from './lib/kit.mjs';

const PASSWORD = 'correct horse battery';
const QUESTION = 'do you ship living plants when it freezes';
const FIRST = 'Living plants are not dispatched in frost [1]. ';
let provider;
let server;
let boss;

before(async () => {
  provider = await startDictation();
  server = await startServer({ edit: { 'frontdesk.yaml': (yaml) => provider.edit(set(ROOMY)(yaml)) } });
  await server.addUser('Boss', PASSWORD, 'supervisor');
  boss = await agent(server.url, 'Boss', PASSWORD);
});
after(async () => {
  await server?.stop();
  await provider?.stop();
});

const switched = (on) =>
  fetch(`${server.url}/api/llm`, {
    method: 'POST',
    headers: { Cookie: boss.session.cookie, 'X-CSRF-Token': boss.session.csrf, 'Content-Type': 'application/json' },
    body: JSON.stringify({ on }),
  });

const isLlm = (f) => f.type === 'message' && f.origin === 'llm';
const deltas = (c) => c.frames.filter((f) => f.type === 'delta');

/** Deltas are whole sentences, the first one is labelled, and together they are the beginning of the message. */
function fits(frames, message) {
  const own = frames.filter((f) => f.type === 'delta' && f.reply === message.reply);
  assert.ok(own.length > 0, 'at least one delta comes before the message');
  assert.match(own[0].label, /AI/);
  const shown = own.map((d) => d.text).join('');
  assert.ok(message.text.startsWith(shown), `"${shown}" is no beginning of "${message.text}"`);
  assert.ok(frames.indexOf(own.at(-1)) < frames.indexOf(message));
}

/** A customer to whom a first sentence was shown. */
async function reading(options) {
  const c = await customer(server.url, options);
  const id = freshId();
  await say(c, QUESTION, id);
  const turn = await provider.next();
  turn.say(FIRST).say('And what ');
  await c.next((f) => f.type === 'delta' && f.text, 'the first sentence');
  return { c, turn, id };
}

test('shown by checked sentences, stored whole, with its source; nothing personal leaves', async () => {
  const c = await customer(server.url);
  const tab = await customer(server.url, { token: c.token });
  const id = freshId();
  const told = [
    'My name is Konrad Beispiel, konrad@example.com, +49 30 1234567, IBAN DE89 3704 0044 0532 0130 00',
    'or 8 Piccadilly, London W1J 9HP', // a street that no word tells
    'or oh two oh seven nine four six oh nine five eight', // a number in words
    'or jane dot roe at example dot net', // an address of mail in words
    'or my husband Aloisius', // a name that is announced
    'Kind regards\nTheodora', // and one that is signed
  ];
  await say(c, told.join('\n'), freshId());
  await c.next((f) => f.type === 'message' && f.origin === 'rule', 'an answer of the rules');
  await say(c, `card 4111 1111 1111 1111: ${QUESTION}`, id);
  const turn = await provider.next();
  for (const personal of ['Konrad', 'Beispiel', 'example.com', '1234567', 'DE89', '0532', '4111', 'Piccadilly', 'W1J', 'four six', 'jane', 'roe', 'Aloisius', 'Theodora'])
    assert.ok(!turn.raw.includes(personal), `${personal} has left: ${turn.raw}`);
  assert.match(turn.text, /Living plants are not dispatched/);
  turn.say('Living plants are not ').say('dispatched in frost [1]. We wr').say('ite to «MAIL_1» [9].').end();
  const message = await c.next(isLlm);
  assert.equal(message.text, 'Living plants are not dispatched in frost [1]. We write to konrad@example.com.');
  assert.deepEqual([message.reply, message.ai_generated, message.provenance.class], [id, true, 'llm']);
  assert.deepEqual(message.sources, [{ title: 'Large items and living plants', url: 'https://shop.example/help/delivery' }]);
  fits(c.frames, message);
  fits(tab.frames, await tab.next(isLlm));
  assert.deepEqual(c.frames.filter((f) => f.id === id || f.reply === id).map((f) => f.type), ['ack', ...Array(deltas(c).length).fill('delta'), 'message']);
  assert.ok(c.frames.some((f) => f.type === 'typing' && f.from === 'ai'));
});

test('the name that the page gives is for agents, not for models', async () => {
  const c = await customer(server.url, { name: 'Ottilie Zwirn' });
  await say(c, `Zwirn here: ${QUESTION}`);
  const turn = await provider.next();
  assert.ok(!/Zwirn|Ottilie/.test(turn.raw), turn.raw);
  turn.say('Living plants are not dispatched in frost [1], «NAME_1».').end();
  assert.match((await c.next(isLlm)).text, /frost \[1\], (Ottilie )?Zwirn\.$/);
  await say(c, 'I want to talk to a person');
  const { reference } = await c.next((f) => f.type === 'state' && f.outcome);
  const id = await inLine(boss, reference);
  boss.send({ type: 'open', case: id });
  assert.equal((await boss.next((f) => f.type === 'case' && f.case === id)).customer.name, 'Ottilie Zwirn');
});

test('a person is asked for by the tool, and a claim to do so is made true', async () => {
  const c = await customer(server.url);
  await say(c, QUESTION);
  (await provider.next()).call('handoff', { reason: 'wants a person', summary: 'asks about plants in frost' });
  const state = await c.next((f) => f.type === 'state' && f.outcome);
  assert.equal(state.reason, 'llm_request');
  const id = await inLine(boss, state.reference);
  boss.send({ type: 'open', case: id });
  const { escalation } = await boss.next((f) => f.type === 'case' && f.case === id);
  assert.ok(escalation.evidence.some((e) => e.signal === 'llm_request'));

  const { c: other, turn } = await reading();
  turn.say('comes next [1]. I am transferring you to a colleague now. ').end();
  assert.equal((await other.next((f) => f.type === 'state' && f.outcome)).reason, 'llm_request');
  assert.ok(!other.frames.some((f) => /transferring/.test(f.text ?? '')));
  fits(other.frames, other.frames.find(isLlm));
});

test('a link that the shop has not allowed is never shown', async () => {
  const { c, turn } = await reading();
  turn.say('follows [1]. See https://evil.example/pay for it. ');
  const message = await c.next(isLlm);
  await turn.whenClosed();
  assert.ok(!c.frames.some((f) => /evil/.test(JSON.stringify(f))));
  assert.match(message.text, /cannot say more/);
  fits(c.frames, message);
});

test('the stream breaks: what was shown stays, with a sentence about it', async () => {
  const { c, turn } = await reading();
  turn.cut();
  const message = await c.next(isLlm);
  assert.match(message.text, /broke off here/);
  assert.ok(!message.text.includes('And what'));
  fits(c.frames, message);
});

test('a person takes the chat in the middle: what was shown is stored before, and nothing after', async () => {
  const { c, turn, id } = await reading();
  boss.send({ type: 'take_over', conversation: c.welcome.conversation, id: freshId() });
  await c.next((f) => f.type === 'delta' && f.cancelled === true, 'the end of the reply');
  const message = await c.next(isLlm);
  assert.deepEqual([message.text, message.reply], [FIRST, id]);
  await c.next((f) => f.type === 'state' && f.state === 'human');
  await turn.whenClosed();
  await say(c, 'hello');
  const [story] = stories(c, new Map());
  judge(story, 'taken over in the middle');
  assert.equal(c.frames.filter(isLlm).length, 1);
  fits(c.frames, message);
});

test('the next message belongs to the same turn, whether something was shown or not', async () => {
  const { c, turn } = await reading();
  await say(c, 'I mean olive trees');
  await turn.whenClosed();
  const second = await provider.next();
  assert.match(second.text, /olive trees/);
  const third = freshId();
  await say(c, 'in January', third);
  await second.whenClosed();
  (await provider.next()).say('They wait [1].').end();
  const last = await c.next((f) => isLlm(f) && f.reply === third, 'one answer to all three');
  assert.deepEqual(c.frames.filter(isLlm).map((f) => f.text), [FIRST, 'They wait [1].']);
  fits(c.frames, last);
});

test('who leaves stops it, and finds what was shown', async () => {
  const { c, turn } = await reading();
  await c.close();
  await turn.whenClosed();
  const again = await eventually(async () => {
    const back = await customer(server.url, { token: c.token });
    return back.frames.some(isLlm) ? back : back.close().then(() => null);
  }, 'the stored part');
  assert.equal(again.frames.find(isLlm).text, FIRST);
});

test('a tab that opens in the middle gets it from the beginning', async () => {
  const { c, turn } = await reading();
  const tab = await customer(server.url, { token: c.token });
  const first = await tab.next((f) => f.type === 'delta');
  assert.deepEqual([first.text, typeof first.label], [FIRST, 'string']);
  turn.say('comes, comes [1].').end();
  fits(tab.frames, await tab.next(isLlm));
});

test('the off switch ends it within a second, and rules go on', async () => {
  const { c, turn } = await reading();
  assert.equal((await switched(false)).status, 200);
  const at = Date.now();
  await c.next((f) => f.type === 'delta' && f.cancelled === true);
  const message = await c.next(isLlm);
  fits(c.frames, message);
  await turn.whenClosed();
  assert.ok(Date.now() - at < 20000);
  const count = provider.turns.length;
  const other = await customer(server.url);
  assert.match((await ask(other, QUESTION)).text, /cannot look that up/);
  assert.match((await ask(other, 'how can I pay')).text, /./);
  assert.equal(provider.turns.length, count, 'nobody was asked');
  assert.equal((await switched(true)).status, 200);
});

test('without a passage, and for what a rule knows, no model is asked', async () => {
  const c = await customer(server.url);
  const count = provider.turns.length;
  await ask(c, 'how can I pay');
  await ask(c, 'xyzzy plugh');
  assert.equal(provider.turns.length, count);
  assert.equal(deltas(c).length, 0);
  assert.ok((await metric(server.url, 'frontdesk_messages_total{origin="llm"}')) > 0);
});

test('replay takes the way that was taken, and asks nobody', async () => {
  const count = provider.turns.length;
  const { stdout, status, stderr } = cli(['replay', '--data', server.data, '--json'], { config: server.config });
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stdout, /answered -> not answered|other words/);
  assert.equal(provider.turns.length, count);
});

test('the gateway dies in the middle: what was shown is in the transcript, before anything else', async () => {
  const { c, id } = await reading();
  const asked = provider.turns.length;
  await server.end('SIGKILL');
  await server.restart();
  const back = await customer(server.url, { token: c.token, after: 0 });
  const answer = await ask(back, 'how can I pay');
  const message = back.frames.find(isLlm);
  assert.ok(message.text.startsWith(FIRST.trim()), message.text);
  assert.match(message.text, /broke off/);
  assert.deepEqual([message.reply, message.ai_generated, message.sources.length], [id, true, 1]);
  assert.ok(message.seq < answer.seq);
  assert.equal(provider.turns.length, asked, 'nobody was asked again');
});

// The last one: a provider that fails so often is left alone for a while.
test('no provider answers: honest words, rules go on, then a person, for that reason', async () => {
  const c = await customer(server.url);
  provider.down();
  assert.match((await ask(c, QUESTION)).text, /cannot look that up right now/);
  assert.match((await ask(c, 'how can I pay')).text, /./);
  assert.match((await ask(c, 'and do you ship living plants in frost')).text, /cannot look that up[^]*colleague/, 'a person is offered');
  await say(c, 'are living plants dispatched in frost');
  const state = await c.next((f) => f.type === 'state' && f.outcome, 'a handover');
  assert.deepEqual([state.state, state.reason], ['queued', 'llm_unavailable']);
  assert.match(c.frames.findLast((f) => f.origin === 'system').text, /^I cannot answer this right now\. You are in line/);
  assert.ok(!c.frames.some(isLlm));
});
