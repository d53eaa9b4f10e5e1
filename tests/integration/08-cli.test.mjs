// What scripts rely on at the command line: exit statuses, what goes to which stream, the keys of JSON lines.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli } from './lib/kit.mjs';

const lines = (text) => text.split('\n').filter(Boolean);
const objects = (text) => lines(text).map((line) => JSON.parse(line));

/** A folder of configuration with these files; gone after the test. */
async function folder(t, files) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-cli-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'intents'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

const PING = "version: 1\nintents:\n  - id: ping\n    patterns: ['\\bping\\b']\n    reply: {en: pong}\n";

test('wrong usage ends with 2 and says so on stderr; help ends with 0 and stands on stdout', () => {
  for (const args of [[], ['nonsense'], ['check', '--nonsense'], ['try', 'two', 'words'], ['try', '--locale', 'xx', 'hi'], ['test', 'x'],
    ['serve', 'x'], ['serve', '--listen', 'nowhere'], ['eval'], ['schema'], ['import'], ['replay', '--since', 'now'], ['report', '--since', 'now'], ['llm'],
    ['user'], ['user', 'add', 'ada'], ['try', '--now', 'noon', 'hi'], ['try', '--now', '2027-02-30T00:00:00Z', 'hi']]) {
    const r = cli(args);
    assert.equal(r.status, 2, `${args.join(' ')}: ${r.stdout}${r.stderr}`);
    assert.equal(r.stdout, '', `${args.join(' ')} must print nothing on stdout`);
    assert.notEqual(r.stderr, '', `${args.join(' ')} must say what is wrong`);
    if (args.length > 0)
      assert.match(r.stderr, /^frontdesk[^\n]*: [^\n]+\n(Try 'frontdesk [^\n]*--help'\.\n)?$/, `${args.join(' ')}: one line that says what, one that says where help is`);
  }
  const help = cli(['--help']).stdout;
  const commands = [...help.matchAll(/^  (\w+)  +\w/gm)].map((m) => m[1]);
  assert.ok(commands.includes('serve') && commands.includes('user'), help);
  for (const args of [['--help'], ['--version'], ...commands.map((c) => [c, '--help'])]) {
    const r = cli(args);
    assert.deepEqual([r.status, r.stderr], [0, ''], args.join(' '));
    assert.notEqual(r.stdout, '', args.join(' '));
    assert.deepEqual(lines(r.stdout).filter((line) => line.length > 80), [], `${args.join(' ')}: lines over 80 columns`);
    if (args.at(-1) === '--help')
      assert.match(r.stdout, /^Usage: frontdesk [^]*\n      --help +show this help[^]*\nExit status: 0 /, args.join(' '));
  }
});

