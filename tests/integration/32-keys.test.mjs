// The keys of the data folder: a token is worth something only together with them.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { ask, connect, customer, login } from './lib/client.mjs';
import { cli } from './lib/kit.mjs';

const session = (url, cookie) => fetch(`${url}/api/session`, { headers: { Cookie: cookie } });

test('a database without its keys opens no chat and no login; with them back both go on', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  await server.addUser('anna', 'a long password');
  const { cookie } = await login(server.url, 'anna', 'a long password');
  const c = await customer(server.url);
  await ask(c, 'where is my order');
  const key = join(server.data, 'keys', 'token.key');
  assert.equal((await stat(key)).mode & 0o777, 0o600);

  await server.end('SIGTERM');
  await rename(key, `${key}.away`);
  await server.restart();
  assert.equal((await session(server.url, cookie)).status, 401, 'the login is over');
  const stranger = await connect(server.url, '/ws/customer');
  stranger.send({ type: 'hello', token: c.token, locale: 'en', after: 0 });
  assert.equal((await stranger.type('error')).code, 'session_expired');
  assert.equal((await stranger.type('welcome')).resumed, false);

  await server.end('SIGTERM');
  await rename(`${key}.away`, key);
  await server.restart();
  assert.equal((await session(server.url, cookie)).status, 200, 'the login goes on');
  const again = await customer(server.url, { token: c.token, after: 0, consent: false });
  assert.equal(again.welcome.resumed, true);
});

test('a damaged key is an error with its path, and is left as it is', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  await server.end('SIGTERM');
  const key = join(server.data, 'keys', 'token.key');
  const good = await readFile(key);
  chmodSync(key, 0o600);
  await writeFile(key, 'not a key\n');
  const r = cli(['serve', '--listen', '127.0.0.1:0', '--data', server.data], { config: server.config, timeout: 20000 });
  assert.equal(r.status, 3, r.stderr);
  assert.ok(r.stderr.startsWith(`${key}: error: this is no key`), r.stderr);
  assert.equal(await readFile(key, 'utf8'), 'not a key\n');
  await writeFile(key, good);
  await server.restart();
});
