// `frontdesk check` on the whole: its text, its JSON, its exit codes, its clock, its speed. Each finding by itself is a unit test.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { golden } from './lib/golden.mjs';
import { cli, random } from './lib/kit.mjs';

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
  const dir = await config(t, { 'frontdesk.yaml': SHOP, 'intents/a.yaml': BAD, 'intents/b.yaml': 'version: 1\nintents: [{id: x, patterns: [xyz], replay: {}}]\n' });
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
  assert.deepEqual(said.findings.filter((f) => f.severity === 'error').map((f) => f.code), ['invalid', 'unknown-key']);
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

/** A catalog of `intents` with 100 English examples each, a pattern, a test, a button that is another intent's example. */
function large(intents) {
  const chance = random(7);
  const common = 'i my the a is can you please how when do have with for to it on not what your'.split(' ');
  const syllables = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');
  const word = () => chance.pick(syllables) + chance.pick(syllables) + chance.pick(syllables);
  const topics = Array.from({ length: intents }, () => Array.from({ length: 8 }, word));
  const sentence = (i) => Array.from({ length: 3 + chance.below(9) }, () => chance.pick(chance.chance(0.4) ? topics[i] : common)).join(' ');
  const lines = ['version: 1', 'intents:'];
  for (let i = 0; i < intents; i++) {
    lines.push(`  - id: i${i}`, `    patterns: ['\\b${topics[i][0]} (?:\\w+ ){0,3}${topics[i][1]}x\\b']`, '    examples:', '      en:');
    for (let k = 0; k < 99; k++) lines.push(`        - '${sentence(i)} ${word()}'`);
    lines.push(`        - '${topics[i].slice(0, 3).join(' ')}'`);
    lines.push(`    reply: {en: Answer ${i}.}`, `    choices: {en: ['${topics[(i + 1) % intents].slice(0, 3).join(' ')}']}`, `    tests: [{say: '${sentence(i)} indeed'}]`);
  }
  return `${lines.join('\n')}\n`;
}

test('15,000 examples in about a second', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': large(150) });
  const from = Date.now();
  const r = cli(['check', '--json'], { config: dir });
  const took = Date.now() - from;
  t.diagnostic(`check of 15,000 examples: ${took} ms, ${JSON.parse(r.stdout).warnings} warnings`);
  assert.equal(r.status, 0, r.stdout.slice(0, 1000));
  assert.ok(took < 4000, `check took ${took} ms; alone on a machine it takes less than one second`);
});

test('--deep cross-validates; nothing but the findings is on stdout', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': large(6) });
  const r = cli(['check', '--deep', '--json'], { config: dir });
  assert.equal(r.status, 0);
  assert.ok(Array.isArray(JSON.parse(r.stdout).findings));
  assert.doesNotMatch(r.stderr, /%/, 'progress is for terminals');
});
