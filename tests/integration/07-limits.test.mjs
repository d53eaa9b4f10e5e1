// Every limit, from outside: what is over it gets its code, nothing else suffers, and afterwards all is as before.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { agent, ask, connect, customer, freshId, login, PATIENT, say } from './lib/client.mjs';
import { eventually, http, metric, ROOMY, set, spawnGateway } from './lib/kit.mjs';

let server;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set({ connects_per_second: 10000, sockets_per_address: 10000 }) }, files: { 'escalation.yaml': PATIENT } });
});
after(() => server.stop());

/** One WebSocket frame as bytes, right or wrong. */
function frame(opcode, payload, { fin = true, mask = true, rsv = 0, length = payload.length } = {}) {
  const body = Buffer.from(payload);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const bit = mask ? 0x80 : 0;
  if (length < 126) head.push(bit | length);
  else if (length < 65536) head.push(bit | 126, length >> 8, length & 255);
  else head.push(bit | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((s) => (length >>> s) & 255));
  if (!mask) return Buffer.concat([Buffer.from(head), body]);
  const key = randomBytes(4);
  return Buffer.concat([Buffer.from(head), key, Buffer.from(body.map((b, i) => b ^ key[i % 4]))]);
}
const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;
const raw = (c, ...frames) => c.ws._socket.write(Buffer.concat(frames));
const message = (id, text = 'hello') => JSON.stringify({ type: 'message', id, text });

/** The connection works as if nothing had been. */
const goesOn = async (c) => assert.match((await ask(c, 'thank you')).label, /AI/);

/* ---- sizes ---- */

test('a frame over 64 KiB is too_large with its id, in one piece, in fragments and in slow pieces; the connection goes on', async () => {
  const c = await customer(server.url);
  const big = (id) => Buffer.from(message(id, 'x'.repeat(70000)));
  c.send(String(big('big1')));
  assert.equal((await c.error('too_large')).id, 'big1');
  await goesOn(c);
  const bytes = big('big2');
  raw(c, frame(TEXT, bytes.subarray(0, 30000), { fin: false }), frame(0, bytes.subarray(30000, 60000), { fin: false }), frame(0, bytes.subarray(60000)));
  assert.equal((await c.error('too_large')).id, 'big2');
  await goesOn(c);
  const whole = frame(TEXT, big('big3'));
  for (let at = 0; at < whole.length; at += 1000) c.ws._socket.write(whole.subarray(at, at + 1000));
  assert.equal((await c.error('too_large')).id, 'big3');
  await goesOn(c);
  c.send(JSON.stringify({ pad: 'x'.repeat(70000), id: 'late' }));
  assert.equal((await c.error('too_large')).id, undefined, 'an id behind the first bytes is not looked for');
  await goesOn(c);
  assert.equal(c.messages().filter((m) => m.origin === 'customer').length, 0, 'nothing of it was stored');
});

test('a frame just under the limit is read', async () => {
  const c = await customer(server.url);
  const room = 64 * 1024 - message('p').length - 10;
  c.send(JSON.stringify({ type: 'message', id: 'p', text: 'hello', pad: 'x'.repeat(room - 20) }));
  await c.next((f) => f.type === 'ack' && f.id === 'p', 'ack of a frame of nearly 64 KiB');
  await goesOn(c);
});

test('a message that announces many megabytes ends with 1009', async () => {
  const c = await customer(server.url);
  raw(c, frame(TEXT, 'x'.repeat(1000), { length: 50_000_000 }));
  assert.equal((await c.end()).code, 1009);
});

test('8,000 characters are taken, 8,001 are too_large, counted as characters', async () => {
  const c = await customer(server.url);
  for (const [i, one] of ['a', 'ä', '你', '😀'].entries()) {
    const most = one.repeat(8000);
    c.send({ type: 'message', id: `fits${i}`, text: most });
    await c.next((f) => f.type === 'ack' && f.id === `fits${i}`, `ack of 8,000 times ${one}`);
    c.send({ type: 'message', id: `over${i}`, text: most + one });
    assert.equal((await c.error('too_large')).id, `over${i}`, `8,001 times ${one}`);
  }
  const again = await customer(server.url, { token: c.token, after: 0 });
  assert.equal([...again.messages().find((m) => m.id === 'fits3').text].length, 8000);
});

