// One message and what it causes: order of frames, labels, idempotence, bursts, several tabs, exact resume.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, connect, customer, freshId, say } from './lib/client.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

test('ack comes first, then the labelled reply', async () => {
  const c = await customer(server.url, { locale: 'de' });
  const id = freshId();
  const from = c.frames.length;
  c.send({ type: 'message', id, text: 'wo bleibt mein paket?' });
  await c.next((f) => f.type === 'message' && f.origin === 'rule', 'reply');
  const caused = c.frames.slice(from).map((f) => f.type);
  assert.deepEqual(caused, ['ack', 'message'], 'frames caused by one message');
  const reply = c.frames.at(-1);
  assert.equal(reply.ai_generated, true);
  assert.equal(reply.label, 'KI-generiert');
  assert.equal(reply.reply, id);
  assert.equal(reply.provenance.class, 'rule');
  assert.match(reply.provenance.catalog, /^sha256:[0-9a-f]{64}$/);
  assert.match(reply.from, /Northwind Garden/);
  assert.equal(typeof reply.why, 'string');
  assert.equal(JSON.stringify(reply).includes('regex'), false, 'patterns are for agents only');
});

test('the label is there in every language', async () => {
  const label = { en: 'AI-generated', de: 'KI-generiert', fr: 'Généré par IA', 'zh-Hant': 'AI 生成', 'zh-Hans': 'AI 生成' };
  const hello = { en: 'hello', de: 'guten tag', fr: 'bonjour', 'zh-Hant': '你好', 'zh-Hans': '你好' };
  for (const locale of Object.keys(label)) {
    const c = await customer(server.url, { locale });
    const reply = await ask(c, hello[locale]);
    assert.equal(reply.label, label[locale], locale);
    assert.match(c.welcome.notice.text, /AI|KI|IA/, `${locale}: the notice says AI`);
    assert.match(c.welcome.notice.text, /Northwind Garden/, `${locale}: the notice names the shop`);
    await c.close();
  }
});

test('a message in another language is answered in that language', async () => {
  const c = await customer(server.url, { locale: 'en' });
  const reply = await ask(c, 'wo ist meine Bestellung geblieben?');
  assert.equal(reply.label, 'KI-generiert');
});

test('the same id and text: the same ack, no second effect; another text: id_conflict', async () => {
  const c = await customer(server.url);
  const id = freshId();
  const seq = await say(c, 'hello', id);
  await c.next((f) => f.type === 'message' && f.origin === 'rule', 'reply');
  assert.equal(await say(c, 'hello', id), seq, 'the second ack');
  c.send({ type: 'message', id, text: 'something else' });
  await c.error('id_conflict');
  const next = await say(c, 'thank you');
  assert.equal(next, seq + 2, 'nothing was stored in between: one message, one reply');
});

test('a burst is one turn with one reply', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  const from = c.frames.length;
  c.ws._socket.cork();
  for (const text of ['hi', 'my parcel', 'where is it']) c.send({ type: 'message', id: freshId(), text });
  c.ws._socket.uncork();
  await c.next((f) => f.type === 'message' && f.origin === 'rule', 'reply');
  await say(c, 'thanks');
  await c.next((f) => f.type === 'message' && f.origin === 'rule', 'reply to thanks');
  const replies = c.frames.slice(from).filter((f) => f.type === 'message' && f.origin === 'rule');
  assert.equal(replies.length, 2, 'one reply for the burst, one for the thanks');
});

test('every tab gets every frame; the sender gets the ack', async () => {
  const one = await customer(server.url);
  await ask(one, 'hello');
  const two = await customer(server.url, { token: one.token, after: 0 });
  assert.equal(two.welcome.resumed, true);
  assert.equal(two.welcome.consent, 'given');
  const id = freshId();
  one.send({ type: 'message', id, text: 'thank you very much' });
  const echo = await two.next((f) => f.type === 'message' && f.id === id, 'echo in the other tab');
  assert.equal(echo.origin, 'customer');
  const a = await one.next((f) => f.type === 'message' && f.origin === 'rule', 'reply here');
  const b = await two.next((f) => f.type === 'message' && f.origin === 'rule' && f.seq === a.seq, 'the same reply there');
  assert.deepEqual(a, b);
  assert.equal(one.frames.some((f) => f.type === 'message' && f.id === id), false, 'the sender gets no echo');
});

test('the ninth socket on a conversation is refused', async () => {
  const first = await customer(server.url);
  await ask(first, 'hello');
  for (let i = 0; i < 7; i++) await customer(server.url, { token: first.token });
  const ninth = await connect(server.url, '/ws/customer');
  ninth.send({ type: 'hello', token: first.token, locale: 'en', after: 0 });
  await ninth.error('at_capacity');
  assert.equal((await ninth.end()).code, 1008);
});

test('resume sends exactly what is missing, in order, then one state', async () => {
  const c = await customer(server.url);
  for (let i = 0; i < 5; i++) await ask(c, i % 2 ? 'thank you' : 'where is my parcel?');
  const all = (await customer(server.url, { token: c.token, after: 0 })).messages();
  assert.deepEqual(all.map((m) => m.seq), Array.from({ length: all.length }, (_, i) => i + 1), 'seq without gaps');
  const half = await customer(server.url, { token: c.token, after: 4 });
  assert.deepEqual(half.messages().map((m) => m.seq), all.map((m) => m.seq).filter((s) => s > 4));
  assert.equal(half.frames.filter((f) => f.type === 'state').length, 1);
  assert.equal(half.frames.at(-1).type, 'state');
  for (const m of all.filter((x) => x.origin === 'rule')) assert.equal(m.label, 'AI-generated', `label of ${m.seq} after resume`);
  assert.deepEqual(all.filter((x) => x.origin === 'customer').map((x) => typeof x.id), Array(5).fill('string'));
});

test('an unknown token: session_expired, then a new conversation', async () => {
  const c = await connect(server.url, '/ws/customer');
  c.send({ type: 'hello', token: 'A'.repeat(43), locale: 'en', after: 0 });
  await c.error('session_expired');
  const welcome = await c.type('welcome');
  assert.equal(welcome.resumed, false);
  assert.notEqual(welcome.token, 'A'.repeat(43));
});

test('a message to a closed conversation opens a new one under the same token', async () => {
  const c = await customer(server.url);
  await ask(c, 'hello');
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  const id = freshId();
  c.send({ type: 'message', id, text: 'hello again' });
  const welcome = await c.type('welcome');
  assert.notEqual(welcome.conversation, c.welcome.conversation);
  assert.equal(welcome.token, c.token);
  const ack = await c.next((f) => f.type === 'ack' && f.id === id, 'ack');
  assert.equal(ack.seq, 1);
  const again = await customer(server.url, { token: c.token });
  assert.equal(again.welcome.conversation, welcome.conversation, 'the token leads to the new conversation');
});