test('check names every problem with its place, also behind duplicate keys, in text and in JSON', async (t) => {
  const config = await folder(t, {
    'intents/a.yaml': `${PING}    reply: {en: again}\n    exmples: {en: [x]}\n  - id: ping\n    patterns: ['(']\n    patterns: [y]\n    reply: {en: z}\n`,
    'frontdesk.yaml': 'version: 1\nsites: []\n',
  });
  const text = cli(['check'], { config });
  const places = lines(text.stdout).map((line) => line.replace(`${config}/`, '').replace(/^(\S+ error: .*?)( \(.*)?$/, '$1'));

  assert.equal(text.status, 1);
  assert.deepEqual(places, [
    "frontdesk.yaml:2:1: error: unknown key 'sites' at this level",
    "intents/a.yaml:6:5: error: duplicate key 'reply', first at line 5",
    "intents/a.yaml:7:5: error: unknown key 'exmples'",
    `intents/a.yaml:8:9: error: duplicate intent 'ping', first defined at ${config}/intents/a.yaml:3:9`,
    'intents/a.yaml:9:17: error: pattern: missing closing parenthesis',
    "intents/a.yaml:10:5: error: duplicate key 'patterns', first at line 9",
  ]);
  const json = cli(['check', '--json'], { config });
  assert.equal(json.status, 1);
  assert.deepEqual(
    JSON.parse(json.stdout).findings.map((p) => `${p.file}:${p.line}:${p.col}: ${p.severity}: ${p.text}${p.hint ? ` (${p.hint})` : ''}`),
    lines(text.stdout),
  );
});

test('what only deserves a warning does not fail check, unless --strict', async (t) => {
  const config = await folder(t, { 'intents/a.yaml': `${PING}    examples: {en: [ping it, ping it]}\n` });

  assert.match(cli(['check'], { config }).stdout, /a\.yaml:6:\d+: warning: duplicate example/);
  assert.equal(cli(['check'], { config }).status, 0);
  assert.equal(cli(['check', '--strict'], { config }).status, 1);
});

test('text fields take any scalar as text', async (t) => {
  const config = await folder(t, {
    'intents/a.yaml':
      'version: 1\nintents:\n  - id: on\n    title: no\n    patterns: [no, on, 10:30, 3]\n    examples: {en: [yes, off, 1.5, 2027-03-31]}\n' +
      '    reply: {en: 3}\n    choices: {en: [yes, no, 10:30]}\n    tests: [{say: 3}, {say: no, locale: en}]\n    owner: 7\n',
  });
  assert.equal(cli(['check'], { config }).status, 0, cli(['check'], { config }).stdout);
  assert.equal(cli(['test'], { config }).status, 0, cli(['test'], { config }).stdout);
  const [answer] = objects(cli(['try', '--json', '10:30'], { config }).stdout);
  assert.deepEqual([answer.intent, answer.reply, answer.by], ['on', '3', 'pattern']);
});

test('a folder with nothing but intents hands over requests, complaints and sensitive topics', async (t) => {
  const config = await folder(t, { 'intents/a.yaml': PING });
  const input = 'ping\nI want to talk to a human\nIch möchte mich beschweren\n我的账号被盗了\n';
  const r = cli(['try', '--json'], { config, input });

  assert.equal(r.status, 0, r.stderr);
  assert.deepEqual(objects(r.stdout).map((o) => o.escalate?.reason ?? o.reply), ['pong', 'request', 'complaint', 'sensitive']);
});

test('try --json has the promised keys, numbers with six decimals or more, and three candidates at most', () => {
  const r = cli(['try', '--json', '--now', '2026-11-22T10:00:00Z'], { input: 'where is my package\nqwertz asdf\nI want a human\n' });
  const answers = objects(r.stdout);

  assert.equal(answers.length, 3);
  for (const [i, o] of answers.entries()) {
    assert.deepEqual(Object.keys(o), ['text', 'locale', 'intent', 'confidence', 'by', 'reply', 'offer', 'escalate', 'evidence', 'catalog']);
    assert.match(lines(r.stdout)[i], /"confidence":[01]\.\d{6,},"by"/);
    assert.match(o.catalog, /^sha256:[0-9a-f]{64}$/);
    assert.equal(o.evidence.candidates.length, 3);
    for (const c of o.evidence.candidates) assert.deepEqual(Object.keys(c), ['intent', 'confidence']);
  }
  assert.deepEqual([answers[0].intent, answers[1].intent, answers[1].by], ['track_order', null, null]);
  assert.equal(answers[2].escalate.reason, 'request');
  assert.deepEqual(Object.keys(answers[2].escalate.evidence[0]).slice(0, 3), ['signal', 'weight', 'quote']);
});

test('try --conversations prints a line a turn, also after the handover, which only its own turn shows', () => {
  const input = '{"locale":"en","turns":["hello","I want a human","where is my order"]}\n{"locale":"zh-TW","turns":["您好"]}\n{"turns":["hello"]}\n';
  const r = cli(['try', '--conversations'], { input });

  assert.deepEqual(
    objects(r.stdout).map((o) => [o.turn, o.state, o.locale, o.escalate?.reason ?? null]),
    [[1, 'bot', 'en', null], [2, 'queued', 'en', 'request'], [3, 'queued', 'en', null], [1, 'bot', 'zh-Hant', null], [1, 'bot', 'en', null]],
  );
  assert.equal(cli(['try', '--conversations'], { input: 'not json\n' }).status, 2);
});

test('a language that the product does not speak is read as the first of the shop', async (t) => {
  const config = await folder(t, { 'intents/a.yaml': PING, 'frontdesk.yaml': 'shop: {languages: [de, fr]}\n' });
  const [answer] = objects(cli(['try', '--conversations'], { config, input: '{"locale":"es","turns":["hmm"]}\n' }).stdout);

  assert.equal(answer.locale, 'de');
});

test('test names each miss with its place and ends with 1', async (t) => {
  const config = await folder(t, { 'intents/a.yaml': `${PING}    tests: [{say: pong}, {say: ping it}]\n` });
  const r = cli(['test'], { config });

  assert.equal(r.status, 1);
  assert.match(r.stdout, /a\.yaml:6:\d+: miss: "pong"/);
  assert.equal(lines(r.stdout).length, 2, r.stdout);
});

test('people are added, listed and disabled without a gateway; a folder that cannot be made ends with 3', async (t) => {
  const data = join(await folder(t, {}), 'data');
  const user = (...args) => cli(['user', ...args, '--data', data], { input: 'a long password\n' });

  assert.deepEqual([user('list').status, user('list').stdout], [0, '']);
  assert.equal(user('add', 'ada', '--role', 'agent', '--password-stdin').status, 0);
  assert.equal(user('add', 'ada', '--role', 'agent', '--password-stdin').status, 2, 'a name is there once');
  assert.equal(user('add', 'bob', '--role', 'king', '--password-stdin').status, 2);
  assert.equal(cli(['user', 'add', 'eve', '--role', 'agent', '--password-stdin', '--data', data], { input: 'short\n' }).status, 2);
  assert.equal(user('disable', 'ada').status, 0);
  assert.equal(user('disable', 'nobody').status, 2);
  const people = objects(user('list', '--json').stdout);
  assert.deepEqual(people.map((p) => [p.name, p.role, p.disabled]), [['ada', 'agent', true]]);
  assert.equal(cli(['user', 'list', '--data', '/proc/none/data']).status, 3);
});
