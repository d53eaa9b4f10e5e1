// The widget's parts that need no browser: order of messages, outbox, backoff, languages, colours, words.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { SEND, createOutbox } from '../../gateway/web/shared/outbox.js';
import { backoffMs } from '../../gateway/web/shared/socket.js';
import { contrast, palette, parse } from '../../gateway/web/shared/colour.js';
import { createWords } from '../../gateway/web/widget/i18n.js';
import { choose, direction, lookup } from '../../gateway/web/shared/locale.js';
import { createModel, handoff, hasGap, mayWrite, see, welcome } from '../../gateway/web/widget/state.js';
import { ROOT } from './lib/server.mjs';

const LANGUAGES = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];
const GREETING = { type: 'welcome', conversation: 'c1', state: 'bot', consent: 'given', notice: { text: 'AI', version: '1' }, shop: 'S' };

test('languages are looked up as the gateway does it', () => {
  const cases = {
    'zh-TW': 'zh-Hant', 'zh-HK': 'zh-Hant', 'zh-MO': 'zh-Hant', 'zh-Hant-HK': 'zh-Hant', zh: 'zh-Hans', 'zh-CN': 'zh-Hans',
    'zh-SG': 'zh-Hans', 'zh-Hans-CN': 'zh-Hans', 'de-AT': 'de', de_CH: 'de', 'FR-ca': 'fr', 'en-GB': 'en', es: null, '': null,
  };
  for (const [tag, wanted] of Object.entries(cases)) assert.equal(lookup(tag, LANGUAGES), wanted, `lookup of ${tag}`);
  assert.equal(choose(['es', 'zh-HK', 'de'], LANGUAGES), 'zh-Hant', 'the first wish that is available');
  assert.equal(choose(['es'], ['fr', 'de']), 'fr', "else the shop's first");
  assert.equal(direction('he-IL'), 'rtl');
  assert.equal(direction('de'), 'ltr');
});

test('every accent colour is corrected until its text can be read in both themes', () => {
  const rgb = (css) => css.match(/\d+/g).map(Number);
  for (const accent of ['#0f766e', '#ffff00', '#ffffff', '#000000', '#f8a', '#1d4ed8', '#e11d48', '#808080', 'nonsense', null]) {
    const { light, dark } = palette(accent);
    for (const [theme, ground] of [[light, '#f1f3f5'], [dark, '#23292f']]) {
      assert.ok(contrast(rgb(theme.fill), rgb(theme.on)) >= 4.5, `text on ${accent}`);
      assert.ok(contrast(rgb(theme.fill), parse(ground)) >= 4.5, `${accent} as text on ${ground}`);
    }
    assert.ok(contrast(rgb(light.tint), parse('#1b1f24')) >= 4.5, `own bubble of ${accent}, light`);
    assert.ok(contrast(rgb(dark.tint), parse('#e8ebee')) >= 4.5, `own bubble of ${accent}, dark`);
  }
});

test('every language has every text, with the same placeholders, and says AI', async () => {
  const folder = `${ROOT}/gateway/web/widget/i18n`;
  assert.deepEqual((await readdir(folder)).sort(), LANGUAGES.map((name) => `${name}.json`).sort());
  const load = async (name) => JSON.parse(await readFile(`${folder}/${name}.json`, 'utf8'));
  const holes = (text) => [...new Set(JSON.stringify(text).match(/\{(?:shop|name|count|max|time|when|hours|n)\}/g) ?? [])].sort();
  const english = await load('en');
  for (const name of LANGUAGES) {
    const texts = await load(name);
    assert.deepEqual(Object.keys(texts), Object.keys(english), `keys of ${name}.json`);
    for (const key of Object.keys(english)) assert.deepEqual(holes(texts[key]), holes(english[key]), `placeholders of ${key} in ${name}.json`);
    for (const key of ['label', 'assistant', 'notice', 'notice_agent', 'notice_people', 'typing_ai'])
      assert.match(JSON.stringify(texts[key]), /\b(AI|KI|IA)\b|AI/, `${key} of ${name}.json names AI`);
    assert.ok(!JSON.stringify(texts).includes('!') && !JSON.stringify(texts).includes('！'), `${name}.json has no exclamation marks`);
  }
});

