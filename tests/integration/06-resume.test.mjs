// Exact resume: long histories, several tabs, messages that keep coming, readers that do not read, tokens, ended chats.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, connect, customer, freshId, handoff, inLine, login, PATIENT, say } from './lib/client.mjs';
import { eventually, metric, ROOMY, set } from './lib/kit.mjs';

const start = async (t, limits = {}) => {
  const server = await startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, ...limits }) }, files: { 'escalation.yaml': `${PATIENT}score: {offer_at: 49, transfer_at: 50}\n` } });
  t.after(() => server.stop());
  return server;
};
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const seqs = (c) => c.messages().map((m) => m.seq);

/** Sends `count` messages, many in flight, until all are acknowledged and the last one is answered. Returns the highest seq. */
async function talk(c, count, text = () => 'how long does delivery take?') {
  const ids = Array.from({ length: count }, () => freshId());
  for (let done = 0; done < count; done += 16) {
    for (const [i, id] of ids.slice(done, done + 16).entries()) c.send({ type: 'message', id, text: text(done + i) });
    const last = ids[Math.min(done + 15, count - 1)];
    await c.until(() => c.frames.find((f) => f.type === 'ack' && f.id === last), `ack of ${last}`);
  }
  const reply = await c.until(() => c.frames.find((f) => f.type === 'message' && f.reply === ids.at(-1)), 'the reply to the last message');
  return reply.seq;
}

/** What a socket got: exactly the messages above `after`, once, in order, then live ones without a gap. */
function expectExact(c, after, last, what) {
  assert.deepEqual(seqs(c), numbers(after + 1, last), `${what}: messages above ${after}, once and in order`);
}

test('1,500 messages are resumed in order; each tab gets what is above its own after', { timeout: 120000 }, async (t) => {
  const server = await start(t);
  const c = await customer(server.url);
  let last = 0;
  while (last < 1500) last = await talk(c, 320);
  const afters = [0, 1, 99, 100, 101, 777, last - 1, last, last + 50];
  const tabs = await Promise.all(
    afters.slice(0, 7).map((after) => customer(server.url, { token: c.token, after })), // 8 sockets with the first
  );
  tabs.forEach((tab, i) => {
    expectExact(tab, afters[i], last, `after ${afters[i]}`);
    assert.equal(tab.frames.filter((f) => f.type === 'state').length, 1);
    assert.equal(tab.frames.at(-1).type, 'state', 'the state comes last');
    assert.equal(tab.frames[0].seq, last, 'welcome names the highest seq');
  });
  const all = tabs[0].messages();
  for (const m of all) if (m.origin === 'rule') assert.ok(m.ai_generated && m.label === 'AI-generated', `label of ${m.seq}`);
  const own = all.filter((m) => m.origin === 'customer');
  for (const m of own) assert.match(m.text, /^how long does delivery take\?$/);
  assert.equal(new Set(own.map((m) => m.id)).size, own.length);
  for (const tab of tabs) await tab.close();
  for (const after of afters.slice(7)) {
    const tab = await customer(server.url, { token: c.token, after });
    assert.deepEqual(seqs(tab), [], `after ${after}: nothing is missing`);
    await ask(tab, 'thank you');
    await tab.close();
    last += 2;
  }
  await server.end('SIGKILL');
  await server.restart();
  expectExact(await customer(server.url, { token: c.token, after: 0 }), 0, last, 'after kill -9');
});

test('an agent gets a long chat whole, and goes on reading it', { timeout: 120000 }, async (t) => {
  const server = await start(t);
  await server.addUser('Ada', 'correct horse');
  const c = await customer(server.url);
  let last = 0;
  while (last < 1500) last = await talk(c, 320);
  const { reference } = await handoff(c);
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const id = await inLine(ada, reference);
  ada.send({ type: 'claim', case: id });
  const frame = await ada.type('case');
  assert.deepEqual(frame.transcript.map((m) => m.seq), numbers(1, last + 2), 'the whole transcript: chat, line, joined');
  assert.equal(ada.closed, null, 'and the socket stays open');
  await say(c, 'hello?');
  await ada.next((f) => f.type === 'message' && f.text === 'hello?', 'what is said next');
  const again = await connect(server.url, '/ws/agent', { headers: { Cookie: ada.session.cookie } });
  assert.equal((await again.type('case')).transcript.length, last + 3, 'the same to a second window');
});

