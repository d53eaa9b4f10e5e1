// Keys and search of the console: one table binds the keys, fills the help page and stands in the README; the search finds at once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { GROUPS, KEYS, OTHER_KEYS } from '../../gateway/web/console/keys.js';
import { reduce } from '../../gateway/web/console/state.js';
import { listed, needCount, neighbour, walkOrder } from '../../gateway/web/console/views.js';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { ROOT } from './lib/server.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

/* ---- without a browser ---- */

test('every key has one meaning, a group and words', () => {
  const words = JSON.parse(readFileSync(join(ROOT, 'gateway/web/console/i18n/en.json'), 'utf8'));
  assert.equal(new Set(KEYS.map(({ key }) => key)).size, KEYS.length);
  for (const { group, word } of [...KEYS, ...OTHER_KEYS]) assert.ok(GROUPS.includes(group) && words[word], word);
  for (const name of [...GROUPS.map((group) => `keys.${group}`), ...OTHER_KEYS.flatMap(({ keys }) => keys)]) assert.ok(words[name], name);

  const readme = readFileSync(join(ROOT, 'gateway/web/console/README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Keys'), readme.indexOf('## What stays'));
  const documented = [...section.matchAll(/^\| `(.)` \| (.+) \|$/gm)].map(([, key, text]) => [key, text]);
  assert.deepEqual(documented, KEYS.map(({ key, word }) => [key, words[word]]), 'the table in README.md');
});

const entry = (id, more) => ({ case: id, reason: 'complaint', locale: 'de', reference: `FD-${id}`, summary: `summary of ${id}`, state: 'queued', ...more });
const said = (seq, text, origin = 'customer') => ({ seq, at: '2026-03-01T12:00:00Z', origin, text });

/** Two in the line, one to call back, two own chats. */
function desk() {
  const chats = Object.fromEntries(
    [
      ['own1', [said(1, 'Wo ist mein Päckchen?'), said(2, 'Ich sehe nach', 'agent')], { locale: 'de', contact: 'kim@example.org' }],
      ['own2', [said(1, 'my invoice is wrong')], { locale: 'en', page: 'https://shop.example/bill' }],
    ].map(([id, messages, facts]) => [
      id,
      { id, mode: 'mine', messages, readSeq: 0, locale: facts.locale, customer: facts, reference: `FD-${id}`, escalation: { reason: 'request' } },
    ]),
  );
  const queue = [entry('one'), entry('two', { reason: 'sensitive', locale: 'fr' }), entry('call', { state: 'callback' })];
  return { ...initial, login: 'done', session: { name: 'Ada' }, chats, claimed: ['own1', 'own2'], queue, queueKnown: true };
}
const WORDS = { complaint: 'Beschwerde', sensitive: 'Heikel', request: 'Wunsch', de: 'Deutsch', fr: 'Französisch', en: 'Englisch' };
const found = (query) => walkOrder(reduce(desk(), { type: 'search', query, words: WORDS })).sort();

test('the search finds messages, references, contacts, reasons and languages by their names; every word must fit', () => {
  assert.deepEqual(found(''), ['call', 'one', 'own1', 'own2', 'two']);
  assert.deepEqual(found('   '), ['call', 'one', 'own1', 'own2', 'two']);
  assert.deepEqual(found('packchen'), ['own1']);
  assert.deepEqual(found('FD-two'), ['two']);
  assert.deepEqual(found('KIM@'), ['own1']);
  assert.deepEqual(found('/bill'), ['own2']);
  assert.deepEqual(found('beschwerde'), ['call', 'one']);
  assert.deepEqual(found('franzosisch heikel'), ['two']);
  assert.deepEqual(found('sehe nach'), ['own1']);
  assert.deepEqual(found('invoice packchen'), []);
});

test('the search narrows the list and what j and k walk through, not what is counted', () => {
  const state = reduce(desk(), { type: 'search', query: 'beschwerde', words: WORDS });
  assert.equal(listed(state).waiting.length, 1);
  assert.equal(neighbour({ ...state, selected: 'one' }, 1), 'call');
  assert.equal(needCount(state), needCount(desk()));
});

/* ---- in a browser ---- */

let stage;
before(async () => {
  stage = await startStage(['Ada']);
});
after(() => stage?.stop());

async function waiting(t, words) {
  const page = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(page, stage.url, 'en');
  await customer.write(frame, `This is outrageous, I want to make a complaint (${words})`);
  await customer.isWaiting(frame);
  return frame;
}

