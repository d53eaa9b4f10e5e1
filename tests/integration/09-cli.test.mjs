// The command line as DESIGN 4.1 has it: help, exit codes, every problem of a configuration at once, the fields of `try --json`,
// people beside a running gateway and without one.
import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { agent, login } from './lib/client.mjs';
import { cli } from './lib/kit.mjs';

const COMMANDS = ['serve', 'check', 'try', 'test', 'eval', 'replay', 'import', 'schema', 'llm', 'user'];

async function folder(t) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-cli-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A configuration of its own; files: name -> text. With `intents` only these, else the shipped ones too. */
async function config(t, files, { shipped = false } = {}) {
  const dir = join(await folder(t), 'config');
  if (shipped) await cp(`${ROOT}/config`, dir, { recursive: true });
  await mkdir(join(dir, 'intents'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

const SMALL = `version: 1
intents:
  - id: track_order
    title: Where is my order?
    patterns: ['\\bwhere is my (parcel|order)\\b']
    examples: {en: [has it shipped yet, when will it arrive, track my package, is my order on its way]}
    reply: {en: 'It is on its way.'}
    tests: [{say: where is my parcel, locale: en}]
  - id: opening_hours
    title: Opening hours
    examples: {en: [when do you open, opening hours, are you open on sunday, shop hours]}
    reply: {en: 'We are open around the clock.'}
  - id: person
    title: A person
    patterns: ['\\bpay by phone\\b']
    handoff: always
`;

/* ---- help, version, usage ---- */

test('--help everywhere, at most 80 columns, on stdout with status 0', () => {
  for (const args of [['--help'], ...COMMANDS.map((c) => [c, '--help'])]) {
    const r = cli(args, { config: null });
    assert.equal(r.status, 0, args.join(' '));
    assert.equal(r.stderr, '', args.join(' '));
    assert.match(r.stdout, /^Usage: frontdesk /);
    for (const line of r.stdout.split('\n')) assert.ok([...line.replace(/\t/g, '        ')].length <= 80, `${args.join(' ')}: over 80 columns: ${line}`);
  }
  const all = cli(['--help'], { config: null }).stdout;
  for (const c of COMMANDS) assert.match(all, new RegExp(`^  ${c} `, 'm'), `${c} stands in --help`);
});

test('--version', () => {
  const r = cli(['--version'], { config: null });
  assert.equal(r.status, 0);
  assert.match(r.stdout, /^frontdesk \d+\.\d+\.\d+\n$/);
});

test('wrong usage is status 2, with a hint on stderr and nothing on stdout', () => {
  const wrong = [
    [], ['frobnicate'], ['--frobnicate'], ['--config'],
    ...COMMANDS.map((c) => [c, '--frobnicate']),
    ['serve', 'extra'], ['serve', '--listen'], ['serve', '--listen', 'nonsense'], ['serve', '--listen', '127.0.0.1:99999'],
    ['check', 'extra'], ['test', 'extra'], ['try', 'one', 'two'], ['try', '--locale', 'tlh', 'hi'], ['try', '--conversations', 'text'],
    ['llm'], ['llm', 'frobnicate'], ['llm', 'off', 'extra'], ['llm', 'ping', 'a', 'b'],
    ['user'], ['user', 'frobnicate'], ['user', 'add'], ['user', 'add', 'Ada'], ['user', 'add', 'Ada', '--role', 'agent'],
    ['user', 'disable'], ['user', 'list', 'extra'], ['user', 'add', 'a', 'b', '--role', 'agent', '--password-stdin'],
  ];
  for (const args of wrong) {
    const r = cli(args, { config: null });
    assert.equal(r.status, 2, `${args.join(' ')}: ${r.stderr}`);
    assert.match(r.stderr, /--help|Usage|expected|unknown locale/, `${args.join(' ')}: ${r.stderr}`);
    assert.equal(r.stdout, '', args.join(' '));
  }
});

test('a configuration that is not there', () => {
  for (const [args, status, where] of [
    [['check'], 1, 'stdout'], [['test'], 1, 'stderr'], [['try', 'hi'], 2, 'stderr'], [['serve', '--listen', '127.0.0.1:0', '--data', '/nonexistent'], 2, 'stderr'],
  ]) {
    const r = cli(args, { config: '/nonexistent/config' });
    assert.equal(r.status, status, `${args[0]}: ${r.stderr}`);
    assert.match(r[where], /\/nonexistent\/config: error: /, args[0]);
  }
});

/* ---- check, test ---- */

test('check: everything at once, each with file:line:col: a duplicate key, a broken pattern, an unknown key, an unreadable file', async (t) => {
  const dir = await config(t, {
    'intents/a.yaml': 'version: 1\nintents:\n  - id: one\n    title: One\n    patterns: [\'(\']\n    patterns: [b]\n    reply: {en: x}\n    replay: {en: y}\n',
    'intents/b.yaml': 'version: 1\nintents:\n  - id: two\n    patterns: [\'a\', \'b)\']\n    reply: {en: {a: x}}\n',
    'intents/c.yaml': 'version: 1\nintents:\n  - id: three\n   title: bad indent\n',
    'frontdesk.yaml': 'version: 1\nlimits: {message_burst: many}\nlimit: 7\n',
    'escalation.yaml': 'version: 1\nscore: {offer_at: -1}\n',
  });
  await mkdir(join(dir, 'intents/d.yaml'));
  const r = cli(['check'], { config: dir });
  assert.equal(r.status, 1);
  const lines = r.stdout.trim().split('\n');
  for (const line of lines) assert.match(line, /^\S+?(:\d+:\d+)?: (error|warning): /, `file:line:col: severity: ${line}`);
  for (const expected of [
    /a\.yaml:6:5: error: .*(duplicate|twice|again)/i, /a\.yaml:8:5: error: .*replay.*reply/i, /b\.yaml:4:\d+: error: /, /b\.yaml:5:\d+: error: /,
    /c\.yaml:4:\d+: error: /, /d\.yaml.*: error: /, /frontdesk\.yaml:2:\d+: error: /, /frontdesk\.yaml:3:1: error: .*limits/, /escalation\.yaml:2:\d+: error: /,
  ])
    assert.ok(lines.some((l) => expected.test(l)), `no line fits ${expected}:\n${r.stdout}`);
  assert.deepEqual(lines, [...new Set(lines)], 'no problem is printed twice');
  const serve = cli(['serve', '--listen', '127.0.0.1:0', '--data', join(dir, 'data')], { config: dir });
  assert.equal(serve.status, 2, 'serve refuses it');
  assert.match(serve.stderr, /a\.yaml:6:5: error: /);
});

test('check: files that cannot be read are problems like others', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': SMALL, 'intents/e.yaml': 'version: 1\nintents: 7\n' });
  await symlink('nowhere', join(dir, 'intents/b.yaml'));
  await symlink('c.yaml', join(dir, 'intents/c.yaml'));
  await writeFile(join(dir, 'intents/d.yaml'), 'x');
  await chmod(join(dir, 'intents/d.yaml'), 0); // to root it is a broken file
  const r = cli(['check'], { config: dir });
  assert.equal(r.status, 1);
  for (const name of ['b', 'c', 'd', 'e']) assert.match(r.stdout, new RegExp(`/${name}\\.yaml[:0-9]*: error: `), `${name}.yaml: ${r.stdout}`);
});

test('check: warnings alone are fine, with --strict they are not; what is shipped has none', async (t) => {
  assert.equal(cli(['check', '--strict']).status, 0);
  const dir = await config(t, { 'intents/a.yaml': SMALL.replace('[when do you open,', '[has it shipped yet, when do you open,') });
  const loose = cli(['check'], { config: dir });
  assert.equal(loose.status, 0, loose.stdout);
  assert.match(loose.stdout, /a\.yaml:\d+:\d+: warning: /);
  assert.doesNotMatch(loose.stdout, /error: /);
  assert.equal(cli(['check', '--strict'], { config: dir }).status, 1);
});

test('a pattern that backtracks without end: it still answers, and quickly', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': `${SMALL}  - id: evil\n    patterns: ['^(a+)+$', '(x|x)*y$']\n    reply: {en: never}\n` });
  const from = Date.now();
  const r = cli(['try', '--json', `${'a'.repeat(3000)}!`], { config: dir });
  assert.equal(r.status, 0, r.stderr);
  assert.notEqual(JSON.parse(r.stdout).intent, 'evil');
  assert.ok(Date.now() - from < 10000, `${Date.now() - from} ms`);
});

test('test: each miss with file:line and what came instead; status 1', async (t) => {
  const dir = await config(t, {
    'intents/a.yaml': SMALL.replace('tests: [{say: where is my parcel, locale: en}]', 'tests:\n      - {say: where is my parcel, locale: en}\n      - {say: when do you open, locale: en}\n      - {say: where is my order, locale: en, not: true}'),
  });
  const r = cli(['test'], { config: dir });
  assert.equal(r.status, 1);
  assert.match(r.stdout, /a\.yaml:10:\d+: miss: "when do you open" \(en\) expected track_order, got opening_hours/);
  assert.match(r.stdout, /a\.yaml:11:\d+: miss: "where is my order" \(en\) must not be track_order, got track_order/);
  assert.match(r.stdout, /^1 passed, 2 failed$/m);
  assert.equal(cli(['test']).status, 0, 'what is shipped passes its own tests');
});

/* ---- try ---- */

const KEYS = ['text', 'locale', 'intent', 'confidence', 'by', 'reply', 'offer', 'escalate', 'evidence', 'catalog'];
const REASONS = ['request', 'complaint', 'sensitive', 'low_confidence', 'repeated_failure', 'negative_feedback', 'action_failed', 'intent_policy', 'llm_request', 'llm_unavailable'];

/** The types of DESIGN 4.1, whatever was decided. */
function expectShape(line, { turns = false } = {}) {
  const o = JSON.parse(line);
  assert.deepEqual(Object.keys(o).sort(), [...KEYS, ...(turns ? ['turn', 'state'] : [])].sort(), line.slice(0, 300));
  assert.equal(typeof o.text, 'string');
  assert.ok(['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'].includes(o.locale));
  assert.ok(o.intent === null || /^[a-z0-9_]{1,64}$/.test(o.intent));
  assert.ok(o.confidence >= 0 && o.confidence <= 1);
  assert.match(line, /"confidence":[01]\.\d{6,}/, 'at least 6 decimals');
  assert.ok([null, 'pattern', 'examples'].includes(o.by));
  assert.equal(o.intent === null, o.by === null, 'by says what decided the intent');
  assert.ok(o.reply === null || (typeof o.reply === 'string' && o.reply.length > 0));
  if (o.offer !== null) assert.deepEqual([Object.keys(o.offer), REASONS.includes(o.offer.reason)], [['reason'], true]);
  if (o.escalate !== null) {
    assert.deepEqual(Object.keys(o.escalate).sort(), ['evidence', 'reason']);
    assert.ok(REASONS.includes(o.escalate.reason));
    assert.ok(o.escalate.evidence.length > 0);
    for (const e of o.escalate.evidence) assert.ok(typeof e.signal === 'string' && typeof e.weight === 'number' && typeof e.quote === 'string', JSON.stringify(e));
    assert.equal(o.reply, null, 'a handover has no answer beside it');
    assert.equal(o.offer, null, 'an offer is not an escalation');
  }
  assert.ok(Array.isArray(o.evidence.candidates) && o.evidence.candidates.length <= 3);
  for (const c of o.evidence.candidates) {
    assert.equal(typeof c.intent, 'string');
    assert.ok(c.confidence >= 0 && c.confidence <= 1);
  }
  assert.match(o.catalog, /^sha256:[0-9a-f]{64}$/);
  if (turns) assert.ok(Number.isInteger(o.turn) && ['bot', 'queued', 'human', 'closed'].includes(o.state));
  return o;
}
const tryOne = (text, args = [], options) => {
  const r = cli(['try', '--json', ...args, text], options);
  assert.equal(r.status, 0, r.stderr);
  assert.equal(r.stdout.split('\n').length, 2, 'one line');
  return expectShape(r.stdout.trim());
};

test('try --json: a pattern, examples, nothing, an intent that hands over', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': SMALL });
  const pattern = tryOne('Where is my PARCEL??', [], { config: dir });
  assert.deepEqual([pattern.intent, pattern.by, pattern.reply], ['track_order', 'pattern', 'It is on its way.']);
  assert.match(pattern.evidence.pattern.file, /a\.yaml$/);
  assert.equal(pattern.evidence.pattern.line, 5);
  assert.ok(pattern.evidence.candidates.length >= 1);
  const examples = tryOne('when do you open?', [], { config: dir });
  assert.deepEqual([examples.intent, examples.by], ['opening_hours', 'examples']);
  assert.ok(examples.confidence >= examples.evidence.threshold);
  assert.ok(examples.evidence.examples.length > 0 && examples.evidence.examples[0].line > 0);
  const none = tryOne('blorp fnurgle grobnitz', [], { config: dir });
  assert.deepEqual([none.intent, none.by, none.escalate], [null, null, null]);
  assert.equal(typeof none.reply, 'string', 'the customer is told something all the same');
  const always = tryOne('can I pay by phone', [], { config: dir });
  assert.equal(always.escalate?.reason, 'intent_policy');
  assert.ok(always.evidence.candidates.length >= 1, 'candidates also on a handover');
  const request = tryOne('I want to talk to a real person');
  assert.equal(request.escalate?.reason, 'request');
  assert.ok(request.evidence.candidates.length === 3);
  assert.equal(tryOne('wo bleibt mein paket', ['--locale', 'de-AT']).locale, 'de');
  assert.deepEqual(tryOne('where is my order').evidence, tryOne('where is my order').evidence, 'the same again');
});