test('a lower limit of the configuration counts, for agents too', async (t) => {
  const small = await startServer({ edit: { 'frontdesk.yaml': set({ message_chars: 10 }) } });
  t.after(() => small.stop());
  const c = await customer(small.url);
  await say(c, 'ten chars.');
  c.send({ type: 'message', id: 'e', text: 'eleven char' });
  assert.equal((await c.error('too_large')).id, 'e');
  await small.addUser('Ada', 'correct horse');
  const ada = await agent(small.url, 'Ada', 'correct horse');
  ada.send({ type: 'message', case: 'c', id: 'a', text: 'eleven char' });
  assert.equal((await ada.next((f) => f.type === 'error', 'an error')).code, 'too_large');
});

/* ---- rates ---- */

test('over the rate: rate_limited with the id, nothing stored of it, and it works again', async () => {
  const c = await customer(server.url);
  const ids = Array.from({ length: 120 }, (_, i) => `r${i}`);
  c.ws._socket.cork();
  for (const id of ids) c.send({ type: 'message', id, text: 'hello' });
  c.ws._socket.uncork();
  const answer = (id) => c.frames.find((f) => (f.type === 'ack' || f.type === 'error') && f.id === id);
  await c.until(() => ids.every(answer) || undefined, 'an answer to each of 120 messages');
  const refused = ids.filter((id) => answer(id).type === 'error');
  assert.ok(refused.length >= 60 && refused.length <= 85, `${refused.length} of 120 were refused, with a burst of 40`);
  for (const id of refused) assert.equal(answer(id).code, 'rate_limited');
  assert.deepEqual(refused, ids.slice(ids.length - refused.length).filter((id) => refused.includes(id)), 'the first ones got through');
  await eventually(async () => {
    const id = freshId();
    c.send({ type: 'message', id, text: 'thank you' });
    return (await c.next((f) => (f.type === 'ack' || f.type === 'error') && f.id === id, 'an answer')).type === 'ack';
  }, 'a message within the rate again');
  const all = await customer(server.url, { token: c.token, after: 0 });
  for (const id of refused) assert.equal(all.messages().some((m) => m.id === id), false, `${id} was refused and yet stored`);
  for (const id of ids.filter((x) => !refused.includes(x))) assert.ok(all.messages().some((m) => m.id === id), `${id} was acknowledged`);
});

test('who goes on regardless of thousands of refusals is closed with 1008; others notice nothing', async () => {
  const other = await customer(server.url);
  const c = await customer(server.url);
  const some = frame(TEXT, message('flood'));
  const end = c.end();
  for (let i = 0; i < 40 && !c.closed; i++) {
    c.ws._socket.write(Buffer.concat(Array(100).fill(some)));
    await new Promise((done) => setImmediate(done));
  }
  assert.equal((await end).code, 1008);
  await goesOn(other);
});

/* ---- the protocol itself ---- */

test('invalid UTF-8 is 1007, wherever it stands', async () => {
  const bad = [
    [Buffer.from([0xff])], [Buffer.from('{"type":"typing"}\xc3')], [Buffer.from([0xed, 0xa0, 0x80])], [Buffer.from([0xc0, 0xaf])], [Buffer.from([0xf4, 0x90, 0x80, 0x80])],
    [Buffer.from([0xe4, 0xbd])], // cut off
  ];
  for (const [bytes] of bad) {
    const payload = bytes[0] === 0x7b ? Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3]), Buffer.from('"}')]) : bytes;
    const c = await customer(server.url);
    raw(c, frame(TEXT, payload));
    assert.equal((await c.end()).code, 1007, `bytes ${payload.toString('hex')}`);
  }
  const split = await customer(server.url);
  const text = Buffer.from(message('u1', '你好'));
  const at = text.indexOf('你') + 1; // inside a character: valid, for only the whole counts
  raw(split, frame(TEXT, text.subarray(0, at), { fin: false }), frame(0, text.subarray(at)));
  await split.next((f) => f.type === 'ack' && f.id === 'u1', 'ack of a message split inside a character');
});

