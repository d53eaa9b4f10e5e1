// Every YAML example of the guide for operations staff is a catalog (or a file of canned replies) that loads without a warning and
// passes its own tests; the error messages that the guide explains are those that are printed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { BINARY } from './lib/kit.mjs';
import { ROOT } from '../web/lib/server.mjs';

const guide = readFileSync(`${ROOT}/config/README.md`, 'utf8');
const examples = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map((found) => ({
  yaml: found[1],
  line: guide.slice(0, found.index).split('\n').length,
}));

/** Runs commands on a shop of these languages whose only intents (or canned replies) are `yaml`; answers [status, output] of each. */
function on(yaml, languages, ...commands) {
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-guide-'));
  try {
    writeFileSync(join(dir, 'frontdesk.yaml'), `shop: {languages: [${languages}]}\n`);
    cpSync(`${ROOT}/config/escalation.yaml`, join(dir, 'escalation.yaml'));
    mkdirSync(join(dir, 'intents'));
    writeFileSync(join(dir, yaml.startsWith('replies:') ? 'replies.yaml' : 'intents/example.yaml'), yaml);
    return commands.map((command) => {
      const run = spawnSync(BINARY, ['--config', dir, ...command], { encoding: 'utf8' });
      return [run.status, run.stdout + run.stderr];
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('the guide has examples of everything', () => {
  assert.ok(examples.length >= 7, `${examples.length} examples`);
  const all = examples.map((example) => example.yaml).join('');
  for (const key of 'title examples patterns reply reply_if reply_failed slots values action results confirm follows when tests turns review_by'.split(' '))
    assert.match(all, new RegExp(`\\b${key}:`), `no example shows ${key}:`);
});

for (const { yaml, line } of examples) {
  test(`the example at config/README.md:${line} works`, () => {
    const { intents = [], replies = [] } = parse(yaml);
    const texts = [...intents.map((intent) => intent.reply), ...replies.map((reply) => reply.text)];
    const languages = new Set(texts.flatMap((text) => Object.keys(text ?? {})));
    if (replies.length) {
      const [[status, output]] = on(yaml, [...languages], ['check']);
      assert.equal(status, 0, output);
      assert.doesNotMatch(output, /replies\.yaml/, 'nothing is wrong with the replies');
      return;
    }
    const [check, tests] = on(yaml, [...languages], ['check', '--strict'], ['test']);
    assert.equal(check[0], 0, check[1]);
    assert.equal(tests[0], 0, tests[1]);
    if (yaml.includes('tests:')) assert.doesNotMatch(tests[1], /^0 passed/m, 'its tests must run');
  });
}

test('the example of knowledge loads without a warning and is found', () => {
  const [markdown, more] = [...guide.matchAll(/^```markdown\n(.*?)^```$/gms)].map((found) => found[1]);
  assert.equal(more, undefined, 'one example');
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-guide-'));
  try {
    mkdirSync(join(dir, 'intents'));
    mkdirSync(join(dir, 'knowledge'));
    writeFileSync(join(dir, 'frontdesk.yaml'), 'shop: {languages: [en]}\n');
    writeFileSync(join(dir, 'intents/a.yaml'), 'intents: [{id: a, patterns: [zebra], reply: {en: y}, tests: [{say: zebra, locale: en}]}]\n');
    writeFileSync(join(dir, 'knowledge/repairs.en.md'), markdown);
    const run = (...args) => spawnSync(BINARY, ['--config', dir, ...args], { encoding: 'utf8' });
    const check = run('check', '--strict');
    assert.equal(check.status, 0, check.stdout + check.stderr);
    const { hits } = JSON.parse(run('try', '--json', '--knowledge', 'what do repairs cost?').stdout);
    assert.equal(hits[0]?.heading, 'What a repair costs');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

// What the table of error messages explains, and a file that makes it.
const intent = (more) => `intents:\n  - id: a\n    patterns: [x]\n    ${more}\n`;
const messages = {
  "unknown key '…'": intent('reply: {en: y}\n    titel: A'),
  'expected text, found a mapping': intent('reply:\n      en: {so: that}'),
  'expected text, found a list': intent('reply: {en: y}\n    examples: {en: [[a]]}'),
  "duplicate example, also in intent '…'":
    'intents:\n  - {id: a, examples: {en: [hello you]}, reply: {en: y}}\n  - {id: b, examples: {en: [Hello  You]}, reply: {en: y}}\n',
  "intent '…' has no reply in fr": `${intent('reply: {en: y}')}  - {id: b, patterns: [z], reply: {en: y, fr: z}}\n`,
  'pattern: missing closing parenthesis': "intents: [{id: a, patterns: ['(a'], reply: {en: y}}]\n",
  "a '{' stands alone": intent("reply: {en: 'a { b'}"),
  "unknown variable '{…}'": intent("reply: {en: '{ordr}'}"),
  "an action that changes something needs 'confirm'": intent('reply: {en: y}\n    action: {post: /x}'),
  'a secret may stand in a header only': intent("reply: {en: y}\n    action: {get: '/x?${env:KEY}'}"),
  "follows: there is no intent '…'": intent('reply: {en: y}\n    follows: [b]'),
  'did not find expected key': "intents:\n  - id: 'a'b\n    reply: {en: y}\n",
  "did not find expected '-' indicator": 'intents:\n  - id: a\n   reply: {en: y}\n',
  "could not find expected ':'": 'intents:\n  - id: a\n    reply\n    patterns: [x]\n',
};

test('the error messages that the guide explains are those that are printed', () => {
  const section = guide.slice(guide.indexOf('## What to do with an error message'), guide.indexOf('## Check, reload'));
  const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap((row) => [...row[1].matchAll(/`([^`]+)`/g)].map((m) => m[1]));
  assert.deepEqual(rows.sort(), Object.keys(messages).sort());
  for (const [message, yaml] of Object.entries(messages)) {
    const [[, output]] = on(yaml, ['en', 'fr'], ['check']);
    const pattern = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+?');
    assert.match(output, new RegExp(pattern), `no '${message}' for\n${yaml}`);
  }
});
