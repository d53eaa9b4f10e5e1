// The schemas that editors complete from: printed by the loader's own tables, they accept what is shipped and what the loader
// accepts, and know a wrong key.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { BINARY } from './lib/kit.mjs';
import { ROOT } from '../web/lib/server.mjs';

const files = {
  frontdesk: ['frontdesk.yaml'],
  escalation: ['escalation.yaml'],
  replies: ['replies.yaml'],
  intents: readdirSync(`${ROOT}/config/intents`).map((name) => `intents/${name}`),
};
const text = (name) => readFileSync(`${ROOT}/config/schema/${name}.json`, 'utf8');
const validator = (name) => {
  const { $schema, ...schema } = JSON.parse(text(name));
  return new Ajv2020({ strict: false, allErrors: true }).compile(schema);
};

for (const [name, paths] of Object.entries(files)) {
  test(`config/schema/${name}.json is what the loader's tables say`, () => {
    const printed = execFileSync(BINARY, ['schema', name], { encoding: 'utf8' });
    assert.equal(text(name), printed, `run: make schema`);
  });

  test(`config/schema/${name}.json fits the shipped files`, () => {
    const validate = validator(name);
    for (const path of paths) {
      const content = parse(readFileSync(`${ROOT}/config/${path}`, 'utf8'));
      assert.ok(validate(content), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
      assert.equal(validate({ ...content, colour: 'blue' }), false, `${path}: an unknown key must be refused`);
    }
  });

  test(`config/schema/${name}.json explains every key`, () => {
    const walk = (node, path) => {
      if (typeof node !== 'object' || node === null) return;
      const locales = node.propertyNames?.pattern?.startsWith('^[A-Za-z]{2,8}');
      for (const [key, value] of Object.entries(node.properties ?? {}))
        if (!locales) assert.ok(value.description?.length > 5, `${path}.${key} has no description`);
      for (const [key, value] of Object.entries(node)) walk(value, `${path}.${key}`);
    };
    walk(JSON.parse(text(name)), name);
  });
}

test('an unknown name of a schema is wrong usage', () => {
  const run = spawnSync(BINARY, ['schema', 'weather'], { encoding: 'utf8' });
  assert.equal(run.status, 2);
  assert.match(run.stderr, /there is no 'weather'/);
});

// What the loader takes and what it refuses, as editors should see it.
const intent = (more) => ({ version: 1, intents: [{ id: 'a', examples: { en: ['hello'] }, reply: { en: 'Hi' }, ...more }] });
const good = {
  'localized title': { title: { en: 'A', 'zh-Hant': '甲' } },
  'plain title': { title: 'A' },
  variants: { reply: { en: ['one', 'two'], de: 'eins' } },
  conditions: { when: { page: '/x', locale: ['de'], hours: 'open', channel: 'widget', facts: { 'customer.tier': ['gold'] } } },
  slots: { slots: { n: { pattern: '\\d+', ask: { en: '?' }, attempts: 3 }, m: { type: 'email', optional: true } } },
  values: { slots: { size: { values: { s: { en: ['small', 'S'], de: 'klein' } }, ask: { en: '?' } } } },
  action: { action: { get: '/x', timeout: '3s', retry: 0, results: { a: '$.a[0]' }, accept: [404], cache: '1m' } },
  post: { action: { post: 'https://shop.example/', body: { a: [1, { b: 'c' }] }, confirm: { en: '?' }, changes: true } },
  'replies on condition': { reply_if: [{ when: { hours: 'closed' }, reply: { en: 'x' } }] },
  conversation: { tests: [{ locale: 'en', turns: [{ say: 'a', label: true, action: 'failed' }, { say: 'b', action: { x: 1 } }] }] },
};
const bad = {
  'wrong level': { ask: { en: '?' } },
  'a locale that is none': { reply: { e_n: 'x' } },
  'two kinds of slot': { slots: { n: { pattern: 'x', type: 'email' } } },
  'a slot that looks for nothing': { slots: { n: { ask: { en: '?' } } } },
  'a slot of nothing': { slots: { n: null } },
  'a slot name': { slots: { Order: { type: 'email' } } },
  'two methods': { action: { get: '/x', post: '/x' } },
  'no address': { action: { get: 'ftp://x' } },
  'retries': { action: { get: '/x', retry: 9 } },
  'hours': { when: { hours: 'always' } },
  'an answer without condition': { reply_if: [{ reply: { en: 'x' } }] },
  'a test of nothing': { tests: [{ locale: 'en' }] },
  'a reason': { tests: [{ turns: [{ say: 'x', escalate: 'angry' }] }] },
};

test('the schema of intents takes what the loader takes', () => {
  const validate = validator('intents');
  for (const [name, more] of Object.entries(good)) assert.ok(validate(intent(more)), `${name}: ${JSON.stringify(validate.errors)}`);
  for (const [name, more] of Object.entries(bad)) assert.equal(validate(intent(more)), false, `accepted: ${name}`);
});

test('the schema of intents takes every example of the guide', () => {
  const validate = validator('intents');
  const examples = [...readFileSync(`${ROOT}/config/README.md`, 'utf8').matchAll(/^```yaml\n(intents:.*?)^```$/gms)];
  assert.ok(examples.length >= 7, `${examples.length} examples`);
  for (const [, yaml] of examples) assert.ok(validate(parse(yaml)), `${yaml}\n${JSON.stringify(validate.errors)}`);
});