test('try: one message a line, one answer a line; odd lines too', async (t) => {
  const dir = await config(t, { 'intents/a.yaml': SMALL });
  const lines = [Buffer.from('where is my parcel'), Buffer.from(''), Buffer.from('   '), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('x'.repeat(1 << 20)), Buffer.from('\u0000'), Buffer.from('😀'), Buffer.from('when do you open')];
  const r = cli(['try', '--json'], { config: dir, input: Buffer.concat(lines.flatMap((l) => [l, Buffer.from('\n')])) });
  assert.equal(r.status, 0, r.stderr.slice(0, 500));
  const out = r.stdout.trim().split('\n');
  assert.equal(out.length, lines.length, 'an answer for each line');
  const all = out.map((l) => expectShape(l));
  assert.deepEqual([all[0].intent, all.at(-1).intent], ['track_order', 'opening_hours']);
  for (const o of all.slice(1, -1)) assert.equal(o.intent, null);
  assert.equal(cli(['try', '--json'], { config: dir, input: '' }).stdout, '', 'no line, no answer');
  const last = cli(['try', '--json'], { config: dir, input: 'where is my parcel' });
  assert.equal(expectShape(last.stdout.trim()).intent, 'track_order', 'a last line without its end');
  const plain = cli(['try', 'where is my parcel'], { config: dir });
  assert.match(plain.stdout, /It is on its way/);
  assert.match(plain.stdout, /a\.yaml:5/);
});

