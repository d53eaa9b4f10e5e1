// `frontdesk eval`: messages whose meaning is known, against a catalog; figures, tables, floors, bad lines.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden } from './lib/golden.mjs';
import { cli } from './lib/kit.mjs';

const SHOP = `version: 1
intents:
  - id: track_order
    patterns: ['\\bwhere is my (parcel|order)\\b']
    reply: {en: 'On its way.'}
  - id: get_refund
    patterns: ['\\brefund\\b']
    reply: {en: 'Your money.'}
  - id: hours
    patterns: [{regex: '\\boffen\\b', locale: de}]
    reply: {en: 'Always.', de: 'Immer.'}
`;
// The classifier's figures move when it gets better, those of patterns don't: the exact ones are about patterns alone.
const WITH_EXAMPLES = SHOP.replace("patterns: ['\\brefund\\b']", "$&\n    examples: {en: [the money for my order, money back, my money]}")
  .replace("patterns: ['\\bwhere", "examples: {en: [has my order left, order on its way, my order]}\n    $&");
const MESSAGES = [
  ['where is my parcel', 'en', 'track_order'], ['where is my order please', 'en', 'track_order'], ['where is my refund', 'en', 'track_order'],
  ['refund', 'en', 'get_refund'], ['xyzzy plugh', 'en', 'get_refund'], ['habt ihr offen', 'de', 'hours'], ['no refund in chess', 'en', null],
  ['gnorf', 'de', 'out_of_scope'],
];

async function shop(t, messages = MESSAGES, yaml = SHOP) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-eval-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'intents'));
  await writeFile(join(dir, 'intents/a.yaml'), yaml);
  const data = join(dir, 'data.jsonl');
  await writeFile(data, messages.map(([text, locale, intent]) => `${JSON.stringify({ text, locale, intent })}\n`).join(''));
  return { dir, data, run: (args, options) => cli(['eval', ...args], { config: dir, ...options }) };
}
const json = (r) => {
  assert.equal(r.stdout.split('\n').length, 2, `one line: ${r.stdout}${r.stderr}`);
  return JSON.parse(r.stdout);
};

test('the report, word for word and at most 80 columns wide', async (t) => {
  const s = await shop(t);
  const r = s.run(['--data', s.data]);
  assert.deepEqual([r.status, r.stderr], [0, '']);
  for (const line of r.stdout.split('\n')) assert.ok([...line].length <= 80, line);
  await golden('eval.txt', r.stdout);
});

test('figures: with patterns and by examples alone, intents, locales, confusions, calibration', async (t) => {
  const s = await shop(t);
  const o = json(s.run(['--data', s.data, '--json']));
  const p = o.with_patterns;
  assert.deepEqual([o.messages, o.folds, o.detail], [8, null, 'with_patterns']);
  assert.deepEqual([p.in_scope, p.right, p.wrong, p.silent, p.accuracy], [6, 4, 1, 1, 0.666666667]);
  assert.deepEqual([p.out_of_scope, p.refused, p.out_of_scope_recall], [2, 1, 0.5]);
  const refund = p.intents.find((i) => i.intent === 'get_refund');
  assert.deepEqual([refund.messages, refund.right, refund.answered, refund.recall, refund.precision, refund.from_out_of_scope], [2, 1, 3, 0.5, 0.333333333, 1]);
  assert.deepEqual(p.locales.map((l) => [l.locale, l.in_scope, l.right, l.out_of_scope, l.refused]), [['en', 5, 3, 1, 0], ['de', 1, 1, 1, 1]]);
  assert.ok(p.confusions.some((c) => c.expected === 'track_order' && c.taken_for === 'get_refund' && c.answered === 1));
  assert.ok(p.confusions.some((c) => c.expected === null && c.taken_for === 'get_refund' && c.answered === 1));
  assert.equal(p.calibration.length, 10);
  assert.equal(p.calibration.at(-1).messages, 6);
  assert.ok(p.calibration_error > 0 && p.calibration_error < 1);
  assert.deepEqual(p.misses.map((m) => m.line), [3, 5, 7]);
  assert.equal(p.misses[0].file, s.data);
  assert.equal(o.examples_alone.right, 0, 'it has no examples');
  assert.equal(json(s.run(['--data', s.data, '--json', '--no-patterns'])).with_patterns, null);
  assert.deepEqual(json(s.run(['--data', s.data, '--json', '--locale', 'de'])).with_patterns.locales.map((l) => l.locale), ['de']);
});

test('--folds: every example is judged once, by examples alone; a pattern decides in the other column', async (t) => {
  const examples = (intent, words) => words.map((w) => `        - ${w} ${intent} ${w}`).join('\n');
  const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  const s = await shop(t, [], `version: 1\nintents:\n${['parcel', 'refund', 'opening'].map((id) => `  - id: ${id}\n    patterns: ['\\bone\\b.*opening']\n    examples:\n      en:\n${examples(id, words)}\n    reply: {en: x}\n`).join('')}  - id: out_of_scope\n    examples:\n      en:\n${examples('chess', words)}\n`);
  const r = s.run(['--folds', '5', '--json']);
  assert.equal(r.status, 0, r.stderr);
  const o = json(r);
  assert.deepEqual([o.messages, o.folds, o.detail], [40, 5, 'examples_alone']);
  assert.deepEqual([o.examples_alone.in_scope, o.examples_alone.out_of_scope], [30, 10]);
  assert.ok(o.examples_alone.best_guess_right >= 28, `each intent has its own word: ${JSON.stringify(o.examples_alone.misses)}`);
  assert.ok(o.examples_alone.out_of_scope_recall >= 0.8);
  assert.ok(o.with_patterns.confusions.some((c) => c.expected === 'opening' && c.taken_for === 'parcel' && c.answered === 1), 'the first pattern takes it');
  assert.equal(s.run(['--folds', '5', '--json']).stdout, r.stdout, 'the same every time');
  const text = s.run(['--folds', '5', '--misses']);
  assert.match(text.stdout, /^40 messages: 30 in scope, 10 out of scope; own examples, 5 folds\n/);
  assert.match(text.stdout, /In detail, examples alone:/);
  assert.equal(s.run(['--folds', '5', '--min-accuracy', '100.0%', '--min-recall', '0']).status, o.examples_alone.accuracy < 1 ? 1 : 0);
});

