// What libwebsockets costs when it is used as its examples do, pinned by counting calls to the kernel: no stop-watch, so the same on
// every machine and on both Debians.
//
// With its own poll loop every turn looks at every connection; a WRITEABLE callback for each message is four changes of interest; a
// frame a write is a send a frame; writes are cut at the receive buffer's size. Other traps have tests of their own: split and joined
// frames, compression (01), slow readers (06), descriptors used up (07), shutdown (30).
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../web/lib/server.mjs';
import { counting, callsOf } from './lib/calls.mjs';
import { agent, ask, connect, customer, handoff, inLine, PATIENT, say } from './lib/client.mjs';
import { cli, ROOMY, set, spawnGateway } from './lib/kit.mjs';

const TURNS = 100;
const CROWD = 1000;
let folder, calls, g;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-traps-'));
  const config = join(folder, 'config'), data = join(folder, 'data');
  calls = join(folder, 'calls');
  await cp(`${ROOT}/config`, config, { recursive: true });
  const file = join(config, 'frontdesk.yaml');
  await writeFile(file, set(ROOMY)(await readFile(file, 'utf8')));
  await writeFile(join(config, 'escalation.yaml'), PATIENT);
  const added = cli(['user', 'add', 'anna', '--role', 'agent', '--password-stdin', '--data', data], { config, input: 'a long password\n' });
  assert.equal(added.status, 0, added.stderr);
  g = await spawnGateway({ wrap: counting(calls), config, data });
});
after(async () => {
  await g?.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const talk = async (c) => {
  for (let i = 0; i < TURNS; i++) await ask(c, 'how long does shipping take');
};

/**
 * What a message costs, in the calmest of three rounds. A trap costs each message the same; but libwebsockets 4.3 rounds its timers down to
 * the millisecond, so that the loop turns without a pause for the last part of one when one of them is due, some hundred times.
 */
async function perMessage(c) {
  const rounds = [];
  for (let i = 0; i < 3; i++) rounds.push(await callsOf(calls, TURNS, () => talk(c)));
  return rounds.reduce((best, n) => (n.epollWait < best.epollWait ? n : best));
}

async function hello() {
  const c = await connect(g.url, '/ws/customer');
  c.send({ type: 'hello', token: null, locale: 'en', after: 0 });
  await c.type('state');
  return c;
}

function assertCheap(n, where) {
  assert.ok(n.send <= 1.1, `${n.send} sends a message ${where}: acknowledgement and reply go out together`);
  assert.ok(n.epollCtl <= 0.1, `${n.epollCtl} epoll_ctl a message ${where}: write directly, ask for WRITEABLE only while something is buffered`);
  assert.equal(n.poll, 0, `poll() looked at ${n.poll} descriptors a message ${where}: the loop is libuv's`);
  assert.ok(n.epollWait <= 10, `${n.epollWait} turns of the loop a message ${where}`);
}

test('a message and its reply cost one send, and the same beside 1,000 idle connections; so does each further connection', async (t) => {
  const c = await customer(g.url);
  await ask(c, 'hello');
  assertCheap(await perMessage(c), 'alone');

  const idle = [];
  t.after(() => idle.forEach((k) => k.ws.terminate()));
  const crowd = async (n) => {
    for (let i = 0; i < n; i++) idle.push(await hello());
  };
  const first = await callsOf(calls, TURNS, () => crowd(TURNS));
  await crowd(CROWD - 2 * TURNS);
  const last = await callsOf(calls, TURNS, () => crowd(TURNS));
  assert.ok(last.send <= 2.1, `${last.send} sends a connection: the upgrade, then welcome and state together`);
  assert.ok(last.epollCtl <= 6, `${last.epollCtl} epoll_ctl a connection`);
  for (const name of ['send', 'epollCtl', 'epollWait', 'accept'])
    assert.ok(last[name] <= first[name] * 1.2 + 0.5, `${name}: ${first[name]} a connection at first, ${last[name]} with ${CROWD} there`);
  assertCheap(await perMessage(c), `beside ${CROWD} idle connections`);
});

test('what goes to one socket in one turn goes out in one send', async () => {
  const c = await customer(g.url);
  await ask(c, 'hello');
  const burst = 16, rounds = 10;
  const n = await callsOf(calls, burst * rounds, async () => {
    for (let r = 0; r < rounds; r++) await Promise.all(Array.from({ length: burst }, (_, i) => say(c, `hello ${r} ${i}`)));
  });
  assert.ok(n.send <= 0.5, `${n.send} sends a message in bursts of ${burst}`);
  assert.ok(n.epollCtl <= 0.1, `${n.epollCtl} epoll_ctl a message in bursts of ${burst}`);
});

test('a large frame is not cut into small writes', async () => {
  const c = await customer(g.url);
  const { reference } = await handoff(c);
  const text = 'x'.repeat(7000), messages = 60;
  for (let i = 0; i < messages; i++) await say(c, text);
  const a = await agent(g.url, 'anna', 'a long password');
  const id = await inLine(a, reference);
  const n = await callsOf(calls, 1, async () => {
    a.send({ type: 'open', case: id });
    const frame = await a.type('case');
    assert.ok(frame.transcript.length >= messages);
  });
  assert.ok(n.sendBytes >= text.length * messages, `${n.sendBytes} bytes went out`);
  assert.ok(n.sendBytes / n.send >= 8192, `${n.send} sends for ${n.sendBytes} bytes: tx_packet_size has to be set`);
});
