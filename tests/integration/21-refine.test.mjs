// The second stage of a catalog: better models trained behind the first ones, another catalog by its hash, kept for the next start.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../web/lib/server.mjs';
import { ask, customer } from './lib/client.mjs';
import { cli, eventually, metric, set, spawnGateway } from './lib/kit.mjs';

// Training stands back behind everything else that the machine does.
const TRAINING_MS = 300000;

/** A folder with few intents, so that training is short. */
async function few(t) {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-refine-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'config');
  await mkdir(join(config, 'intents'), { recursive: true });
  for (const name of ['frontdesk.yaml', 'escalation.yaml', 'intents/delivery.yaml']) await cp(join(ROOT, 'config', name), join(config, name));
  return { config, data: join(folder, 'data') };
}

async function start(t, { config, data }) {
  const g = await spawnGateway({ config, data });
  t.after(() => g.end('SIGKILL'));
  return g;
}

const catalog = async (g) => /frontdesk_info\{.*catalog="([^"]+)"/.exec(await (await fetch(`${g.url}/metrics`)).text())[1];
const refined = async (g) => (await metric(g.url, 'frontdesk_refined_total')) === 1;

test('better models go live behind the first, as another catalog, and are kept for the next start', { timeout: TRAINING_MS }, async (t) => {
  const place = await few(t);
  const g = await start(t, place);
  const first = await catalog(g);
  const c = await customer(g.url);
  assert.equal((await ask(c, 'do you do next day delivery')).provenance.catalog, first, 'the first models serve at once');
  await eventually(() => refined(g), 'the swap to better models', TRAINING_MS);
  const better = await catalog(g);
  assert.notEqual(better, first, 'another model is another catalog');
  assert.equal((await ask(c, 'how long does shipping take')).provenance.catalog, better);
  assert.match(g.log(), / refined .*models=trained/);
  assert.deepEqual(await g.end(), { code: 0, signal: null });
  assert.equal((await readdir(join(place.data, 'models'))).length, 1);

  const again = await start(t, place);
  await eventually(() => refined(again), 'the swap to the kept models', TRAINING_MS);
  assert.equal(await catalog(again), better, 'the same files give the same catalog');
  const tried = cli(['try', '--refined', '--json', 'how long does shipping take'], { config: place.config, timeout: TRAINING_MS });
  assert.equal(JSON.parse(tried.stdout).catalog, better, 'and so does the command line');
  assert.match(again.log(), / refined .*models=kept/);
});

test('a change while models are trained: the new file goes live, the old training goes nowhere; the end does not wait for it', { timeout: TRAINING_MS }, async (t) => {
  const place = await few(t);
  const g = await start(t, place);
  const first = await catalog(g);
  const file = join(place.config, 'intents/delivery.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}\n# changed\n`);
  await eventually(async () => (await metric(g.url, 'frontdesk_reloads_total{result="ok"}')) === 1, 'the reload');
  const second = await catalog(g);
  assert.notEqual(second, first);
  await eventually(() => refined(g), 'the training of the new catalog', TRAINING_MS);
  assert.ok(!g.log().includes(`before=${first} models`), 'nothing went over from the catalog that is gone');
  await writeFile(file, `${await readFile(file, 'utf8')}\n# changed again\n`);
  await eventually(async () => (await metric(g.url, 'frontdesk_reloads_total{result="ok"}')) === 2, 'the second reload');
  assert.deepEqual(await g.end(), { code: 0, signal: null });
});

test('switched off, nothing is trained', async (t) => {
  const place = await few(t);
  const file = join(place.config, 'frontdesk.yaml');
  await writeFile(file, set({ refine: false })(await readFile(file, 'utf8')));
  const g = await start(t, place);
  const before = await catalog(g);
  await ask(await customer(g.url), 'how long does shipping take');
  assert.equal(await catalog(g), before);
  await assert.rejects(readdir(join(place.data, 'models')), 'no folder of models');
  assert.deepEqual(await g.end(), { code: 0, signal: null });
});