test('try --conversations: one object a turn, in order, an offer before the handover, on after it', async () => {
  const input = [
    { locale: 'en', turns: ['hello', 'blorp fnurgle grobnitz', 'zxcvbn mqwerp lkjhgf', 'where is my parcel?', 'hello?'] },
    { locale: 'de', turns: ['ich möchte mit einem menschen sprechen', 'hallo?'] },
    { turns: [] },
    { locale: 'zh-TW', turns: ['你好'] },
  ];
  const r = cli(['try', '--conversations'], { input: `${input.map((i) => JSON.stringify(i)).join('\n')}\n\n` });
  assert.equal(r.status, 0, r.stderr);
  const out = r.stdout.trim().split('\n').map((l) => expectShape(l, { turns: true }));
  assert.deepEqual(out.map((o) => o.turn), [1, 2, 3, 4, 5, 1, 2, 1]);
  assert.deepEqual(out.map((o) => o.text), input.flatMap((i) => i.turns));
  assert.deepEqual(out.map((o) => o.state), ['bot', 'bot', 'queued', 'queued', 'queued', 'queued', 'queued', 'bot']);
  assert.deepEqual(out.map((o) => o.escalate?.reason ?? null), [null, null, 'low_confidence', null, null, 'request', null, null], 'escalate on the turn that hands over and on no other');
  for (const o of [out[3], out[4], out[6]]) assert.deepEqual([o.reply, o.offer], [null, null], 'after the handover nothing is answered');
  assert.ok(out[3].evidence.candidates.length > 0, 'but shown');
  assert.equal(out[7].locale, 'zh-Hant');
  for (const bad of ['not json', '[]', '{"turns":"x"}', '{"turns":[1]}', '{"locale":5,"turns":["x"]}', '{}']) {
    const wrong = cli(['try', '--conversations'], { input: `{"turns":["hello"]}\n${bad}\n` });
    assert.equal(wrong.status, 2, bad);
    assert.match(wrong.stderr, /:2: /, `the error names the line: ${wrong.stderr}`);
  }
});