test('every text that the code asks for exists, and every text is asked for', async () => {
  const folder = `${ROOT}/gateway/web/widget`;
  const texts = JSON.parse(await readFile(`${folder}/i18n/en.json`, 'utf8'));
  let code = '';
  for (const name of await readdir(folder)) if (name.endsWith('.js') && name !== 'loader.js') code += await readFile(`${folder}/${name}`, 'utf8');
  const asked = [...code.matchAll(/\bt\('(\w+)'/g)].map((match) => match[1]);
  assert.deepEqual(asked.filter((key) => !(key in texts)), [], 'asked for and missing');
  const computed = ['consent_ai', 'consent_people', 'up', 'down', 'sending', 'sent', 'failed', 'reconnecting', 'offline'];
  assert.deepEqual(Object.keys(texts).filter((key) => !asked.includes(key) && !computed.includes(key)), [], 'never asked for');
});

test('places in line and waiting times are words of the language', async () => {
  const words = async (name) => createWords(name, JSON.parse(await readFile(`${ROOT}/gateway/web/widget/i18n/${name}.json`, 'utf8')));
  const english = await words('en');
  assert.deepEqual([1, 3, 4, 21, 22].map((n) => english.t('place', { n })), [
    'You are next.', 'You are third in line.', 'You are 4th in line.', 'You are 21st in line.', 'You are 22nd in line.',
  ]);
  assert.equal(english.t('wait', { time: english.duration(240) }), 'It takes about 4 minutes.');
  assert.equal(english.duration(10), '1 minute');
  assert.equal(english.duration(3 * 3600), '3 hours');
  const german = await words('de');
  assert.equal(german.t('place', { n: 3 }), 'Sie sind an 3. Stelle.');
  assert.equal(german.duration(240), '4 Minuten');
});

test('messages count once, whatever overtakes what', () => {
  const model = createModel();
  assert.equal(welcome(model, GREETING), 'first');
  assert.ok(see(model, 1));
  assert.ok(!see(model, 1), 'a second time is known');
  assert.ok(see(model, 3));
  assert.equal(model.last, 1, 'a resume asks from before the gap');
  assert.ok(hasGap(model));
  assert.ok(see(model, 2));
  assert.equal(model.last, 3);
  assert.ok(!hasGap(model));
  assert.ok(!see(model, 2));
});

test('another conversation starts counting anew, the same one goes on', () => {
  const model = createModel();
  welcome(model, GREETING);
  see(model, 1);
  handoff(model, { state: 'queued', outcome: 'queued', position: 2, reference: 'FD-1' });
  assert.equal(welcome(model, GREETING), 'same');
  assert.equal(model.last, 1);
  assert.equal(welcome(model, { ...GREETING, conversation: 'c2' }), 'other');
  assert.deepEqual([model.last, model.segment, model.reference, model.position], [0, 1, null, null]);
});

test('nothing can be written before notice and consent; people only needs a person', () => {
  const model = createModel();
  assert.ok(!mayWrite(model), 'before the welcome');
  welcome(model, { ...GREETING, consent: 'needed' });
  for (const state of ['bot', 'queued', 'human', 'closed']) assert.ok(!mayWrite({ ...model, state }), `consent needed, ${state}`);
  model.consent = 'refused';
  assert.deepEqual(['bot', 'queued', 'human', 'closed'].map((state) => mayWrite({ ...model, state })), [false, true, true, false]);
  model.consent = 'given';
  assert.ok(mayWrite(model));
});

test('backoff doubles with jitter, has a cap, and never returns at once', () => {
  for (let attempt = 0; attempt < 40; attempt++) {
    const step = Math.min(30000, 500 * 2 ** Math.min(attempt, 10));
    assert.equal(backoffMs(attempt, () => 0), step / 2);
    assert.equal(backoffMs(attempt, () => 1), step);
  }
});

function fakeStorage() {
  const storage = {};
  Object.defineProperties(storage, {
    setItem: { value: (key, text) => (storage[key] = text) },
    getItem: { value: (key) => storage[key] ?? null },
    removeItem: { value: (key) => delete storage[key] },
  });
  return storage;
}

test('the outbox keeps what is not acknowledged and sends it again under the same id', () => {
  const storage = fakeStorage();
  const sent = [];
  const make = () => createOutbox({ send: (frame) => sent.push(frame) > 0, onChange: () => {}, storage, timeoutMs: 60000 });
  const first = make();
  first.resume();
  first.add({ type: 'message', id: 'a', text: 'one' });
  first.pause();
  first.add({ type: 'message', id: 'b', text: 'two' });
  assert.deepEqual(sent.map(({ id }) => id), ['a'], 'nothing goes out while the line is down');
  first.resume();
  assert.deepEqual(sent.map(({ id }) => id), ['a', 'a', 'b'], 'then all that is not acknowledged, in order');
  assert.equal(first.acknowledge('a').status, SEND.SENT);
  assert.equal(first.acknowledge('a'), null);

  const second = make(); // the next page
  assert.deepEqual(second.restore().map(({ frame }) => frame.text), ['two']);
  second.resume();
  assert.equal(sent.at(-1).id, 'b');
  second.acknowledge('b');
  assert.deepEqual(Object.keys(storage), []);
  first.acknowledge('b');
});

test('what the gateway refused waits for the person; what only came too early goes out by itself', () => {
  const sent = [];
  const seen = [];
  const outbox = createOutbox({ send: (frame) => sent.push(frame.id) > 0, onChange: ({ frame, status }) => seen.push(`${frame.id} ${status}`) });
  outbox.resume();
  outbox.add({ id: 'a' });
  outbox.refuse('a', 'rate_limited');
  outbox.add({ id: 'b' });
  outbox.refuse('b', 'consent_required');
  outbox.resume();
  assert.deepEqual(sent, ['a', 'b', 'b']);
  outbox.retry('a');
  assert.deepEqual(sent, ['a', 'b', 'b', 'a']);
  assert.ok(seen.includes('a failed') && seen.includes('b failed'));
  outbox.acknowledge('a');
  outbox.acknowledge('b');
  assert.equal(outbox.size, 0);
});

test('an acknowledgement that does not come marks the message failed and the line suspect', async () => {
  const late = new Promise((done) => {
    const outbox = createOutbox({ send: () => true, onChange: () => {}, onLate: () => done(outbox.discard('a')), timeoutMs: 5 });
    outbox.resume();
    outbox.add({ id: 'a' });
  });
  assert.deepEqual([(await late).status, (await late).code], [SEND.FAILED, 'timeout']);
});
