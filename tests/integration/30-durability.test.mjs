// Promise 5: acknowledged means durable. The gateway is killed under load again and again; every acknowledged message is there
// once, in order, without a gap in seq. KILL_ROUNDS sets how often (10 in the gate, 50 in gate-long).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { connect, customer, freshId, PATIENT } from './lib/client.mjs';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 10);
const CUSTOMERS = 12;

/** Sends without waiting until the socket dies; remembers what was acknowledged. */
function hammer(c, acked) {
  let inFlight = 0;
  const more = () => {
    while (inFlight < 8 && c.ws.readyState === 1) {
      const id = freshId();
      inFlight++;
      c.send({ type: 'message', id, text: `how long does delivery take? ${id}` });
    }
  };
  c.ws.on('message', (bytes) => {
    const frame = JSON.parse(bytes);
    if (frame.type === 'error') inFlight--;
    if (frame.type === 'ack') {
      inFlight--;
      acked.push({ id: frame.id, seq: frame.seq });
    }
    more();
  });
  more();
}

test(`kill -9 under load, ${ROUNDS} rounds: nothing acknowledged is lost, doubled or out of order`, { timeout: 600000 }, async (t) => {
  const server = await startServer({
    edit: { 'frontdesk.yaml': (y) => y.replace(/messages_per_second: \d+/, 'messages_per_second: 10000').replace(/message_burst: \d+/, 'message_burst: 10000') },
    files: { 'escalation.yaml': PATIENT },
  });
  t.after(() => server.stop());
  const people = Array.from({ length: CUSTOMERS }, () => ({ acked: [], token: null }));

  for (let round = 0; round < ROUNDS; round++) {
    for (const p of people) {
      p.client = await customer(server.url, { token: p.token, after: p.acked.at(-1)?.seq ?? 0 });
      p.token = p.client.token;
      p.client.frames.length = 0;
      hammer(p.client, p.acked);
    }
    const goal = people[0].acked.length + 30 + (round % 10) * 3;
    await people[0].client.until(() => people[0].acked.length >= goal || undefined, `${goal} acks`, 30000);
    await server.end('SIGKILL');
    await server.restart();
  }

  for (const p of people) {
    const c = await customer(server.url, { token: p.token, after: 0, consent: false });
    const seqs = c.messages().map((m) => m.seq);
    assert.deepEqual(seqs, seqs.map((_, i) => i + 1), 'seq has no gap and no doublet');
    const bySeq = new Map(c.messages().map((m) => [m.seq, m]));
    for (const { id, seq } of p.acked) {
      assert.equal(bySeq.get(seq)?.id, id, `acknowledged message ${id} stands at seq ${seq}`);
    }
    const ids = c.messages().filter((m) => m.origin === 'customer').map((m) => m.id);
    assert.equal(new Set(ids).size, ids.length, 'no message twice');
    for (const m of c.messages().filter((x) => x.origin === 'rule')) assert.equal(m.ai_generated && m.label, 'AI-generated');
    await c.close();
  }
});

test('SIGTERM: what was sent is acknowledged or refused, clients are told 1001, the exit is clean', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const c = await customer(server.url);
  const id = freshId();
  c.send({ type: 'message', id, text: 'hello' });
  await c.next((f) => f.type === 'ack' && f.id === id, 'ack');
  const ended = server.end('SIGTERM');
  assert.equal((await c.end()).code, 1001);
  assert.deepEqual(await ended, { code: 0, signal: null });
  await server.restart();
  const again = await customer(server.url, { token: c.token });
  assert.ok(again.messages().some((m) => m.id === id), 'the message survived');
});

test('a second gateway on the same data folder is refused', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { spawnSync } = await import('node:child_process');
  const { ROOT } = await import('../web/lib/server.mjs');
  const binary = `${ROOT}/${process.env.FRONTDESK ?? 'build/frontdesk'}`;
  const second = spawnSync(binary, ['--config', server.config, 'serve', '--listen', '127.0.0.1:0', '--data', server.data], { encoding: 'utf8' });
  assert.equal(second.status, 3);
  assert.match(second.stderr, /another|already|lock|in use/i);
  const c = await connect(server.url, '/ws/customer');
  c.send({ type: 'hello', locale: 'en' });
  await c.type('welcome');
});

test('a port in use and a folder that cannot be written: a clear error and status 3', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { spawnSync } = await import('node:child_process');
  const { ROOT } = await import('../web/lib/server.mjs');
  const binary = `${ROOT}/${process.env.FRONTDESK ?? 'build/frontdesk'}`;
  const port = spawnSync(binary, ['--config', server.config, 'serve', '--listen', new URL(server.url).host, '--data', `${server.data}-2`], { encoding: 'utf8' });
  assert.equal(port.status, 3, port.stderr);
  assert.match(port.stderr, /in use/i);
  const folder = spawnSync(binary, ['--config', server.config, 'serve', '--listen', '127.0.0.1:0', '--data', '/proc/frontdesk'], { encoding: 'utf8' });
  assert.equal(folder.status, 3, folder.stderr);
  assert.match(folder.stderr, /error/);
});
