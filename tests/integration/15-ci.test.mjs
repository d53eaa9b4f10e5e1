// The recipe for a shop's own repository: its script with the real program, and that both pipelines call it as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../web/lib/server.mjs';
import { BINARY } from './lib/kit.mjs';

const SCRIPT = `${ROOT}/deploy/ci/check-catalog.sh`;
const recipe = async (name) => parse(await readFile(`${ROOT}/deploy/ci/${name}`, 'utf8'));

async function shop(t, edit = (yaml) => yaml) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-ci-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'config/intents'), { recursive: true });
  const list = (word) => ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map((n) => `${word} ${n} ${word}`).join(', ');
  const intent = (id) => `  - id: ${id}\n    examples: {en: [${list(id)}]}\n    reply: {en: 'About ${id}.'}\n    tests: [{say: '${id} eleven ${id}', locale: en}]\n`;
  await writeFile(join(dir, 'config/intents/a.yaml'), edit(`version: 1\nintents:\n${intent('parcel')}${intent('refund')}  - id: out_of_scope\n    examples: {en: [${list('chess')}]}\n`));
  await writeFile(join(dir, 'config/frontdesk.yaml'), 'version: 1\nshop: {name: Ours, languages: [en]}\n');
  const run = (env = {}) => spawnSync(SCRIPT, [], { cwd: dir, encoding: 'utf8', env: { PATH: process.env.PATH, FRONTDESK: BINARY, MIN_ACCURACY: '50%', MIN_RECALL: '50%', ...env } });
  return { dir, run };
}

test('a good catalog passes every step and leaves its reports', async (t) => {
  const s = await shop(t);
  await writeFile(join(s.dir, 'messages.jsonl'), '{"text":"parcel two parcel","locale":"en","intent":"parcel"}\n');
  const r = s.run({ DATA: 'messages.jsonl' });
  assert.equal(r.status, 0, r.stdout + r.stderr);
  assert.deepEqual([...r.stdout.matchAll(/^== (\S+)$/gm)].map((m) => m[1]), ['check', 'test', 'eval', 'eval-data']);
  assert.match(await readFile(join(s.dir, 'frontdesk-report/eval.txt'), 'utf8'), /own examples, 5 folds/);
});

test('each step can fail it, the others run all the same', async (t) => {
  const bad = await shop(t, (yaml) => yaml.replace('parcel eleven parcel', 'refund eleven refund'));
  const missed = bad.run();
  assert.equal(missed.status, 1);
  assert.match(missed.stdout, /^== test: exit status 1$/m);
  assert.match(missed.stdout, /^== eval$/m);
  const s = await shop(t);
  const low = s.run({ MIN_ACCURACY: '100%', MIN_RECALL: '100%', DATA: 'none.jsonl' });
  assert.equal(low.status, 2, 'the worst one counts');
  assert.match(low.stdout, /^== eval-data: exit status 2$/m);
});

test('on GitHub each finding is shown at its line, and the figures in the summary', async (t) => {
  const s = await shop(t, (yaml) => yaml.replace('refund two refund', 'parcel two parcel'));
  const summary = join(s.dir, 'summary.md');
  const r = s.run({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
  assert.equal(r.status, 1);
  assert.match(r.stdout, /^::warning file=config\/intents\/a\.yaml,line=8,col=\d+::duplicate example/m);
  const text = await readFile(summary, 'utf8');
  assert.match(text, /accuracy \(answered as expected\)/);
  assert.doesNotMatch(text, /Misses/);
});

test('both pipelines call the script with variables that it reads, and name no host', async () => {
  const script = await readFile(SCRIPT, 'utf8');
  const known = new Set([...script.matchAll(/^#   ([A-Z_]+) {2}/gm)].map((m) => m[1]));
  const github = await recipe('github-actions.yml');
  const step = github.jobs.catalog.steps.find((s) => s.run?.endsWith('deploy/ci/check-catalog.sh'));
  const gitlab = (await recipe('gitlab-ci.yml')).catalog;
  assert.deepEqual(gitlab.script, ['.frontdesk/deploy/ci/check-catalog.sh']);
  for (const [name, variables] of [['github', step.env], ['gitlab', gitlab.variables]]) {
    assert.equal(variables.FRONTDESK, '.frontdesk/build/frontdesk', name);
    for (const key of Object.keys(variables)) assert.ok(known.has(key), `${name}: ${key} is none of the script's`);
  }
  for (const name of ['github-actions.yml', 'gitlab-ci.yml', 'check-catalog.sh', 'README.md'])
    assert.doesNotMatch(await readFile(`${ROOT}/deploy/ci/${name}`, 'utf8'), /https?:|\b(docker|ghcr|quay)\.io/, name);
});