test('broken framing is 1002: reserved bits, unknown opcodes, long or fragmented control frames, a stray continuation', async () => {
  const before = await customer(server.url);
  const cases = {
    'a reserved bit': frame(TEXT, message('a'), { rsv: 4 }),
    'opcode 3': frame(3, 'x'),
    'opcode 11': frame(11, 'x'),
    'a ping of 126 bytes': frame(PING, 'x'.repeat(126)),
    'a fragmented ping': frame(PING, 'x', { fin: false }),
    'a close frame of one byte': frame(CLOSE, 'x'),
    'a continuation of nothing': frame(0, 'x'),
    'a new message inside a fragmented one': Buffer.concat([frame(TEXT, '{', { fin: false }), frame(TEXT, '}')]),
  };
  for (const [what, bytes] of Object.entries(cases)) {
    const c = await customer(server.url);
    raw(c, bytes);
    const { code } = await c.end().catch((e) => assert.fail(`${what}: ${e.message}`));
    // 1006: ended without a close frame, which also tells a broken peer.
    assert.ok([1002, 1006].includes(code), `${what}: ${code}`);
    assert.equal(c.frames.some((f) => f.type === 'ack'), false, `${what}: nothing of it was taken`);
  }
  await goesOn(before);
});

test('an unmasked frame, which libwebsockets does not tell apart: closed or read like any other, nothing else', async () => {
  const c = await customer(server.url);
  raw(c, frame(TEXT, message('u'), { mask: false }));
  const seen = await c.until(() => c.closed ?? c.frames.find((f) => f.type === 'ack' && f.id === 'u'), 'a close or an ack');
  if (c.closed) assert.equal(seen.code, 1002);
  else await goesOn(c);
});

test('a binary frame is bad_json, whole or in fragments; the connection goes on', async () => {
  const c = await customer(server.url);
  raw(c, frame(BINARY, message('b1')));
  await c.error('bad_json');
  raw(c, frame(BINARY, 'ab', { fin: false }), frame(0, Buffer.from([0xff, 0xfe]), { fin: false }), frame(0, 'c'));
  await c.error('bad_json');
  await goesOn(c);
});

test('fragments with control frames between them are one message; empty fragments too', async () => {
  const c = await customer(server.url);
  const pongs = [];
  c.ws.on('pong', (bytes) => pongs.push(String(bytes)));
  const bytes = Buffer.from(message('f1'));
  const pieces = [...bytes].map((_, i) => frame(i === 0 ? TEXT : 0, bytes.subarray(i, i + 1), { fin: i === bytes.length - 1 }));
  raw(c, ...pieces.flatMap((p, i) => (i === 0 ? [p] : i % 7 === 0 ? [frame(PING, `p${i}`), frame(PONG, ''), frame(0, '', { fin: false }), p] : [p])));
  await c.next((f) => f.type === 'ack' && f.id === 'f1', 'ack of a message in fragments of one byte');
  await eventually(() => pongs.includes('p7'), 'a pong to the first ping');
  await goesOn(c); // of pings that come while a pong waits to leave only some are answered
  raw(c, frame(PING, 'alone'));
  await eventually(() => pongs.includes('alone'), 'a pong to a ping on its own');
  await goesOn(c);
  raw(c, frame(CLOSE, Buffer.from([0x03, 0xe8])));
  assert.ok([1000, 1005].includes((await c.end()).code));
});

test('many messages in one packet, one message in many packets', async () => {
  const c = await customer(server.url);
  raw(c, ...Array.from({ length: 20 }, (_, i) => frame(TEXT, message(`n${i}`))));
  await c.next((f) => f.type === 'ack' && f.id === 'n19', 'ack of the last of 20');
  const one = frame(TEXT, message('slow'));
  for (const byte of one) {
    c.ws._socket.write(Buffer.from([byte]));
    await new Promise((done) => setImmediate(done));
  }
  await c.next((f) => f.type === 'ack' && f.id === 'slow', 'ack of a message sent byte by byte');
});

/* ---- connections ---- */

const refusal = (promise) => promise.then(() => null, (e) => e.status ?? e.code);

test('sockets of one address: the limit holds, whoever leaves makes room, no one else is touched', async (t) => {
  const few = await startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, sockets_per_address: 12 }) } });
  t.after(() => few.stop());
  const open = [];
  let status = null;
  while (status === null && open.length < 50) status = await refusal(customer(few.url).then((c) => open.push(c)));
  assert.equal(open.length, 12);
  assert.ok([429, 'ECONNRESET', 'EPIPE'].includes(status), `the 13th was answered ${status}`);
  const elsewhere = await connect(few.url, '/ws/customer', { options: { localAddress: '127.0.0.2' } });
  await elsewhere.close();
  await goesOn(open[0]);
  await open.pop().close();
  await eventually(async () => (await refusal(customer(few.url).then((c) => open.push(c)))) === null, 'room after one has left');
  for (const c of open) await goesOn(c);
});

