// The disk is full, read-only, damaged or from a newer version: a clear error, nothing acknowledged that is not there, nothing lost,
// and work goes on when the cause is gone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { closeSync, openSync, readdirSync, statfsSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { ask, connect, customer, freshId, login, PATIENT, say } from './lib/client.mjs';
import { cli, eventually, http, metric, ROOMY, set, spawnGateway } from './lib/kit.mjs';

const isRoot = process.getuid() === 0;

/**
 * A configuration of its own in a folder of its own. What `later` is given is undone in reverse before the folder goes: gateways
 * end, file systems are unmounted.
 */
async function workplace(t, limits = ROOMY) {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-faults-'));
  const undo = [];
  t.after(async () => {
    for (const one of undo.reverse()) await one();
    await rm(folder, { recursive: true, force: true });
  });
  const config = join(folder, 'config');
  await cp(`${ROOT}/config`, config, { recursive: true });
  const file = join(config, 'frontdesk.yaml');
  await writeFile(file, set(limits)(await readFile(file, 'utf8')));
  await writeFile(join(config, 'escalation.yaml'), PATIENT);
  return { folder, config, data: join(folder, 'data'), later: (one) => undo.push(one) };
}

/** Mounts a small file system; undefined when this machine does not allow it. */
function small(folder, mib, later) {
  if (!isRoot) return undefined;
  const r = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0700`, 'frontdesk-test', folder], { encoding: 'utf8' });
  if (r.status !== 0) return undefined;
  later(() => spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Fills what is left of it, to the last byte. */
function fill(folder) {
  const fd = openSync(join(folder, 'ballast'), 'w');
  const block = Buffer.alloc(1 << 14);
  for (let size = block.length; size >= 1; size >>= 1) {
    try {
      for (;;) if (writeSync(fd, block, 0, size) < size) break;
    } catch (e) {
      if (e.code !== 'ENOSPC') throw e;
    }
  }
  closeSync(fd);
}

test('a full disk: store_unavailable, no ack, not ready; with room again it works and nothing acknowledged is lost', { timeout: 90000 }, async (t) => {
  const { config, data, later } = await workplace(t);
  await mkdir(data, { mode: 0o700 });
  if (!small(data, 24, later)) return t.skip('needs root and tmpfs');
  const g = await spawnGateway({ config, data });
  later(() => g.end('SIGKILL'));
  const added = cli(['user', 'add', 'Ada', '--role', 'agent', '--password-stdin', '--data', data], { config, input: 'correct horse\n' });
  assert.equal(added.status, 0, added.stderr);
  const c = await customer(g.url);
  const acked = [];
  for (let i = 0; i < 5; i++) acked.push({ id: `ok${i}`, seq: await say(c, 'how long does delivery take?', `ok${i}`) });
  assert.equal(JSON.parse((await http(g.url, '/readyz')).body).status, 'ready');

  fill(data);
  // Room that SQLite had taken before may still take some; then it ends.
  const refused = await eventually(async () => {
    const id = freshId();
    c.send({ type: 'message', id, text: `how long does delivery take? ${'x'.repeat(4000)}` });
    const answer = await c.next((f) => (f.type === 'ack' || f.type === 'error') && f.id === id, `an answer to ${id}`);
    if (answer.type === 'ack') acked.push({ id, seq: answer.seq });
    return answer.type === 'error' && answer;
  }, 'the disk to be full', 30000);
  assert.equal(refused.code, 'store_unavailable');
  const ready = await http(g.url, '/readyz');
  assert.equal(ready.status, 503);
  const state = JSON.parse(ready.body);
  assert.deepEqual([state.status, state.store, state.disk], ['not_ready', 'failing', 'full'], ready.body);
  assert.equal((await http(g.url, '/healthz')).status, 200, 'alive all the same');
  assert.ok((await metric(g.url, 'frontdesk_store_errors_total')) > 0);
  for (let i = 0; i < 20; i++) {
    const id = `full${i}`;
    c.send({ type: 'message', id, text: 'hello' });
    const answer = await c.next((f) => (f.type === 'ack' || f.type === 'error') && f.id === id, `an answer to ${id}`);
    if (answer.type === 'ack') acked.push({ id, seq: answer.seq });
    else assert.equal(answer.code, 'store_unavailable');
  }
  const reader = await customer(g.url, { token: c.token, after: 0, consent: false });
  for (const { id, seq } of acked) assert.equal(reader.messages().find((m) => m.seq === seq)?.id, id, `reading goes on: ${id} at ${seq}`);
  const before = c.frames.filter((f) => f.type === 'message').length;
  c.send({ type: 'handoff', id: 'h' });
  const handoff = await c.next((f) => (f.type === 'state' && f.outcome === 'queued') || (f.type === 'error' && f.id === 'h'), 'an answer to the button');
  if (handoff.type === 'error') assert.equal(handoff.code, 'store_unavailable');
  assert.ok(c.frames.filter((f) => f.type === 'message').length <= before + 1);
  const lines = g.log().split('\n').length;
  assert.ok(lines < 200, `the log does not flood: ${lines} lines\n${g.log().slice(-1500)}`);

  await rm(join(data, 'ballast'));
  const id = freshId();
  await eventually(async () => {
    c.send({ type: 'message', id, text: 'hello again' });
    return (await c.next((f) => (f.type === 'ack' || f.type === 'error') && f.id === id, 'an answer')).type === 'ack';
  }, 'an ack after space was freed');
  await eventually(async () => (await http(g.url, '/readyz')).status === 200, 'ready again');
  await login(g.url, 'Ada', 'correct horse');
  assert.deepEqual(await g.end('SIGKILL'), { code: null, signal: 'SIGKILL' });
  const next = await spawnGateway({ config, data });
  later(() => next.end('SIGKILL'));
  const all = await customer(next.url, { token: c.token, after: 0, consent: false });
  const seqs = all.messages().map((m) => m.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => i + 1), 'no gap');
  for (const k of acked) assert.equal(all.messages()[k.seq - 1]?.id, k.id, `acknowledged ${k.id} stands at ${k.seq}`);
  const ids = all.messages().filter((m) => m.origin === 'customer').map((m) => m.id);
  assert.equal(new Set(ids).size, ids.length, 'nothing twice');
});

test('a disk without room for a new store: a clear error and status 3', { timeout: 30000 }, async (t) => {
  const { config, data, later } = await workplace(t);
  await mkdir(data, { mode: 0o700 });
  if (!small(data, 1, later)) return t.skip('needs root and tmpfs');
  fill(data);
  assert.equal(statfsSync(data).bavail, 0);
  const e = await spawnGateway({ config, data }).then((g) => g.end('SIGKILL').then(() => assert.fail('it serves on a full disk')), (error) => error);
  assert.equal(e.status, 3, e.log);
  assert.match(e.log, /error: .*(full|space|write|create)/i);
});

test('a data folder that is a file, cannot be made or cannot be written: a clear error and status 3', async (t) => {
  const { folder, config } = await workplace(t);
  const file = join(folder, 'file');
  await writeFile(file, 'x');
  const cases = [file, join(file, 'below'), '/proc/frontdesk-data', '/sys/frontdesk-data'];
  if (!isRoot) {
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o500 });
    cases.push(locked, join(locked, 'below'));
  }
  for (const data of cases) {
    const serve = cli(['serve', '--listen', '127.0.0.1:0', '--data', data], { config });
    assert.equal(serve.status, 3, `serve --data ${data}: ${serve.stderr}`);
    assert.ok(serve.stderr.includes(data.replace(/\/below$/, '')) && /error: /.test(serve.stderr), `the error names ${data}: ${serve.stderr}`);
    assert.equal(serve.stdout, '');
    const user = cli(['user', 'list', '--data', data], { config });
    assert.equal(user.status, 3, `user list --data ${data}: ${user.stderr}`);
  }
});

test('a file system that is read-only', async (t) => {
  const { config, data, later } = await workplace(t);
  await mkdir(data, { mode: 0o700 });
  if (!small(data, 8, later) || spawnSync('mount', ['-o', 'remount,ro', data]).status !== 0) return t.skip('needs root and tmpfs');
  const serve = cli(['serve', '--listen', '127.0.0.1:0', '--data', data], { config });
  assert.equal(serve.status, 3, serve.stderr);
  assert.match(serve.stderr, /error: .*read-only/i);
});

/** A stopped gateway's data with one acknowledged chat in it. */
async function withHistory(t) {
  const server = await startServer({ files: { 'escalation.yaml': PATIENT } });
  t.after(() => server.stop());
  const c = await customer(server.url);
  for (let i = 0; i < 20; i++) await ask(c, 'how long does delivery take?');
  await server.end('SIGTERM');
  const main = readdirSync(server.data).filter((n) => /\.(db|sqlite3?)$/.test(n));
  assert.equal(main.length, 1, `one database in ${readdirSync(server.data)}`);
  return { server, c, db: join(server.data, main[0]) };
}

test('a damaged database: a clear error and status 3, and the file is left as it is', async (t) => {
  const { server, db } = await withHistory(t);
  const good = await readFile(db);
  for (const [what, damage] of [
    ['no database at all', () => writeFile(db, 'this is not a database, this is a text of some length\n'.repeat(200))],
    ['a header overwritten', async () => writeFile(db, Buffer.concat([Buffer.alloc(100, 0xff), good.subarray(100)]))],
    ['cut off in the middle', async () => (await writeFile(db, good), truncate(db, Math.floor(good.length / 2 / 4096) * 4096 + 100))],
    ['pages of noise', async () => writeFile(db, Buffer.concat([good.subarray(0, 4096), Buffer.alloc(good.length - 4096, 0xa5)]))],
  ]) {
    await damage();
    const size = statSync(db).size;
    const serve = cli(['serve', '--listen', '127.0.0.1:0', '--data', server.data], { config: server.config, timeout: 20000 });
    assert.equal(serve.status, 3, `${what}: status ${serve.status}\n${serve.stderr}`);
    assert.match(serve.stderr, /error: .*(damaged|corrupt|malformed|not a database)/i, what);
    assert.ok(serve.stderr.includes(server.data), `${what}: the error names the file: ${serve.stderr}`);
    assert.equal(statSync(db).size, size, `${what}: the file was not touched`);
  }
  await writeFile(db, good);
  await server.restart();
  assert.equal((await http(server.url, '/readyz')).status, 200, 'with the backup put back it serves again');
});

test('a schema of a newer version is refused, by serve and by user', async (t) => {
  const { server, c, db } = await withHistory(t);
  const good = await readFile(db);
  const sql = 'INSERT INTO schema_version VALUES(1 + (SELECT max(version) FROM schema_version), 0)';
  const python = `import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("${sql}"); c.commit()`;
  if (spawnSync('sqlite3', [db, sql]).status !== 0 && spawnSync('python3', ['-c', python, db]).status !== 0)
    return t.skip('needs the sqlite3 command or python3 to change a database');
  const newer = await readFile(db);
  assert.equal(newer.equals(good), false);
  for (const args of [['serve', '--listen', '127.0.0.1:0', '--data', server.data], ['user', 'list', '--data', server.data]]) {
    const r = cli(args, { config: server.config });
    assert.equal(r.status, 3, `${args[0]}: ${r.stderr}`);
    assert.match(r.stderr, /newer/i);
  }
  assert.ok((await readFile(db)).equals(newer), 'the file was not touched');
  await writeFile(db, good);
  await server.restart();
  const again = await customer(server.url, { token: c.token, after: 0, consent: false });
  assert.equal(again.messages().length, 40);
});

test('what is made is for the owner alone', async (t) => {
  const { config, data, later } = await workplace(t);
  const g = await spawnGateway({ config, data: join(data, 'deeper'), wrap: ['sh', '-c', 'umask 022; exec "$0" "$@"'] });
  later(() => g.end('SIGKILL'));
  await ask(await customer(g.url), 'hello');
  assert.equal((await stat(join(data, 'deeper'))).mode & 0o777, 0o700);
  for (const name of readdirSync(join(data, 'deeper'))) {
    const { mode } = await stat(join(data, 'deeper', name));
    assert.equal(mode & 0o077, 0, `${name} has mode ${(mode & 0o777).toString(8)}`);
  }
  assert.deepEqual(await g.end(), { code: 0, signal: null });
  await chmod(data, 0o700);
});

test('the folder vanishes under a running gateway: no ack of what is not stored, and the process lives', async (t) => {
  const { config, data, later } = await workplace(t);
  const g = await spawnGateway({ config, data });
  later(() => g.end('SIGKILL'));
  const c = await connect(g.url, '/ws/customer');
  c.send({ type: 'hello', locale: 'en' });
  await c.type('welcome');
  await rm(data, { recursive: true, force: true });
  assert.equal((await http(g.url, '/healthz')).status, 200);
  assert.equal((await http(g.url, '/readyz')).status, 503, 'not ready without its folder');
});
