// Canned replies in the console: which are found, in which language, what is filled in; then the list in a real browser.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { blankIn, fill, findReplies, insertAt, languageFor } from '../../gateway/web/console/replies.js';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

/* ---- without a browser ---- */

const VALUES = { 'customer.name': null, 'agent.name': 'Ada', 'shop.name': 'Northwind', reference: 'FD-1' };
const REPLIES = [
  { id: 'late', title: { en: 'Late parcel', de: 'Lieferung verspätet' }, text: { en: 'Sorry, {agent.name}', de: 'Entschuldigung, {agent.name}' } },
  { id: 'hello_again', title: { en: 'Greeting' }, text: { 'zh-Hant': '您好', fr: 'Bonjour, late' } },
];
const find = (query, options = {}) =>
  findReplies(REPLIES, query, { language: 'en', locale: 'en', languages: ['de', 'fr'], values: VALUES, ...options });

test('the text is in the customer\'s language, else in the nearest', () => {
  assert.equal(languageFor({ en: '', de: '' }, 'de', ['en']), 'de');
  assert.equal(languageFor({ en: '', 'zh-Hant': '' }, 'zh-Hans', ['en']), 'zh-Hant');
  assert.equal(languageFor({ en: '', fr: '' }, 'de', ['fr', 'en']), 'fr');
  assert.equal(languageFor({ 'zh-Hans': '' }, 'de', ['fr']), 'zh-Hans');
  assert.equal(languageFor({ en: '', de: '' }, null, ['de']), 'de');
  assert.equal(find('', { locale: 'de' })[0].text, 'Entschuldigung, Ada');
  assert.equal(find('', { language: 'de' })[0].title, 'Lieferung verspätet', 'titles are in the language of the agent');
});

test('what is known is filled in, what is not stays as a blank', () => {
  assert.equal(fill('{customer.name}, {agent.name} {shop.name} {reference} {{x}} {y}', VALUES), '{customer.name}, Ada Northwind FD-1 {x} {y}');
  assert.equal(fill('{customer.name}', { 'customer.name': '{reference}', reference: 'FD-1' }), '{reference}', 'a value is no template');
  assert.deepEqual(blankIn('Hi {customer.name}!'), [3, 18]);
  assert.equal(blankIn('Hi {you}'), null);
  assert.deepEqual(insertAt('ab', 1, 'X'), { text: 'aXb', from: 2, to: 2 });
  assert.deepEqual(insertAt('ab', 1, 'Hi {reference}'), { text: 'aHi {reference}b', from: 4, to: 15 });
});

test('words are found in title, id and text, with or without accents, the title first', () => {
  const ids = (query, options) => find(query, options).map((row) => row.id);
  assert.deepEqual(ids(''), ['late', 'hello_again']);
  assert.deepEqual(ids('VERSPATET', { language: 'de' }), ['late']);
  assert.deepEqual(ids('hello again'), ['hello_again']);
  assert.deepEqual(ids('late', { locale: 'fr' }), ['late', 'hello_again'], 'a title counts more than a text');
  assert.deepEqual(ids('您', { locale: 'zh-Hans' }), ['hello_again']);
  assert.deepEqual(ids('late nonsense'), []);
});

/* ---- in a browser ---- */

let stage;
before(async () => {
  stage = await startStage(['Ada']);
});
after(() => stage?.stop());

/** A chat of a customer in `language`, claimed by Ada, whose console speaks `locale`. */
async function claimed(t, words, { language = 'en', complaint = 'I want to make a complaint', ...options } = {}) {
  const page = await newPage(t, stage, { locale: language });
  const frame = await customer.openChat(page, stage.url, language);
  await customer.write(frame, `${complaint} (${words})`);
  await customer.isWaiting(frame);
  const ada = await newPage(t, stage, options);
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  await agent.row(ada, words).waitFor();
  await agent.look(ada, words);
  await agent.claim(ada);
  return { ada, frame };
}

const focused = (page, id) => page.waitForFunction((name) => document.activeElement?.id === name, id);
const options = (page) => page.locator('#reply-list [role="option"]');