test('connects of one address: 50 a second, then room again', async (t) => {
  const slow = await startServer({ edit: { 'frontdesk.yaml': set({ sockets_per_address: 10000 }) } });
  t.after(() => slow.stop());
  const all = await Promise.all(Array.from({ length: 150 }, () => refusal(connect(slow.url, '/ws/customer'))));
  const inside = all.filter((s) => s === null).length;
  assert.ok(inside >= 49 && inside <= 100, `${inside} of 150 connects at once got in`);
  for (const s of all) assert.ok([null, 429, 'ECONNRESET', 'EPIPE'].includes(s), `a connect was answered ${s}`);
  await eventually(async () => (await refusal(connect(slow.url, '/ws/customer'))) === null, 'a connect within the rate');
});

test('X-Forwarded-For is believed from trusted proxies only', async (t) => {
  const xff = (address) => ({ headers: { 'X-Forwarded-For': address } });
  const direct = await startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, sockets_per_address: 5 }) } });
  t.after(() => direct.stop());
  for (let i = 0; i < 5; i++) await connect(direct.url, '/ws/customer', xff(`10.1.1.${i}`));
  assert.notEqual(await refusal(connect(direct.url, '/ws/customer', xff('10.1.1.99'))), null, 'a stranger cannot choose the address');
  const proxied = await startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, sockets_per_address: 2, trusted_proxies: '[127.0.0.1]' }) } });
  t.after(() => proxied.stop());
  for (const address of ['10.1.1.1', '10.1.1.2', '2001:db8::1'])
    for (let i = 0; i < 2; i++) await connect(proxied.url, '/ws/customer', xff(address));
  assert.equal(await refusal(connect(proxied.url, '/ws/customer', xff('10.1.1.1'))), 429);
  assert.equal(await refusal(connect(proxied.url, '/ws/customer', xff('10.9.9.9, 10.1.1.1'))), 429, 'the nearest untrusted address counts, not what the client wrote before it');
  assert.equal(await refusal(connect(proxied.url, '/ws/customer', xff('10.1.1.1, 127.0.0.1'))), 429, 'trusted hops are skipped');
  await connect(proxied.url, '/ws/customer', xff('10.1.1.3'));
  // The login throttle looks at the same address.
  await proxied.addUser('Ada', 'correct horse');
  const wrong = (address) => http(proxied.url, '/api/login', { method: 'POST', headers: { 'X-Forwarded-For': address }, body: JSON.stringify({ name: 'Ada', password: 'wrong password' }) });
  for (let i = 0; i < 5; i++) assert.equal((await wrong('10.1.1.7')).status, 401);
  assert.equal((await wrong('10.1.1.7')).status, 429);
  assert.equal((await wrong('10.1.1.8')).status, 401, 'another address has its own count');
});

test('login throttle: failures only, per name and address, doubling, then free again', async (t) => {
  const quick = await startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, login_delay: '1s' }) } });
  t.after(() => quick.stop());
  await quick.addUser('Ada', 'correct horse');
  const attempt = (name, password) => http(quick.url, '/api/login', { method: 'POST', body: JSON.stringify({ name, password }) });
  for (let i = 0; i < 8; i++) await login(quick.url, 'Ada', 'correct horse');
  const status = [];
  for (let i = 0; i < 5; i++) status.push((await attempt('Ada', 'wrong password')).status);
  assert.deepEqual(status, [401, 401, 401, 401, 401], 'successes do not count');
  const wait = await attempt('Ada', 'correct horse');
  assert.equal(wait.status, 429, 'the right password does not help a guesser');
  assert.equal(JSON.parse(wait.body).error.code, 'rate_limited');
  const first = Number(wait.headers['retry-after']);
  assert.ok(first >= 1 && first <= 2, `Retry-After ${first}`);
  assert.equal((await attempt('Bob', 'wrong password')).status, 401, 'an unknown name is answered like a wrong password');
  await eventually(async () => (await attempt('Ada', 'wrong password')).status === 401, 'one more try after the delay');
  const second = await attempt('Ada', 'correct horse');
  assert.equal(second.status, 429);
  assert.ok(Number(second.headers['retry-after']) >= 2, 'the delay has doubled');
  await eventually(async () => (await attempt('Ada', 'correct horse')).status === 200, 'a login after the delay');
  assert.equal((await attempt('Ada', 'wrong password')).status, 401, 'a success has cleared the count');
});