test('resume while messages keep coming: no gap, no doublet', { timeout: 60000 }, async (t) => {
  const server = await start(t);
  const writer = await customer(server.url);
  let last = await talk(writer, 160);
  for (let round = 0; round < 6; round++) {
    const open = round * 20;
    const ids = Array.from({ length: 64 }, () => freshId());
    const late = [];
    for (const [i, id] of ids.entries()) {
      writer.send({ type: 'message', id, text: 'how long does delivery take?' });
      if (i % 16 === 8) late.push(customer(server.url, { token: writer.token, after: open }));
      if (i % 4 === 3) await new Promise((done) => setImmediate(done));
    }
    const tabs = await Promise.all(late);
    const end = await writer.until(() => writer.frames.find((f) => f.type === 'message' && f.reply === ids.at(-1)), 'the reply to the last message');
    last = end.seq;
    for (const tab of tabs) {
      await tab.until(() => seqs(tab).at(-1) >= last || undefined, `message ${last} in a tab that resumed meanwhile`);
      expectExact(tab, open, last, `round ${round}`);
      await tab.close();
    }
  }
});

test('a tab that writes before it has caught up loses nothing', { timeout: 60000 }, async (t) => {
  const server = await start(t);
  const c = await customer(server.url);
  const before = await talk(c, 320);
  for (let round = 0; round < 5; round++) {
    const tab = await connect(server.url, '/ws/customer');
    const ids = [freshId(), freshId()];
    tab.send({ type: 'hello', token: c.token, locale: 'en', after: 0 });
    for (const id of ids) tab.send({ type: 'message', id, text: 'hello' });
    const acks = [];
    for (const id of ids) acks.push(await tab.until(() => tab.frames.find((f) => f.type === 'ack' && f.id === id), `ack of ${id}`));
    const reply = await tab.until(() => tab.frames.find((f) => f.type === 'message' && f.reply === ids[1]), 'the reply');
    await tab.until(() => tab.frames.some((f) => f.type === 'state') || undefined, 'the state after resume');
    const got = new Set([...seqs(tab), ...acks.map((a) => a.seq)]);
    assert.equal(seqs(tab).length, new Set(seqs(tab)).size, 'nothing twice');
    assert.deepEqual(seqs(tab), [...seqs(tab)].sort((a, b) => a - b), 'in order');
    assert.deepEqual(numbers(1, reply.seq).filter((s) => !got.has(s)), [], `round ${round}: nothing is missing (history ended at ${before})`);
    await tab.close();
  }
});

/** Stops reading; what the other side sends piles up there. */
const pause = (c) => c.ws._socket.pause();
const goOn = (c) => c.ws._socket.resume();
const LONG = 'how long does delivery take? '.repeat(240); // 7,000 characters