async function console_(t, options) {
  const page = await newPage(t, stage, options);
  await agent.openConsole(page, stage.url, 'Ada', stage.passwordOf('Ada'));
  return page;
}

const focused = (page, id) => page.waitForFunction((name) => document.activeElement?.id === name, id);

test('every key does what the help says, and none does anything while text is typed', async (t) => {
  const frame = await waiting(t, 'keyboard');
  const ada = await console_(t, { locale: 'en-GB' });
  const press = (key) => ada.keyboard.press(key);
  await agent.row(ada, 'keyboard').waitFor();
  await press('j');
  await ada.waitForSelector('[data-action="claim"]:not([disabled])');
  await press('s');
  await focused(ada, 'search');
  const all = KEYS.map(({ key }) => key).join('');
  await ada.keyboard.type(all);
  assert.equal(await ada.inputValue('#search'), all);
  assert.equal(await ada.locator('dialog[open], .menu-panel:not([hidden]), #composer').count(), 0, 'typing did nothing else');
  await press('Escape');
  assert.equal(await ada.inputValue('#search'), '', 'the first Esc empties the search');
  await press('Escape');
  await ada.waitForFunction(() => document.activeElement?.dataset.chat);

  await press('i');
  await ada.waitForFunction(() => document.activeElement?.closest('[data-pane="facts"]'));
  await press('p');
  await focused(ada, 'presence');
  await press('Escape');
  await press('m');
  await ada.waitForSelector('.menu-panel:not([hidden])');
  await press('Escape');
  await ada.waitForSelector('.menu-panel', { state: 'hidden' });
  await press('c');
  await focused(ada, 'composer');
  await ada.keyboard.type(all.replace('/', ''));
  assert.equal(await ada.inputValue('#composer'), all.replace('/', ''));
  await press('Control+a');
  await press('Delete');
  await press('Escape');
  await press('/');
  await focused(ada, 'reply-search');
  await press('Escape');
  await press('Escape');

  await press('?');
  await ada.waitForSelector('dialog[open]');
  const rows = ada.locator('dialog[open] .keys div');
  assert.equal(await rows.count(), KEYS.length + OTHER_KEYS.length);
  assert.deepEqual(
    (await ada.locator('dialog[open] .keys kbd').allTextContents()).filter((key) => key.length === 1).sort(),
    KEYS.map(({ key }) => key).sort(),
  );
  await checkPage(ada, 'console-keys-en');
  await ada.locator('dialog[open] input[type=checkbox]').uncheck();
  await press('Escape');
  await ada.waitForSelector('dialog', { state: 'detached' });
  await press('?');
  await press('m');
  assert.equal(await ada.locator('dialog[open], .menu-panel:not([hidden])').count(), 0, 'turned off, no key does anything');
  await ada.evaluate(() => localStorage.clear());

  await frame.locator('#message').waitFor();
  await agent.closeChat(ada, 'other');
});

test('search: found at once, by keyboard, in German and in Chinese on a phone in the dark', async (t) => {
  await waiting(t, 'Ananas');
  await waiting(t, 'Banane');
  const wide = await console_(t, { locale: 'de-DE' });
  await agent.row(wide, 'Banane').waitFor();
  await wide.keyboard.press('s');
  await wide.keyboard.type('banane beschwerde');
  await agent.row(wide, 'Ananas').waitFor({ state: 'detached' });
  assert.match(await wide.textContent('.search .hint'), /^1 Chat gefunden/);
  await checkPage(wide, 'console-search-de');
  await wide.keyboard.press('Enter');
  await agent.seesCustomer(wide, 'This is outrageous, I want to make a complaint (Banane)');
  await wide.keyboard.press('s');
  await wide.keyboard.type(' nichts');
  await wide.waitForFunction(() => document.querySelectorAll('[data-chat]').length === 0);
  await checkPage(wide, 'console-search-none-de');
  await wide.keyboard.press('Escape');
  await agent.row(wide, 'Ananas').waitFor();
  await wide.keyboard.press('Escape');
  await wide.keyboard.press('?');
  await wide.waitForSelector('dialog[open]');
  await checkPage(wide, 'console-keys-de');

  const phone = await console_(t, { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await agent.row(phone, 'Banane').waitFor();
  await phone.fill('#search', '投诉 ANANAS');
  await agent.row(phone, 'Banane').waitFor({ state: 'detached' });
  await checkPage(phone, 'console-search-phone-zh');
  await phone.tap('[data-action="menu"]');
  await phone.locator('.menu-panel button', { hasText: '?' }).tap();
  await phone.waitForSelector('dialog[open]');
  await checkPage(phone, 'console-keys-phone-zh');
});
