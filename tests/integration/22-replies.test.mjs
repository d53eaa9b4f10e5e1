// Canned replies: served to people who are logged in and to nobody else, reloaded like every other file, never from a broken one.
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { login } from './lib/client.mjs';
import { answerProblem } from './lib/contract.mjs';
import { cli, eventually, metric } from './lib/kit.mjs';

const PASSWORD = 'a long password of Ada';
const LANGUAGES = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];

async function start(t) {
  const server = await startServer();
  t.after(() => server.stop());
  await server.addUser('Ada', PASSWORD);
  const { cookie } = await login(server.url, 'Ada', PASSWORD);
  const get = async () => {
    const answer = await fetch(`${server.url}/api/replies`, { headers: { Cookie: cookie } });
    assert.equal(answer.status, 200);
    assert.equal(await answerProblem('GET', '/api/replies', answer), null);
    return (await answer.json()).replies;
  };
  return { server, get };
}

test('the shipped replies are served as they stand in the file, each in all five languages', async (t) => {
  const { server, get } = await start(t);
  const served = await get();
  assert.deepEqual(served, parse(await readFile(`${ROOT}/config/replies.yaml`, 'utf8')).replies);
  assert.ok(served.length >= 8);
  for (const { id, title, text } of served)
    for (const language of LANGUAGES) assert.ok(title[language] && text[language], `${id} in ${language}`);
  assert.equal((await fetch(`${server.url}/api/replies`)).status, 401);
});

test('a saved change is live, a broken one is not, a file that is gone means none', async (t) => {
  const { server, get } = await start(t);
  const file = join(server.config, 'replies.yaml');
  const reloads = (result) => metric(server.url, `frontdesk_reloads_total{result="${result}"}`);

  await writeFile(file, 'replies:\n  - {id: one, title: One, text: "Hello from {agent.name}"}\n');
  await eventually(async () => (await get()).length === 1, 'the reload of a saved file');
  assert.equal((await get())[0].text.fr, 'Hello from {agent.name}');
  assert.match(server.log, /replies_changed/);

  await writeFile(file, 'replies:\n  - {id: two, title: Two, text: "Hello from {agent}"}\n');
  await eventually(async () => (await reloads('refused')) === 1, 'the refusal of a broken file');
  assert.match(server.log, /replies\.yaml:2:\d+: error: text: there is no variable '\{agent\}'/);
  assert.equal((await get())[0].id, 'one');

  await rm(file);
  await eventually(async () => (await get()).length === 0, 'the reload without the file');
});

test('check names what is wrong, and what a language of the shop lacks', async (t) => {
  const { server } = await start(t);
  await writeFile(join(server.config, 'replies.yaml'), 'replies:\n  - {id: a, title: A, text: {en: Hi}}\n  - {id: a, title: A, text: B}\n');
  const { status, stdout } = cli(['check'], { config: server.config });
  assert.equal(status, 1);
  assert.match(stdout, /replies\.yaml:3:\d+: error: id: 'a' is there twice, first in line 2/);
  assert.match(stdout, /replies\.yaml:2:\d+: warning: reply 'a' has no text in zh-Hans/);
});