test('broken and odd HTTP: refused, and the gateway goes on', async () => {
  const { port } = new URL(server.url);
  const send = (bytes) =>
    new Promise((done) => {
      const s = net.connect(Number(port), '127.0.0.1', () => s.write(bytes));
      let text = '';
      s.on('data', (b) => (text += b));
      s.on('close', () => done(text));
      s.on('error', () => done(text));
      s.setTimeout(8000, () => s.destroy());
    });
  const close = 'Connection: close\r\n';
  for (const [what, bytes, status] of [
    ['no such method', `BREW / HTTP/1.1\r\nHost: x\r\n${close}\r\n`, /^$|^HTTP\/1\.\d (4|501)/],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^$|^HTTP\/1\.\d 4/],
    ['headers of 40 KB', `GET / HTTP/1.1\r\nHost: x\r\nX-Pad: ${'y'.repeat(40000)}\r\n${close}\r\n`, /^$|^HTTP\/1\.1 4/],
    ['a path of 10 KB', `GET /${'a'.repeat(10000)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, /^$|^HTTP\/1\.1 4/],
    ['a path that climbs', `GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n${close}\r\n`, /^HTTP\/1\.1 (400|403|404)/],
    ['a body without a length', `POST /api/login HTTP/1.1\r\nHost: x\r\n${close}\r\n`, /^HTTP\/1\.1 4(00|11)/],
    ['a negative length', `POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n${close}\r\n`, /^$|^HTTP\/1\.1 4/],
    ['an upgrade to something else', `GET /ws/customer HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, /^$|^HTTP\/1\.1 4/],
    ['an upgrade without a key', `GET /ws/customer HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: frontdesk.v1\r\n\r\n`, /^$|^HTTP\/1\.1 4/],
  ])
    assert.match(await send(bytes), status, what);
  assert.equal((await http(server.url, '/healthz')).status, 200);
});

/* ---- file descriptors ---- */

const ticks = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

test('file descriptors used up: chats go on, no CPU, no flood of log lines; room again when others leave', { timeout: 60000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-files-'));
  const config = join(folder, 'config');
  await cp(`${ROOT}/config`, config, { recursive: true });
  const file = join(config, 'frontdesk.yaml');
  await writeFile(file, set(ROOMY)(await readFile(file, 'utf8')));
  await writeFile(join(config, 'escalation.yaml'), PATIENT);
  const g = await spawnGateway({ wrap: ['sh', '-c', 'ulimit -n 64; exec "$0" "$@"'], config, data: join(folder, 'data') });
  t.after(async () => {
    await g.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const old = await customer(g.url);
  await goesOn(old);
  const { port, hostname } = new URL(g.url);
  const crowd = Array.from({ length: 150 }, () => {
    const s = net.connect(Number(port), hostname);
    s.on('error', () => {});
    s.resume();
    return s;
  });
  await eventually(() => crowd.some((s) => s.destroyed || s.readableEnded) && readdirSync(`/proc/${g.pid}/fd`).length >= 40, 'the crowd to fill the gateway');
  const before = ticks(g.pid), lines = g.log().split('\n').length, from = Date.now();
  let chats = 0;
  while (Date.now() - from < 3000) {
    await ask(old, chats++ % 2 ? 'hello' : 'thank you');
    await new Promise((done) => setTimeout(done, 200)); // a customer's pace: the measured time has to pass anyhow
  }
  const share = (ticks(g.pid) - before) / (((Date.now() - from) / 1000) * 100);
  assert.ok(share < 0.15, `CPU share ${(share * 100).toFixed(1)} % while descriptors are used up`);
  const more = g.log().split('\n').length - lines;
  assert.ok(more < 20, `${more} log lines in 3 s:\n${g.log().slice(-2000)}`);
  for (const s of crowd) s.destroy();
  await eventually(async () => (await refusal(customer(g.url).then((c) => goesOn(c)))) === null, 'a new chat after the others have left');
  await goesOn(old);
  assert.equal((await http(g.url, '/readyz')).status, 200);
  assert.ok((await metric(g.url, 'frontdesk_connections_refused_total{cause="files"}')) > 0);
  assert.deepEqual(await g.end(), { code: 0, signal: null });
});
