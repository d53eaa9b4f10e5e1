// `frontdesk try` on a terminal: a chat that goes on from line to line, and what :why says. `script` gives it a real terminal.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden } from './lib/golden.mjs';
import { BINARY, cli } from './lib/kit.mjs';

const SHOP = `version: 1
intents:
  - id: track_order
    title: Where is my order?
    patterns: ['\\bwhere is my (parcel|order)\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: 'What is your order number?', de: 'Welche Bestellnummer?'}}}
    action: {get: 'https://shop.example/orders/{number}', results: {status: '$.status'}}
    reply: {en: 'Order {number} is {action.status}.', de: 'Bestellung {number} ist {action.status}.'}
    reply_failed: {en: I cannot see that right now., de: Das sehe ich gerade nicht.}
  - id: hours
    title: {en: Opening hours, de: Öffnungszeiten}
    patterns: ['\\bopen\\b', '\\boffen\\b']
    reply: {en: 'We are open around the clock, on every day of the year, Christmas and New Year included.', de: Immer.}
    choices: {en: [Where are you, Talk to a person]}
  - id: sale
    when: {page: '/sale'}
    patterns: ['\\bcheaper\\b']
    reply: {en: It is on sale.}
  - id: person
    patterns: ['\\bhuman\\b']
    handoff: always
`;

/** Types each line when the prompt is there; everything the terminal showed. */
function type(config, lines, args = []) {
  const command = [BINARY, '--config', config, 'try', ...args].map((a) => `'${a}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const rest = [...lines];
  let shown = '';
  let seen = 0;
  return new Promise((done, fail) => {
    const late = setTimeout(() => {
      child.kill();
      fail(new Error(`no prompt behind:\n${shown}`));
    }, 20000);
    child.on('error', fail);
    child.stdout.on('data', (bytes) => {
      shown += bytes;
      if (!/(^|\n)[a-zA-Z-]{2,7}> $/.test(shown.slice(seen))) return;
      seen = shown.length;
      const next = rest.shift();
      child.stdin.write(next === undefined ? '\x04' : `${next}\n`);
    });
    child.on('close', (status) => {
      clearTimeout(late);
      done({ status, shown: shown.replaceAll('\r\n', '\n').replaceAll('^D\b\b', ''), unread: rest });
    });
  });
}

async function shop(t) {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-repl-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'intents'));
  await writeFile(join(dir, 'intents/a.yaml'), SHOP);
  return dir;
}

test('a chat, word for word: state over turns, :why, :locale, :page, :reset', async (t) => {
  const dir = await shop(t);
  const r = await type(dir, [
    ':why', 'where is my order', ':why', 'hm', '123456', ':why', 'are you open?', ':why', 'is it cheaper', ':page https://shop.example/sale', 'is it cheaper',
    ':locale xx', ':locale de-AT', 'habt ihr offen', '', ':nonsense', 'a human please', ':why', 'are you open?', ':reset', 'are you open?', ':help', ':quit',
  ]);
  assert.equal(r.status, 0, r.shown);
  assert.deepEqual(r.unread, []);
  for (const line of r.shown.split('\n')) if (!line.includes('.yaml:')) assert.ok([...line].length <= 80, line);
  await golden('repl.txt', r.shown, [[`${dir}/`, '']]);
});

test('the end of input ends it; --locale; words that would move the cursor are shown, not sent', async (t) => {
  const dir = await shop(t);
  const r = await type(dir, ['are you open \x1b[2J\u202e?', ':why'], ['--locale', 'de']);
  assert.equal(r.status, 0);
  assert.match(r.shown, /\nde> $|\nde> \n$/);
  assert.match(r.shown, /Immer\./);
});

test('a pipe and --json stay one answer a line, without a prompt', async (t) => {
  const dir = await shop(t);
  const piped = cli(['try'], { config: dir, input: 'are you open?\n:why\n' });
  assert.equal(piped.status, 0);
  assert.doesNotMatch(piped.stdout, /^en> |:help/m);
  assert.equal(piped.stdout.match(/^-> /gm).length, 2, ':why is a message like any other');
  const json = cli(['try', '--json'], { config: dir, input: 'are you open?\n' });
  assert.equal(JSON.parse(json.stdout).intent, 'hours');
});