test('try, test and check open no data folder and need none', async (t) => {
  const dir = await config(t, { 'frontdesk.yaml': 'version: 1\nstore: {path: /nonexistent/data}\n', 'intents/a.yaml': SMALL });
  assert.equal(cli(['try', 'hi'], { config: dir }).status, 0);
  assert.equal(cli(['test'], { config: dir }).status, 0);
  assert.equal(cli(['check'], { config: dir }).status, 0);
});

/* ---- user ---- */

const add = (name, password, data, options = {}) => cli(['user', 'add', name, '--role', options.role ?? 'agent', '--password-stdin', '--data', data], { input: `${password}\n`, ...options });

test('user without a gateway: the folder is made with mode 0700, people are added, listed, disabled', async (t) => {
  const data = join(await folder(t), 'new/data');
  const first = add('Ada Lovelace', 'correct horse', data);
  assert.equal(first.status, 0, first.stderr);
  assert.equal(first.stdout, 'added Ada Lovelace (agent)\n');
  assert.equal((await stat(data)).mode & 0o777, 0o700);
  assert.equal(add('Ada Lovelace', 'another horse', data).status, 2, 'the name is taken');
  assert.equal(add('王小明', 'correct horse', data, { role: 'supervisor' }).status, 0);
  const list = cli(['user', 'list', '--json', '--data', data]);
  assert.equal(list.status, 0);
  const people = list.stdout.trim().split('\n').map((l) => JSON.parse(l));
  assert.deepEqual(people.map((p) => [p.name, p.role, p.disabled]).sort(), [['Ada Lovelace', 'agent', false], ['王小明', 'supervisor', false]].sort());
  assert.equal(JSON.stringify(people).includes('argon2'), false, 'no password hashes');
  assert.equal(cli(['user', 'disable', 'Ada Lovelace', '--data', data]).status, 0);
  assert.match(cli(['user', 'list', '--data', data]).stdout, /^Ada Lovelace +agent +disabled /m);
  const unknown = cli(['user', 'disable', 'Nobody', '--data', data]);
  assert.equal(unknown.status, 2);
  assert.notEqual(unknown.stderr, '');
});

