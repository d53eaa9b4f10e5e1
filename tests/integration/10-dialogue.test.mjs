// Forms over real sockets: what is asked, corrected, left, interrupted; what a reconnect, a restart and a reload leave of it; and
// the same conversations as tests in the YAML.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, handoff, inLine, PATIENT } from './lib/client.mjs';
import { cli, eventually, metric, ROOMY, set } from './lib/kit.mjs';

/** No shipped intent is about walruses. `ask` is the question, so that a reload can be seen. */
const zoo = (question = 'Which walrus number?') => `version: 1
intents:
  - id: walrus_visit
    title: {en: Visit a walrus, de: Walross besuchen}
    patterns: ['\\bwalrus visit\\b', {regex: 'walrossbesuch', locale: de}]
    slots:
      number: {pattern: '\\d{6}', attempts: 2, ask: {en: '${question}', de: 'Welche Nummer?'}, retry: {en: 'It has 6 digits.', de: 'Sie hat 6 Ziffern.'}}
      snack: {values: {fish: {en: [fish]}, squid: {en: [squid]}}, ask: {en: 'Which snack?', de: 'Welcher Imbiss?'}}
    reply: {en: 'Walrus {number} gets {snack}.', de: 'Walross {number} bekommt {snack}.'}
  - id: walrus_song
    title: Walrus songs
    patterns: ['\\bwalrus song\\b']
    reply: {en: 'They sing at night.'}
  - id: walrus_more
    title: More songs
    follows: [walrus_song]
    patterns: ['\\bwalrus encore\\b']
    reply: {en: ['Once more.', 'And again.', 'Another one.']}
  - id: walrus_here
    title: Walruses here
    when: {page: '/walrus-house'}
    patterns: ['\\bwalrus here\\b']
    reply: {en: 'They sit behind you.'}
  - id: walrus_greets
    title: A greeting
    patterns: ['\\bwalrus greeting\\b']
    reply: {en: ['It waves at {customer.name}.', It waves.]}
`;

let server;
before(async () => {
  server = await startServer({
    edit: { 'frontdesk.yaml': set(ROOMY) },
    files: { 'intents/zoo.yaml': zoo(), 'escalation.yaml': PATIENT },
  });
});
after(() => server.stop());

test('a form is filled in any order, with buttons, labelled and explained on every step', async () => {
  const c = await customer(server.url);
  const first = await ask(c, 'a walrus visit with squid');
  assert.equal(first.text, 'Which walrus number?');
  const second = await ask(c, 'hm');
  assert.equal(second.text, 'It has 6 digits.');
  const last = await ask(c, '471122');
  assert.equal(last.text, 'Walrus 471122 gets squid.');
  for (const m of [first, second, last]) {
    assert.ok(m.ai_generated === true && m.label === 'AI-generated', m.text);
    assert.ok(m.why.length > 10, `why of "${m.text}"`);
    assert.equal(m.evidence, undefined, 'slots and scores are for agents');
  }
  await ask(c, 'another walrus visit');
  const choice = await ask(c, '471133');
  assert.deepEqual(choice.choices, ['fish', 'squid']);
  assert.equal((await ask(c, choice.choices[0])).text, 'Walrus 471133 gets fish.');
  assert.equal((await ask(c, 'no, 471144')).text, 'Walrus 471144 gets fish.');
});

test('a reply says the name that the page gives, and goes without where there is none', async () => {
  // Of two variants either may come first, and never the same one twice running.
  const twice = async (c) => [(await ask(c, 'walrus greeting')).text, (await ask(c, 'walrus greeting')).text].sort();
  const known = await twice(await customer(server.url, { name: 'Ottilie Zwirn' }));
  assert.deepEqual(known, ['It waves at Ottilie Zwirn.', 'It waves.']);
  assert.deepEqual(await twice(await customer(server.url)), ['It waves.', 'It waves.']);
});