test('--misses names each with its line', async (t) => {
  const s = await shop(t);
  const r = s.run(['--data', s.data, '--misses']);
  assert.match(r.stdout, /data\.jsonl:3: "where is my refund" \(en\) expected track_order, got get_refund \(0\.9\d\d\)\n/);
  assert.match(r.stdout, /data\.jsonl:5: "xyzzy plugh" \(en\) expected get_refund, got no answer/);
  assert.match(r.stdout, /data\.jsonl:7: "no refund in chess" \(en\) expected no answer, got get_refund/);
});

test('advice: which words two mixed-up intents share', async (t) => {
  const s = await shop(t, [...MESSAGES, ['where is my refund again', 'en', 'track_order'], ['my refund, where is my order', 'en', 'get_refund'], ['chess refund', 'en', null]], WITH_EXAMPLES);
  const { advice } = json(s.run(['--data', s.data, '--json']));
  const pair = advice.find((a) => a.text.startsWith('get_refund and track_order were mixed up'));
  assert.match(pair.text, /\(en\); they share these words: (\w+, )*order[,.]/);
  assert.match(pair.file, /a\.yaml$/);
  assert.ok(advice.some((a) => /^get_refund answered 2 messages out of scope \(en\)/.test(a.text)), JSON.stringify(advice));
});

test('floors end with 1 and say which was missed', async (t) => {
  const s = await shop(t);
  assert.equal(s.run(['--data', s.data, '--min-accuracy', '0.6', '--min-recall', '50%']).status, 0);
  const low = s.run(['--data', s.data, '--min-accuracy', '70%', '--min-recall', '0.51']);
  assert.equal(low.status, 1);
  assert.match(low.stderr, /accuracy 66\.7% is below 70\.0%\n.*out-of-scope recall 50\.0% is below 51\.0%\n/);
  assert.equal(s.run(['--data', s.data, '--min-accuracy', '60%', '--no-patterns']).status, 1, 'the floor is about what is in the tables');
  const none = s.run(['--data', s.data, '--locale', 'fr', '--min-accuracy', '0']);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /cannot be measured/);
});

test('every bad line is named with its reason; nothing is measured; status 2', async (t) => {
  const s = await shop(t);
  const bad = ['{"text":1,"intent":null}', 'nope', '', '{"text":"a","intent":"b","text":"c"}', '{"text":"a"}', '[1]', '{"text":"a","locale":"xx","intent":null}', '{"text":"a","intent":7}', '{"text":"fine","intent":null}'];
  await writeFile(s.data, Buffer.concat([Buffer.from(`${bad.join('\n')}\n{"text":"`), Buffer.from([0xff]), Buffer.from('"}\n')]));
  const r = s.run(['--data', s.data]);
  assert.deepEqual([r.status, r.stdout], [2, '']);
  assert.deepEqual(r.stderr.trim().split('\n').map((l) => Number(/data\.jsonl:(\d+): error: \S/.exec(l)?.[1])), [1, 2, 4, 5, 6, 7, 8, 10]);
  for (const args of [['--data', join(s.dir, 'none.jsonl')], ['--data', s.dir], ['--data', '/dev/null']]) {
    const o = s.run(args);
    assert.equal(o.status, 2, args.join(' '));
    assert.match(o.stderr, /error: /);
  }
});

test('an intent that the catalog has not: told once, with the nearest name, and counted as missed', async (t) => {
  const s = await shop(t, [['where is my parcel', 'en', 'track_orders'], ['where is my order', 'en', 'track_orders']]);
  const r = s.run(['--data', s.data, '--json']);
  assert.equal(r.status, 0);
  assert.match(r.stderr, /^\S+data\.jsonl:1: warning: .*'track_orders'.* \(did you mean track_order\?\)\n$/);
  assert.deepEqual([JSON.parse(r.stdout).with_patterns.in_scope, JSON.parse(r.stdout).with_patterns.wrong], [2, 2]);
});

test('standard input, other keys in a line, locales as browsers send them', async (t) => {
  const s = await shop(t);
  const r = s.run(['--data', '-', '--json'], { input: '{"id":7,"text":"habt ihr offen","locale":"de-AT","intent":"hours"}\n{"text":"refund","intent":"get_refund"}' });
  assert.deepEqual(JSON.parse(r.stdout).with_patterns.locales.map((l) => [l.locale, l.right]), [['de', 1], ['en', 1]]);
});

test('wrong usage', async (t) => {
  const s = await shop(t);
  for (const args of [[], ['--data'], ['--folds', '1'], ['--folds', '21'], ['--folds', 'x'], ['--folds', '5', '--data', s.data], ['--data', s.data, 'x'], ['--data', s.data, '--min-accuracy', '2'], ['--data', s.data, '--min-recall', '-1'], ['--data', s.data, '--locale', 'xx']]) {
    const r = s.run(args);
    assert.deepEqual([r.status, r.stdout], [2, ''], args.join(' '));
    assert.match(r.stderr, /--help|Usage/);
  }
  const broken = cli(['eval', '--data', s.data], { config: '/nonexistent' });
  assert.equal(broken.status, 2);
});