test('user add: names, roles and passwords that are none', async (t) => {
  const data = join(await folder(t), 'data');
  for (const [name, password, role] of [
    ['', 'correct horse'], [' Ada', 'correct horse'], ['Ada ', 'correct horse'], ['A\nda', 'correct horse'], ['A\u202eda', 'correct horse'], ['x'.repeat(65), 'correct horse'],
    ['Ada', ''], ['Ada', 'sevench'], ['Ada', 'x'.repeat(513)], ['Ada', 'x'.repeat(100000)], ['Ada', 'correct horse', 'king'], ['Ada', 'correct horse', ''],
  ]) {
    const r = add(name, password, data, role === undefined ? {} : { role });
    assert.equal(r.status, 2, `name ${JSON.stringify(name)}, password of ${password.length}, role ${role}: ${r.stderr}`);
    assert.match(r.stderr, /^frontdesk user: /);
    assert.equal(r.stderr.includes(password) && password !== '', false, 'the password is not repeated');
  }
  assert.equal(cli(['user', 'list', '--data', data]).stdout, '', 'nobody was added');
  assert.equal(add('x'.repeat(64), 'x'.repeat(512), data).status, 0);
  const noLine = cli(['user', 'add', 'Bob', '--role', 'agent', '--password-stdin', '--data', data], { input: '' });
  assert.equal(noLine.status, 2, 'no password at all');
  assert.equal(cli(['user', 'add', 'Bob', '--role', 'agent', '--password-stdin', '--data', data], { input: 'without an end of line' }).status, 0);
});

test('user beside a running gateway: at once, through its control socket', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  assert.equal((await stat(join(server.data, 'control.sock'))).mode & 0o777, 0o600);
  assert.equal(add('Ada', 'correct horse', server.data).status, 0);
  const ada = await agent(server.url, 'Ada', 'correct horse');
  assert.equal(add('Ada', 'another horse', server.data).status, 2);
  assert.equal(JSON.parse(cli(['user', 'list', '--json', '--data', server.data]).stdout).name, 'Ada');
  assert.equal(cli(['user', 'disable', 'Ada', '--data', server.data]).status, 0);
  assert.equal((await ada.end()).code, 4401, 'her sockets end at once');
  await assert.rejects(login(server.url, 'Ada', 'correct horse'), (e) => e.status === 401);
  await server.end('SIGKILL');
  assert.equal(add('Bob', 'correct horse', server.data).status, 0, 'a socket that a killed gateway left behind is no obstacle');
  await server.restart();
  await login(server.url, 'Bob', 'correct horse');
  assert.equal(cli(['user', 'list', '--data', server.data]).stdout.trim().split('\n').length, 2);
  assert.ok((await readFile(join(server.config, 'frontdesk.yaml'), 'utf8')).length > 0);
});
