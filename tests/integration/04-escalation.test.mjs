// The way to a person: every trigger ends in one named outcome, the customer is told, nobody is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, handoff, inLine, say } from './lib/client.mjs';

let server;
before(async () => {
  server = await startServer();
  await server.addUser('Ada', 'correct horse');
  await server.addUser('Bob', 'battery staple');
});
after(() => server.stop());

const outcome = (c) => c.next((f) => f.type === 'state' && f.outcome !== null, 'state with an outcome');
const REFERENCE = /^FD-[0-9A-HJKMNP-TV-Z]{8}$/;

const phrases = {
  en: ['request', 'I want to talk to a real person'],
  de: ['request', 'ich möchte mit einem menschen sprechen'],
  fr: ['request', 'je veux parler à une personne'],
  'zh-Hant': ['request', '我要找真人客服'],
  'zh-Hans': ['request', '转人工'],
};
for (const [locale, [reason, text]] of Object.entries(phrases)) {
  test(`a request for a person is a handoff: ${locale}`, async () => {
    const c = await customer(server.url, { locale });
    const from = c.frames.length;
    c.send({ type: 'message', id: 'r1', text });
    const state = await outcome(c);
    assert.equal(state.reason, reason);
    assert.equal(state.outcome, 'queued');
    assert.equal(state.state, 'queued');
    assert.match(state.reference, REFERENCE);
    assert.ok(state.position >= 1);
    const told = c.frames.slice(from).filter((f) => f.type === 'message');
    assert.equal(told.length, 1, 'one sentence, no other answer');
    assert.equal(told[0].origin, 'system');
    assert.ok(told[0].text.includes(state.reference), 'the sentence names the reference');
    await c.close();
  });
}

test('complaint and danger go to a person before any answer', async () => {
  for (const [reason, text] of [
    ['complaint', 'this is unacceptable, I have written three times and nobody answers me'],
    ['sensitive', 'the lamp you sent caught fire and burned my hand'],
  ]) {
    const c = await customer(server.url);
    c.send({ type: 'message', id: 'x', text });
    assert.equal((await outcome(c)).reason, reason, text);
    assert.equal(c.messages().some((m) => m.origin === 'rule'), false, 'no bot answer');
  }
});

test('two turns that the bot cannot answer reach a person', async () => {
  const c = await customer(server.url);
  await ask(c, 'blorp fnurgle grobnitz');
  c.send({ type: 'message', id: 'x2', text: 'zxcvbn mqwerp lkjhgf' });
  const state = await outcome(c);
  assert.equal(state.reason, 'low_confidence');
});

test('the button works without consent, twice, and again after leaving the line', async () => {
  const c = await customer(server.url, { consent: false });
  const first = await handoff(c);
  assert.equal(first.outcome, 'queued');
  const again = await handoff(c);
  assert.equal(again.reference, first.reference, 'one open handoff a conversation');
  c.send({ type: 'handoff', cancel: true });
  const left = await c.next((f) => f.type === 'state' && f.state === 'bot', 'back with the bot');
  assert.equal(left.outcome, null);
  const second = await handoff(c);
  assert.notEqual(second.reference, first.reference);
});

test('in line: messages are stored and acknowledged, not answered', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  await handoff(c);
  const before = c.messages().length;
  await say(c, 'where is my parcel?');
  await say(c, 'hello?');
  assert.equal(c.messages().length, before);
});

test('claim is atomic, replies go both ways, the bot is silent until the chat is returned', async () => {
  const [ada, bob] = await Promise.all([agent(server.url, 'Ada', 'correct horse'), agent(server.url, 'Bob', 'battery staple')]);
  const c = await customer(server.url);
  await ask(c, 'where is my parcel?');
  const { reference } = await handoff(c);
  const id = await inLine(ada, reference);
  await inLine(bob, reference);
  ada.send({ type: 'claim', case: id });
  bob.send({ type: 'claim', case: id });
  const won = await Promise.race([ada.type('case').then((f) => [ada, bob, f]), bob.type('case').then((f) => [bob, ada, f])]);
  const [winner, loser, frame] = won;
  const refused = await loser.error('already_claimed');
  assert.equal(refused.case, id);
  assert.equal(frame.transcript.length, 4, 'question, answer, line, joined');
  const answer = frame.transcript.find((m) => m.origin === 'rule');
  assert.ok(answer.evidence.pattern?.file || answer.evidence.examples.length, 'why the bot said it');
  assert.ok(answer.evidence.candidates.length > 0);
  assert.equal(frame.escalation.reason, 'request');
  assert.ok(frame.escalation.evidence.length > 0);
  const human = await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  assert.equal(human.outcome, 'assigned');

  winner.send({ type: 'typing', case: id });
  assert.equal((await c.type('typing')).from, 'agent');
  winner.send({ type: 'message', case: id, id: 'w1', text: 'Good day, <b>how</b> can I help?' });
  await winner.next((f) => f.type === 'ack' && f.id === 'w1', 'ack for the agent');
  const said = await c.next((f) => f.type === 'message' && f.origin === 'agent', 'the agent\'s words');
  assert.equal(said.text, 'Good day, <b>how</b> can I help?');
  assert.equal(said.ai_generated, false);
  assert.equal(said.label, undefined);
  loser.send({ type: 'message', case: id, id: 'l1', text: 'me too' });
  await loser.error('forbidden');

  const silent = c.messages().length;
  await say(c, 'where is my parcel?');
  assert.equal((await winner.next((f) => f.type === 'message' && f.origin === 'customer', 'the customer\'s words')).case, id);
  assert.equal(c.messages().length, silent, 'the bot is silent');

  winner.send({ type: 'return_to_bot', case: id });
  await c.next((f) => f.type === 'state' && f.state === 'bot', 'back with the bot');
  assert.match((await ask(c, 'thank you')).label, /AI/);

  const second = await handoff(c);
  const other = await inLine(winner, second.reference);
  winner.send({ type: 'claim', case: other });
  await winner.next((f) => f.type === 'case' && f.case === other, 'the second case');
  winner.send({ type: 'close', case: other, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  winner.send({ type: 'claim', case: other });
  await winner.error('not_found');
});

test('a contact can be left instead', async () => {
  const c = await customer(server.url, { consent: false });
  await handoff(c);
  c.send({ type: 'callback', contact: 'kim@example.org', text: 'in the evening please' });
  const state = await c.next((f) => f.type === 'state' && f.outcome === 'callback', 'outcome callback');
  assert.equal(state.state, 'bot');
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const id = await inLine(ada, state.reference);
  ada.send({ type: 'open', case: id });
  const frame = await ada.type('case');
  assert.equal(frame.open, true);
  assert.equal(frame.customer.contact, 'kim@example.org');
});

test('a thumb down and a thumb up are taken', async () => {
  const c = await customer(server.url);
  const reply = await ask(c, 'where is my parcel?');
  c.send({ type: 'feedback', seq: reply.seq, rating: 'up' });
  c.send({ type: 'feedback', seq: 999, rating: 'down', id: 'f9' });
  assert.equal((await c.error('not_found')).id, 'f9');
});

test('the line and the open case survive kill -9', async () => {
  const c = await customer(server.url);
  const { reference } = await handoff(c);
  await server.end('SIGKILL');
  await server.restart();
  const again = await customer(server.url, { token: c.token, consent: false });
  const state = again.frames.find((f) => f.type === 'state');
  assert.equal(state.state, 'queued');
  assert.equal(state.reference, reference);
  const ada = await agent(server.url, 'Ada', 'correct horse');
  await inLine(ada, reference);
});
