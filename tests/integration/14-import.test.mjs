// `frontdesk import`: Rasa projects and tables become YAML that `check` accepts; what did not carry over is told with its place.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../web/lib/server.mjs';
import { golden } from './lib/golden.mjs';
import { cli } from './lib/kit.mjs';

const RASA = ['nlu.yml', 'domain.yml', 'rules.yml'].map((f) => `${ROOT}/tests/golden/import/${f}`);
const places = [[`${ROOT}/`, '']];

async function folder(t) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-import-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'intents'));
  return dir;
}
const imported = (args, options) => cli(['import', ...args], { config: null, ...options });

/** Imports into a configuration of its own and answers texts with it: [intent, reply] each. */
async function answers(t, yaml, texts, locale = 'en') {
  const dir = await folder(t);
  await writeFile(join(dir, 'intents/a.yaml'), yaml);
  const check = cli(['check'], { config: dir });
  assert.equal(check.status, 0, check.stdout);
  const r = cli(['try', '--json', '--locale', locale], { config: dir, input: texts.join('\n') });
  return r.stdout.trim().split('\n').map((l) => JSON.parse(l)).map((o) => [o.intent, o.reply]);
}

async function table(t, bytes, args = []) {
  const path = join(await folder(t), 'table.csv');
  await writeFile(path, bytes);
  return imported(['csv', path, ...args]);
}

test('a Rasa project: the YAML and the report, word for word', async (t) => {
  const r = imported(['rasa', ...RASA]);
  assert.equal(r.status, 0, r.stderr);
  await golden('import_rasa.yaml', r.stdout);
  await golden('import_rasa.txt', r.stderr, places);
  assert.deepEqual(await answers(t, r.stdout, ['bye', 'book me a flight to nyc', 'great', 'a [window] seat, [not annotated] please']), [
    ['goodbye', "Bye.\nSee you soon: 'bye'"], ['book_flight', (await answers(t, r.stdout, ['book me a flight to nyc']))[0][1]], ['mood_great', 'Great, carry on!'],
    ['book_flight', (await answers(t, r.stdout, ['a [window] seat, [not annotated] please']))[0][1]],
  ]);
  assert.equal(imported(['rasa', ...[...RASA].reverse()]).stderr.split('\n').length, r.stderr.split('\n').length, 'in any order of files');
});

test('the language of a Rasa project: --locale, config.yml, English', async (t) => {
  const config = join(await folder(t), 'config.yml');
  await writeFile(config, 'language: de\npipeline: [{name: x}]\n');
  assert.match(imported(['rasa', ...RASA]).stdout, /^ {6}en:$/m);
  assert.match(imported(['rasa', ...RASA, config]).stdout, /^ {6}de:$/m);
  assert.match(imported(['rasa', ...RASA, config, '--locale', 'zh-TW']).stdout, /^ {6}zh-Hant:$/m);
});

test('a table with names in its first row, in any order, quoted, with line feeds', async (t) => {
  const r = await table(t, 'Reply,Note,INTENT,text,locale\r\n"On its ""way"".",x,track,"where is, my parcel",en\r\n,x,track,"wo ist\nmein paket",de-AT\r\nUnterwegs,,track,wann kommt es,de\r\nother,,track,has it shipped,en\r\n');
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.stderr, /table\.csv:1: warning: column 'Note' did not carry over/);
  assert.match(r.stderr, /^1 intents, 4 examples; 1 notes/m);
  assert.match(r.stdout, /reply:\n {6}en:\n {8}- On its "way".\n {8}- other\n {6}de: Unterwegs\n/, 'several replies are variants');
  for (const [intent, reply] of await answers(t, r.stdout, ['where is, my parcel', 'has it shipped'])) assert.ok(intent === 'track' && ['On its "way".', 'other'].includes(reply), `${intent}: ${reply}`);
  assert.deepEqual(await answers(t, r.stdout, ['wo ist mein paket'], 'de'), [['track', 'Unterwegs']]);
});

test('what spreadsheets write: a byte order mark, semicolons, tabs, no names', async (t) => {
  for (const [bytes, what] of [
    ['\ufefftext;intent\nhallo, du;greet\n', 'BOM and semicolons'],
    ['hallo, du\tgreet\n', 'tabs'],
    ['"hallo, du",greet', 'no line end'],
    ['hallo, du;greet;de\ntag;greet\n', 'a row that is shorter'],
    ['\r\n\r\n"hallo, du";greet;de\r\n\r\n', 'empty rows'],
  ]) {
    const r = await table(t, bytes, ['--locale', 'de']);
    assert.equal(r.status, 0, `${what}: ${r.stderr}`);
    assert.match(r.stdout, /- id: greet\n.*\n {4}examples:\n {6}de:\n {8}- hallo, du\n/, what);
  }
});