test('a reader who stops during resume gets everything or is closed with 1013, never less', { timeout: 120000 }, async (t) => {
  const server = await start(t, { send_buffer: '256KiB' });
  const c = await customer(server.url);
  const last = await talk(c, 1000, () => LONG); // 7 MB, more than the kernel keeps for one socket
  const slow = await connect(server.url, '/ws/customer');
  slow.send({ type: 'hello', token: c.token, locale: 'en', after: 0 });
  await slow.type('welcome');
  pause(slow);
  const fast = await customer(server.url, { token: c.token, after: last - 3 });
  for (let i = 0; i < 5; i++) await ask(fast, 'thank you');
  goOn(slow);
  const done = await slow.until(() => slow.closed ?? (slow.frames.some((f) => f.type === 'state') || undefined), 'the end of resume', 60000);
  const got = seqs(slow);
  assert.deepEqual(got, numbers(1, got.length), 'what arrived is in order and without a gap');
  if (slow.closed) assert.equal(slow.closed.code, 1013, JSON.stringify(slow.closed));
  else assert.ok(done && got.length >= last, `${got.length} of ${last} arrived, and the socket is open`);
  // Whoever is closed goes on from what arrived, until all of it is there.
  let after = got.length, rounds = 0;
  while (after < last) {
    assert.ok(++rounds < 40, `${rounds} reconnects and still at ${after} of ${last}`);
    const next = await connect(server.url, '/ws/customer');
    next.send({ type: 'hello', token: c.token, locale: 'en', after });
    await next.until(() => next.closed ?? (next.frames.some((f) => f.type === 'state') || undefined), 'the end of resume', 30000);
    const more = seqs(next);
    assert.deepEqual(more, numbers(after + 1, after + more.length));
    assert.ok(more.length > 0, 'each connection brings some');
    after += more.length;
    if (!next.closed) await next.close();
  }
});

test('a live reader who stops: everything or 1013, and nobody else waits', { timeout: 120000 }, async (t) => {
  const server = await start(t, { send_buffer: '256KiB' });
  const writer = await customer(server.url);
  await ask(writer, 'hello');
  const slow = await customer(server.url, { token: writer.token, after: 0 });
  const other = await customer(server.url, { token: writer.token, after: 0 });
  pause(slow);
  // Past everything that sockets and kernel may hold for one reader.
  let last = 0;
  for (let i = 0; i < 40 && (await metric(server.url, 'frontdesk_slow_readers_closed_total')) === 0; i++) last = await talk(writer, 64, () => LONG);
  assert.equal(await metric(server.url, 'frontdesk_slow_readers_closed_total'), 1, 'the bound was reached');
  goOn(slow);
  assert.equal((await slow.end()).code, 1013);
  const got = seqs(slow);
  assert.deepEqual(got, numbers(1, got.length), 'what arrived has no gap');
  await other.until(() => seqs(other).at(-1) >= last || undefined, 'everything in the tab that reads');
  assert.deepEqual(seqs(other), numbers(1, last), 'the tab that reads has missed nothing');
});

test('tokens: short, long, unknown, of another gateway; a token is the only key', async (t) => {
  const server = await start(t);
  const c = await customer(server.url);
  await ask(c, 'hello');
  for (const token of ['x', 'A'.repeat(42), 'A'.repeat(43), 'A'.repeat(44), 'A'.repeat(256), `${c.token.slice(1)}A`, c.token.toLowerCase(), `${c.token}=`, ` ${c.token}`]) {
    const tab = await connect(server.url, '/ws/customer');
    tab.send({ type: 'hello', token, locale: 'en', after: 0 });
    assert.equal((await tab.next((f) => f.type === 'error', 'an error')).code, 'session_expired', JSON.stringify(token));
    const welcome = await tab.type('welcome');
    assert.equal(welcome.resumed, false);
    assert.notEqual(welcome.conversation, c.welcome.conversation);
    assert.deepEqual(tab.messages(), []);
    await tab.close();
  }
  for (const token of ['', 'A'.repeat(257), 7, true, {}]) {
    const tab = await connect(server.url, '/ws/customer');
    tab.send({ type: 'hello', token, locale: 'en', after: 0 });
    await tab.error('bad_message');
    tab.send({ type: 'hello', token: c.token, locale: 'en', after: 0 });
    assert.equal((await tab.type('welcome')).resumed, true, 'the socket can still say a right hello');
    await tab.close();
  }
  // What was never stored has no token to come back to.
  const never = await customer(server.url, { consent: false });
  await never.close();
  const back = await connect(server.url, '/ws/customer');
  back.send({ type: 'hello', token: never.token, locale: 'en', after: 0 });
  await back.error('session_expired');
});