test('in German as well; another question in between; never mind', async () => {
  const c = await customer(server.url, { locale: 'de' });
  assert.equal((await ask(c, 'walrossbesuch')).text, 'Welche Nummer?');
  assert.match((await ask(c, 'walrus song')).text, /^They sing at night\.\n\n/);
  assert.equal((await ask(c, '471122')).text, 'Welcher Imbiss?');
  assert.match((await ask(c, 'vergiss es')).text, /^In Ordnung/);
  assert.notEqual((await ask(c, 'squid')).text, 'Walross 471122 bekommt squid.');
});

test('what cannot be read leads to a person, and a person can be had in every step', async (t) => {
  await server.addUser('Ada', 'walrus walrus walrus');
  const c = await customer(server.url);
  await ask(c, 'walrus visit');
  await ask(c, 'one');
  const offer = await ask(c, 'two');
  assert.equal(offer.choices.length, 2, offer.text);
  assert.match(offer.text, /Shall I get a colleague/);
  c.send({ type: 'message', id: 'yes', text: offer.choices[0] });
  const state = await c.next((f) => f.type === 'state' && f.state === 'queued');
  const a = await agent(server.url, 'Ada', 'walrus walrus walrus');
  t.after(() => a.close());
  a.send({ type: 'open', case: await inLine(a, state.reference) });
  const { transcript } = await a.type('case');
  const evidence = transcript.find((m) => m.text === 'Which walrus number?').evidence;
  assert.equal(evidence.dialog.form.asked, 'number');
  assert.deepEqual(evidence.dialog.events.map((e) => e.what), ['started']);
  const gaveUp = transcript.find((m) => m.seq === offer.seq).evidence;
  assert.deepEqual(gaveUp.dialog.events.map((e) => e.what), ['wrong', 'gave_up']);
  assert.equal(gaveUp.signals[0].signal, 'form_failed');

  const other = await customer(server.url);
  await ask(other, 'walrus visit');
  assert.equal((await handoff(other)).state, 'queued');
});

test('follow-ups, variants, conditions and several questions at once', async () => {
  const c = await customer(server.url);
  assert.notEqual((await ask(c, 'walrus encore')).text.split('.')[0], 'Once more');
  await ask(c, 'walrus song');
  assert.match((await ask(c, 'walrus encore')).text, /^(Once more|And again|Another one)\.$/);
  assert.notEqual((await ask(c, 'walrus here')).text, 'They sit behind you.');
  const both = await ask(c, 'what about the walrus song, and can I pay with paypal?');
  assert.match(both.text, /^They sing at night\.\n\n./);
  assert.ok(both.ai_generated && both.label === 'AI-generated');
});

test('a form outlives the socket and the process', async () => {
  const c = await customer(server.url);
  await ask(c, 'walrus visit');
  await c.close();
  const again = await customer(server.url, { token: c.token, consent: false });
  assert.equal((await ask(again, '471122')).text, 'Which snack?');
  await server.end('SIGKILL');
  await server.restart();
  const third = await customer(server.url, { token: c.token, consent: false });
  assert.equal((await ask(third, 'fish')).text, 'Walrus 471122 gets fish.');
});

test('a running form ends with the catalog that it began with, a new one takes the new one', async () => {
  const old = await customer(server.url);
  await ask(old, 'walrus visit');
  const before = await metric(server.url, 'frontdesk_reloads_total{result="ok"}');
  await writeFile(join(server.config, 'intents/zoo.yaml'), zoo('Walrus number, please?').replaceAll('gets {snack}', 'is fed {snack}'));
  server.signal('SIGHUP');
  await eventually(async () => (await metric(server.url, 'frontdesk_reloads_total{result="ok"}')) > before, 'the reload');
  assert.equal((await ask(await customer(server.url), 'walrus visit')).text, 'Walrus number, please?');
  assert.equal((await ask(old, '12')).text, 'It has 6 digits.');
  assert.equal((await ask(old, '471122, fish please')).text, 'Walrus 471122 gets fish.');
  assert.equal((await ask(old, 'walrus visit, fish')).text, 'Walrus 471122 is fed fish.');
});