test('more replies than variants: the rest is told', async (t) => {
  const r = await table(t, `text,intent,locale,reply\n${Array.from({ length: 12 }, (_, i) => `text ${i},a,en,reply ${i}\n`).join('')}again,a,en,reply 3\n`);
  assert.match(r.stderr, /table\.csv:12: warning: 2 more replies did not carry over/);
  assert.match(r.stdout, /- reply 9\n(?! +- reply)/);
});

test('rows that cannot be taken are told and left out; the rest is written', async (t) => {
  const r = await table(t, 'text,intent,locale,reply\nhi,greet,en,Hello {name}\n,greet\nhey,\nhola,greet,es\nhi,greet\nplay a song,out_of_scope\n');
  assert.equal(r.status, 0, r.stderr);
  for (const line of [/:2: warning: a reply with \{ or \}/, /:3: warning: the row has no text/, /:4: warning: the row has no intent/, /:5: warning: no chat is held in the locale 'es'/, /:2: warning: intent greet: 1 examples stood there twice/, /:2: warning: intent greet has no reply: 'handoff: offer'/])
    assert.match(r.stderr, line);
  assert.match(r.stderr, /^2 intents, 2 examples/m);
  assert.doesNotMatch(r.stdout, /out_of_scope\n(.*\n)*.*handoff/);
});

test('input that is none: status 2, nothing on stdout, the place on stderr', async (t) => {
  const dir = await folder(t);
  for (const [kind, bytes, reason] of [
    ['csv', 'text,intent\n"open,greet\n', /:2: error: a quoted field does not end/],
    ['csv', Buffer.from([0x74, 0x2c, 0x69, 0x0a, 0x66, 0xfc, 0x72, 0x2c, 0x78]), /:2: error: is not UTF-8/],
    ['csv', Buffer.from('\ufefftext,intent\n', 'utf16le'), /:1: error: is not UTF-8/],
    ['csv', '', /error: no intent with examples/],
    ['csv', 'one column\n', /:1: error: expected the columns/],
    ['rasa', 'nlu: [\n', /:\d+:\d+: error: /],
    ['rasa', 'version: 1\nintents: []\n', /error: no intent with examples/],
    ['rasa', 'hello: world\n', /warning: is no file of a Rasa project/],
  ]) {
    const path = join(dir, 'input');
    await writeFile(path, bytes);
    const r = imported([kind, path]);
    assert.deepEqual([r.status, r.stdout], [2, ''], `${kind} ${bytes}: ${r.stderr}`);
    assert.match(r.stderr, reason);
  }
  for (const args of [[], ['rasa'], ['csv'], ['json', RASA[0]], ['csv', join(dir, 'none.csv')], ['csv', dir], ['rasa', RASA[0], '--json'], ['rasa', RASA[0], '--locale', 'xx']]) {
    const r = imported(args);
    assert.deepEqual([r.status, r.stdout], [2, ''], args.join(' '));
    assert.notEqual(r.stderr, '');
  }
});

test('--out never overwrites without --force; --json tells the notes on stdout', async (t) => {
  const dir = await folder(t);
  const out = join(dir, 'intents/new.yaml');
  const first = imported(['rasa', ...RASA, '--out', out]);
  assert.deepEqual([first.status, first.stdout], [0, '']);
  const yaml = await readFile(out, 'utf8');
  assert.equal(yaml, imported(['rasa', ...RASA]).stdout);
  await writeFile(out, 'mine');
  const again = imported(['rasa', ...RASA, '--out', out]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /is there already \(--force overwrites it\)/);
  assert.equal(await readFile(out, 'utf8'), 'mine');
  const forced = imported(['rasa', ...RASA, '--out', out, '--force', '--json']);
  assert.equal(forced.status, 0, forced.stderr);
  assert.equal(await readFile(out, 'utf8'), yaml);
  const notes = forced.stdout.trim().split('\n').map((l) => JSON.parse(l));
  assert.ok(notes.length > 20 && notes.every((n) => n.severity === 'warning' && n.file && n.line > 0 && n.text));
  assert.equal(imported(['rasa', ...RASA, '--out', join(dir, 'none/x.yaml')]).status, 3);
});