test('end, a new chat under the same token, kill -9, resume: the new chat, and only it', async (t) => {
  const server = await start(t);
  const c = await customer(server.url);
  const tab = await customer(server.url, { token: c.token });
  for (let i = 0; i < 3; i++) await ask(c, 'hello');
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  await tab.next((f) => f.type === 'state' && f.state === 'closed', 'closed in the other tab too');
  const closed = await customer(server.url, { token: c.token, consent: false });
  assert.equal(closed.welcome.state, 'closed');
  assert.equal(closed.messages().length, 7, 'until something new is said the ended chat can be read');
  const id = freshId();
  tab.send({ type: 'message', id, text: 'hello again' });
  const welcome = await tab.type('welcome');
  assert.equal(welcome.resumed, false);
  assert.equal((await tab.next((f) => f.type === 'ack' && f.id === id, 'ack')).seq, 1);
  const echo = await c.next((f) => f.type === 'message' && f.id === id, 'echo in the first tab');
  assert.equal(echo.seq, 1);
  assert.equal(c.frames.filter((f) => f.type === 'welcome').at(-1).conversation, welcome.conversation, 'the first tab was told about the new chat');
  await tab.next((f) => f.type === 'message' && f.origin === 'rule', 'reply');
  await server.end('SIGKILL');
  await server.restart();
  const again = await customer(server.url, { token: c.token, after: 0 });
  assert.equal(again.welcome.conversation, welcome.conversation);
  assert.equal(again.welcome.consent, 'given');
  assert.deepEqual(again.messages().map((m) => [m.seq, m.origin, m.text.slice(0, 11)]).slice(0, 1), [[1, 'customer', 'hello again']]);
  assert.deepEqual(seqs(again), [1, 2]);
  assert.equal(await say(again, 'thank you'), 3);
});

test('a message that was acknowledged just before kill -9 is answered by its reply after it, once', async (t) => {
  const server = await start(t);
  const c = await customer(server.url);
  const id = freshId();
  await say(c, 'how long does delivery take?', id);
  await server.end('SIGKILL');
  await server.restart();
  const again = await customer(server.url, { token: c.token, after: 0 });
  assert.equal(await say(again, 'how long does delivery take?', id), 1, 'sent again: the same number');
  await again.until(() => again.frames.find((f) => f.type === 'message' && f.reply === id), 'its reply');
  await ask(again, 'thank you');
  assert.equal(again.messages().filter((m) => m.reply === id).length, 1, 'one reply');
});

test('a login outlives the gateway, an open case comes back to its agent', async (t) => {
  const server = await start(t);
  await server.addUser('Ada', 'correct horse');
  const c = await customer(server.url);
  const ada = await agent(server.url, 'Ada', 'correct horse');
  const id = await inLine(ada, (await handoff(c)).reference);
  ada.send({ type: 'claim', case: id });
  await ada.type('case');
  await server.end('SIGKILL');
  await server.restart();
  const again = await connect(server.url, '/ws/agent', { headers: { Cookie: ada.session.cookie } });
  assert.deepEqual((await again.type('welcome')).cases, [id]);
  assert.equal((await again.type('case')).state, 'assigned');
  await again.type('queue');
  again.send({ type: 'message', case: id, id: 'w1', text: 'I am back.' });
  await again.next((f) => f.type === 'ack' && f.id === 'w1', 'ack');
  const back = await customer(server.url, { token: c.token, after: 0, consent: false });
  assert.equal(back.messages().at(-1).text, 'I am back.');
  const session = await login(server.url, 'Ada', 'correct horse');
  assert.notEqual(session.cookie, ada.session.cookie);
  await eventually(async () => (await metric(server.url, 'frontdesk_agents_connected')) === 1, 'one agent in the metrics');
});
