// `frontdesk check` on the whole: its text, its JSON, its exit codes, its clock, its speed. Each finding by itself is a unit test.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { golden } from './lib/golden.mjs';
import { cli } from './lib/kit.mjs';

/** A folder of configuration; files: name -> text. */
async function config(t, files) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-check-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  return dir;
}

const SHOP = 'version: 1\nshop: {languages: [en, de]}\n';
const BAD = `version: 1
intents:
  - id: track_order
    examples:
      en: [where is my package, has it shipped yet, track order, Where is my package?]
      de: [wo ist mein paket]
    reply: {en: It is on its way., de: It is on its way.}
    owner: logistics
    review_by: 2027-03-30
    tests: [{say: where is my package}]
  - id: cancel_order
    examples: {en: [cancel my order, has it shipped yet]}
    reply: {en: It is cancelled., fr: Elle est annulée.}
    tests: [{say: i want to cancel, locale: en}]
`;
const NOW = ['--now', '2027-03-31T08:00:00Z'];
const GOOD = `version: 1
intents:
  - {id: track_order, examples: {en: [where is my package]}, reply: {en: On its way}, review_by: 2027-03-31}
`;

test('all findings at once, with file, line, column and hint', async (t) => {
  const dir = await config(t, { 'frontdesk.yaml': SHOP, 'intents/a.yaml': BAD });
  const r = cli(['check', ...NOW], { config: dir });
  assert.equal(r.status, 0, 'warnings alone are fine');
  await golden('check.txt', r.stdout, [[dir, 'CONFIG']]);
  assert.match(r.stderr, /2 intents, 2 tests, 7 warnings/);
  assert.equal(cli(['check', '--strict', ...NOW], { config: dir }).status, 1);
});

test('--json is one object that says the same', async (t) => {
  const dir = await config(t, { 'frontdesk.yaml': SHOP, 'intents/a.yaml': BAD, 'intents/b.yaml': 'version: 1\nintents: [{id: x, patterns: [y], replay: {}}]\n' });
  const text = cli(['check', ...NOW], { config: dir });
  const r = cli(['check', '--json', ...NOW], { config: dir });
  const said = JSON.parse(r.stdout);
  assert.equal(r.status, 1);
  assert.deepEqual(Object.keys(said), ['findings', 'errors', 'warnings']);
  assert.deepEqual([said.errors, said.warnings], [2, 8]);
  for (const f of said.findings) {
    assert.deepEqual(Object.keys(f), ['file', 'line', 'col', 'severity', 'code', 'text', 'hint']);
    assert.match(f.code, /^[a-z]+(-[a-z]+)*$/);
  }
  assert.deepEqual(
    said.findings.map((f) => `${f.file}:${f.line}:${f.col}: ${f.severity}: ${f.text}${f.hint ? ` (${f.hint})` : ''}`),
    text.stdout.trim().split('\n'),
  );
});

test('nothing to say: an empty list, no line, status 0 with --strict', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': GOOD });
  const r = cli(['check', '--strict', '--json', ...NOW], { config: dir });
  assert.equal(r.status, 0, r.stdout);
  assert.deepEqual(JSON.parse(r.stdout), { findings: [], errors: 0, warnings: 0 });
  assert.equal(cli(['check', '--strict', ...NOW], { config: dir }).stdout, '');
});

test('the clock is --now, and otherwise that of the machine', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': GOOD, 'intents/b.yaml': GOOD.replaceAll('track_order', 'old').replace('my package', 'it').replace('2027-03-31', '2020-01-01') });
  assert.match(cli(['check', ...NOW], { config: dir }).stdout, /b\.yaml:3:\d+: warning: .*'old' was to be reviewed by 2020-01-01/);
  assert.match(cli(['check'], { config: dir }).stdout, /'old' was to be reviewed/);
  assert.equal(cli(['check', '--now', '2019-12-31T23:59:59Z'], { config: dir }).stdout, '');
  assert.equal(cli(['check', '--now', 'soon'], { config: dir }).status, 2);
});
