// AI drafts and summaries for agents: who may ask, what leaves to the provider, what becomes of the message that is sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { ROOMY, set } from './lib/kit.mjs';
import { startDictation } from './lib/dictation.mjs';

const PASSWORD = 'correct horse battery';
let provider;
let server;
let ada;
let bob;

before(async () => {
  provider = await startDictation();
  server = await startServer({ edit: { 'frontdesk.yaml': (yaml) => provider.edit(set(ROOMY)(yaml)) } });
  for (const name of ['Ada', 'Bob']) await server.addUser(name, PASSWORD);
  ada = await agent(server.url, 'Ada', PASSWORD);
  bob = await agent(server.url, 'Bob', PASSWORD);
});
after(async () => {
  await server?.stop();
  await provider?.stop();
});

/** A customer whose case Ada has claimed. */
async function claimed(options) {
  const c = await customer(server.url, options);
  const { reference } = await handoff(c);
  const id = await inLine(ada, reference);
  ada.send({ type: 'claim', case: id });
  await ada.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
  return { c, id };
}

/** The pieces of a draft or summary up to its end. */
async function whole(a, type, id) {
  const pieces = [];
  for (;;) {
    const f = await a.next((x) => x.type === type && x.case === id, `a piece of the ${type}`);
    pieces.push(f);
    if (f.done) return { pieces, text: pieces.map((p) => p.text).join(''), draft: f.draft, failed: f.failed };
  }
}

async function drafted(id, text) {
  ada.send({ type: 'draft', case: id });
  (await provider.next()).say(text).end();
  return whole(ada, 'draft', id);
}

test('a draft comes in pieces, labelled, to whoever asked, and nothing personal leaves for it', async () => {
  const { c, id } = await claimed();
  await say(c, 'My name is Konrad Beispiel, mail konrad@example.com, call +49 30 1234567');
  await say(c, 'Card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00');
  ada.send({ type: 'draft', case: id });
  const turn = await provider.next();
  for (const personal of ['Konrad', 'Beispiel', 'example.com', '1234567', '4111', 'DE89', '0532'])
    assert.ok(!turn.raw.includes(personal), `${personal} has left: ${turn.raw}`);
  turn.say('Dear «NAME_1», thank you. ').say('I look into it.').end();
  const { pieces, text, draft } = await whole(ada, 'draft', id);
  assert.ok(pieces.every((p) => p.ai_generated === true && p.draft === draft));
  assert.match(pieces[0].label, /AI/);
  assert.match(text, /^Dear Konrad/);
  assert.match(text, /I look into it\.$/);
  assert.ok(!bob.frames.some((f) => f.type === 'draft'));
  assert.ok(!c.frames.some((f) => f.type === 'draft' || /I look into it/.test(f.text ?? '')), 'nothing is sent by itself');
});

test('sent as drafted it is an AI draft, rewritten it is the agent\'s', async () => {
  const { c, id } = await claimed();
  await say(c, 'where is my parcel');
  const first = await drafted(id, 'I have asked the carrier.');
  ada.send({ type: 'message', case: id, id: freshId(), text: `${first.text}\n`, draft: first.draft });
  assert.equal((await c.next((f) => f.type === 'message' && /carrier/.test(f.text))).origin, 'agent_ai_draft');
  const second = await drafted(id, 'It comes soon.');
  ada.send({ type: 'message', case: id, id: freshId(), text: 'It comes on Monday.', draft: second.draft });
  const sent = await c.next((f) => f.type === 'message' && /Monday/.test(f.text));
  assert.deepEqual([sent.origin, sent.ai_generated, sent.from], ['agent', false, 'Ada']);
});

test('a draft stands on the shop\'s texts: given by number, resolved by us, linked below it', async () => {
  const { c, id } = await claimed();
  await say(c, 'my card is 4111 1111 1111 1111');
  await say(c, 'how long is the delivery to Norway?');
  ada.send({ type: 'draft', case: id });
  const turn = await provider.next();
  const system = turn.body.messages[0].content;
  assert.match(system, /Passage \[1\]/);
  assert.match(system, /We deliver to all countries of the EU, to Switzerland, Norway/);
  assert.ok(!turn.raw.includes('4111'), 'masked as all else');
  const given = [...system.matchAll(/Passage \[(\d+)\]/g)].length;
  const best = system.indexOf('We deliver to all countries') < (system.indexOf('Passage [2]') + 1 || Infinity);
  assert.ok(best, 'the one that answers is the first');
  turn.say(`It takes 5 to 10 working days [1], and nobody knows why [${given + 1}].`).end();
  const { pieces, text, draft } = await whole(ada, 'draft', id);
  assert.equal(text, 'It takes 5 to 10 working days, and nobody knows why.');
  assert.deepEqual(pieces.at(-1).sources, [{ title: 'Delivery abroad', url: 'https://shop.example/help/delivery' }]);
  assert.ok(pieces.slice(0, -1).every((p) => !p.sources));
  ada.send({ type: 'message', case: id, id: freshId(), text, draft });
  assert.equal((await c.next((f) => f.type === 'message' && /working days/.test(f.text))).origin, 'agent_ai_draft');
});

test('about what the texts do not answer a draft is given none of them', async () => {
  const { c, id } = await claimed();
  await say(c, 'xyzzy plugh');
  ada.send({ type: 'draft', case: id });
  const turn = await provider.next();
  assert.doesNotMatch(turn.body.messages[0].content, /Passage \[/);
  turn.say('I look into it [1].').end();
  const { pieces, text } = await whole(ada, 'draft', id);
  assert.equal(text, 'I look into it.');
  assert.equal(pieces.at(-1).sources, undefined);
});

test('a summary is in the agent\'s language', async () => {
  const { c, id } = await claimed();
  await say(c, 'where is my parcel');
  ada.send({ type: 'summary', case: id, locale: 'de' });
  const turn = await provider.next();
  assert.match(turn.body.messages[0].content, /German/);
  turn.say('Die Kundin sucht ihr Paket. ').say('Offen ist der Versand.').end();
  assert.equal((await whole(ada, 'summary', id)).text, 'Die Kundin sucht ihr Paket. Offen ist der Versand.');
});

test('a new request ends the one before; a provider that is down is said', async () => {
  const { c, id } = await claimed();
  await say(c, 'where is my parcel');
  ada.send({ type: 'draft', case: id });
  const first = await provider.next();
  first.say('This takes ');
  ada.send({ type: 'draft', case: id });
  const second = await provider.next();
  await first.whenClosed();
  second.say('Here it is.').end();
  assert.match((await whole(ada, 'draft', id)).text, /Here it is\.$/);
  provider.down();
  ada.send({ type: 'draft', case: id });
  const failed = await whole(ada, 'draft', id);
  assert.deepEqual([failed.text, typeof failed.failed], ['', 'string']);
  provider.up();
});

test('only the owner may ask, and never about somebody who wants people only', async () => {
  const { c, id } = await claimed();
  await say(c, 'where is my parcel');
  const before = provider.turns.length;
  bob.send({ type: 'draft', case: id });
  await bob.error('forbidden');
  const shy = await customer(server.url, { consent: false });
  shy.send({ type: 'consent', version: shy.welcome.notice.version, granted: false });
  const { reference } = await handoff(shy);
  const other = await inLine(ada, reference);
  ada.send({ type: 'claim', case: other });
  await ada.next((f) => f.type === 'case' && f.case === other);
  ada.send({ type: 'summary', case: other });
  await ada.error('not_available');
  assert.equal(provider.turns.length, before);
});