test('a slash opens the list, typing narrows it down, Enter inserts in the customer\'s language and does not send', async (t) => {
  const { ada, frame } = await claimed(t, 'Baustein', { language: 'de', complaint: 'Das ist eine Frechheit, ich möchte mich beschweren' });
  const type = (text) => ada.keyboard.type(text);
  await ada.focus('#composer');
  await type('and/or https://shop.example ');
  assert.equal(await ada.locator('.replies').count(), 0, 'a slash within a word is a slash');
  await type('/');
  await focused(ada, 'reply-search');
  await options(ada).nth(7).waitFor();
  assert.equal(await ada.getAttribute('#reply-search', 'aria-activedescendant'), 'reply-greeting');
  await checkPage(ada, 'console-replies-en');

  await ada.keyboard.press('ArrowDown');
  assert.equal(await ada.getAttribute('#reply-search', 'aria-activedescendant'), 'reply-one_moment');
  await ada.keyboard.press('ArrowUp');
  await ada.keyboard.press('ArrowUp');
  assert.equal(await ada.getAttribute('#reply-search', 'aria-activedescendant'), 'reply-goodbye', 'up from the first is the last');
  await type('greet');
  await ada.waitForFunction(() => document.querySelectorAll('#reply-list [role="option"]').length === 1);
  await ada.keyboard.press('Enter');
  await focused(ada, 'composer');
  const text = await ada.inputValue('#composer');
  assert.match(text, /^and\/or https:\/\/shop\.example Guten Tag, hier ist Ada von Northwind Garden\./);
  assert.equal(await ada.locator('.message[data-origin="agent"]').count(), 0, 'nothing was sent');
  await ada.keyboard.press('Enter');
  await customer.seesAgent(frame, 'hier ist Ada von Northwind Garden');

  await type('/zzz');
  await ada.waitForFunction(() => document.querySelectorAll('#reply-list [role="option"]').length === 0);
  await ada.keyboard.press('Enter');
  await checkPage(ada, 'console-replies-none-en');
  await ada.keyboard.press('Escape');
  await focused(ada, 'composer');
  assert.equal(await ada.inputValue('#composer'), '', 'what was searched for is no part of the message');
  await type('//');
  await focused(ada, 'composer');
  assert.equal(await ada.inputValue('#composer'), '/', 'a second slash is meant as one');
});

test('what is not known has to be filled in before it is sent', async (t) => {
  const { ada, frame } = await claimed(t, 'blank');
  await ada.fill('#composer', 'Dear {customer.name}, your order');
  await ada.press('#composer', 'Enter');
  await ada.locator('#composer-hint[role="alert"]', { hasText: '{customer.name}' }).waitFor();
  await checkPage(ada, 'console-replies-blank-en');
  assert.equal(await ada.evaluate(() => document.getSelection().toString()), '{customer.name}', 'the blank is selected');
  await ada.keyboard.type('Grace');
  await ada.keyboard.press('Enter');
  await customer.seesAgent(frame, 'Dear Grace, your order');
});

test('by touch on a phone in German and Chinese, in the dark: nothing overflows, axe is clean', async (t) => {
  for (const [locale, name, language] of [['de-DE', 'de', 'fr'], ['zh-TW', 'zh', 'zh-Hans']]) {
    const { ada } = await claimed(t, `Telefon ${name}`, {
      language,
      complaint: language === 'fr' ? 'C’est inadmissible, je veux déposer une réclamation' : '我要投诉，太过分了',
      locale,
      colorScheme: name === 'zh' ? 'dark' : 'light',
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await ada.tap('[data-action="canned"]');
    await options(ada).nth(7).waitFor();
    await checkPage(ada, `console-replies-phone-${name}`);
    await options(ada).nth(1).tap();
    await focused(ada, 'composer');
    assert.match(await ada.inputValue('#composer'), language === 'fr' ? /je vérifie/ : /请稍等/);
    await checkPage(ada, `console-replies-inserted-phone-${name}`);
  }
});