/* ---- the command line ---- */

function withTests(t, tests) {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-dialogue-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(`${ROOT}/config`, folder, { recursive: true });
  writeFileSync(join(folder, 'intents/zoo.yaml'), zoo() + SHOP + tests);
  return folder;
}

const SHOP = `  - id: walrus_feed
    title: Feed a walrus
    patterns: ['\\bwalrus feed\\b']
    slots: {number: {pattern: '\\d{6}', ask: {en: 'Which walrus number?'}}}
    action:
      post: 'https://zoo.example/walruses/{number}/meals'
      body: {snack: fish}
      results: {left: '$.left'}
      confirm: {en: 'Shall I feed {number}?'}
    reply: {en: 'Fed; {action.left} fish left.'}
    reply_failed: {en: 'The zoo does not answer.'}
`;

test('conversation tests in the YAML: what passes passes, each miss is named with its line', (t) => {
  const good = withTests(t, `    tests:
      - locale: en
        turns:
          - {say: walrus feed, intent: walrus_feed, reply: walrus number, label: true, state: bot}
          - {say: '471 122', slots: {number: '471122'}, reply: 'Shall I feed 471122'}
          - {say: 'no, 471133', slots: {number: '471133'}}
          - {say: 'yes', action: {left: 7}, reply: '7 fish', not_reply: does not answer}
          - {say: walrus feed 471122, reply: Shall I}
          - {say: 'yes', action: failed, reply: does not answer}
          - {say: I want to talk to a human, escalate: request, team: support, state: queued}
          - {say: hello, state: queued}
`);
  const passed = cli(['test'], { config: good });
  assert.equal(passed.status, 0, passed.stdout);

  const bad = withTests(t, `    tests:
      - locale: en
        turns:
          - {say: walrus feed, reply: elephant, state: queued}
          - {say: '471122', slots: {number: '471133'}, not_reply: feed}
          - {say: 'yes', action: {left: 7}, escalate: complaint}
      - locale: en
        turns:
          - {say: walrus song, intent: walrus_feed, action: {left: 7}}
`);
  const missed = cli(['test'], { config: bad });
  assert.equal(missed.status, 1);
  const lines = missed.stdout.split('\n').filter((l) => l.includes(': miss: '));
  assert.deepEqual(
    lines.map((l) => /zoo\.yaml:(\d+):\d+: miss: .*?expected (.*)$/.exec(l).slice(1).join(' ')),
    [
      '42 a reply with "elephant", got "Which walrus number?"',
      '42 the state "queued", got "bot"',
      '43 number to be "471133", got "471122"',
      '43 no reply with "feed", got "Shall I feed 471122?"',
      '44 a handover because of "complaint", got none',
      '47 the intent "walrus_feed", got "walrus_song"',
      '47 a request to the shop\'s system by "walrus_feed", got none',
    ],
  );
  assert.match(missed.stdout, /, 2 failed$/m);
});

test('try shows forms and what would be asked, and asks nobody', (t) => {
  const config = withTests(t, '');
  const turns = ['walrus feed', '471122', 'yes', 'walrus song'];
  const r = cli(['try', '--conversations'], { config, input: `${JSON.stringify({ locale: 'en', turns })}\n` });
  assert.equal(r.status, 0, r.stderr);
  const out = r.stdout.trim().split('\n').map((l) => JSON.parse(l));
  assert.deepEqual(out.map((o) => o.reply), ['Which walrus number?', 'Shall I feed 471122?', null, 'They sing at night.']);
  assert.deepEqual(out.map((o) => o.intent), ['walrus_feed', 'walrus_feed', 'walrus_feed', 'walrus_song']);
  assert.deepEqual(out[2].action, { method: 'POST', url: 'https://zoo.example/walruses/471122/meals' });
  assert.deepEqual(out[1].evidence.dialog.form.slots, { number: '471122' });
  assert.ok(out.every((o) => o.escalate === null && o.state === 'bot'));
});
