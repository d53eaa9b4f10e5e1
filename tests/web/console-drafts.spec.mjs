// Drafts, marks and sound: what is kept over a reload and what is not, who waits for an answer since when, and that nothing sounds
// before it was turned on.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { reduce } from '../../gateway/web/console/state.js';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

/* ---- without a browser ---- */

const frame = (state, type, fields) => reduce(state, { type: `frame/${type}`, frame: { type, ...fields }, now: 0 });

function withDrafts(cases, drafts) {
  let state = reduce({ ...initial }, { type: 'logged-in', session: { name: 'Ada' }, kept: { drafts } });
  state = frame(state, 'welcome', { agent: 'Ada', presence: 'available', cases });
  for (const id of cases) state = frame(state, 'case', { case: id, conversation: id, state: 'assigned', transcript: [], customer: {} });
  return state;
}

test('a draft ends with its case: closed by anybody, returned, put away, or gone while nobody listened', () => {
  const drafts = { a: 'for a', b: 'for b' };
  const two = withDrafts(['a', 'b'], drafts);
  assert.deepEqual(two.drafts, drafts);
  assert.deepEqual(frame(two, 'state', { case: 'a', state: 'closed' }).drafts, { b: 'for b' });
  const asked = reduce(two, { type: 'asked', case: 'a', what: 'return' });
  assert.deepEqual(frame(asked, 'state', { case: 'a', state: 'bot' }).drafts, { b: 'for b' });
  assert.deepEqual(frame(two, 'state', { case: 'a', state: 'queued' }).drafts, drafts, 'back in the line it may come back here');
  assert.deepEqual(reduce(two, { type: 'put-away', case: 'b' }).drafts, { a: 'for a' });
  assert.deepEqual(withDrafts(['b'], drafts).drafts, { b: 'for b' });
});

/* ---- in a browser ---- */

let stage;
before(async () => {
  stage = await startStage(['Ada', 'Grace']);
});
after(() => stage?.stop());

async function claimed(t, words, options = {}) {
  const page = await newPage(t, stage, { locale: 'en' });
  const widget = await customer.openChat(page, stage.url, 'en');
  await customer.write(widget, `This is outrageous, I want to make a complaint (${words})`);
  await customer.isWaiting(widget);
  const ada = await newPage(t, stage, options);
  await ada.addInitScript(() => {
    window.tones = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...args) {
      window.tones += 1;
      return start.apply(this, args);
    };
  });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  await agent.row(ada, words).waitFor();
  await agent.look(ada, words);
  await agent.claim(ada);
  return { ada, widget };
}

const kept = (page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

test('a draft outlives a reload, not its chat, and is nobody else\'s', async (t) => {
  const { ada } = await claimed(t, 'draft');
  await ada.fill('#composer', 'half a sentence');
  await ada.reload();
  await ada.waitForSelector('#composer');
  assert.equal(await ada.inputValue('#composer'), 'half a sentence');
  await agent.closeChat(ada, 'resolved');
  await agent.row(ada, 'draft').waitFor({ state: 'detached' });
  assert.doesNotMatch(await kept(ada), /half a sentence/);

  const second = await claimed(t, 'other desk');
  await second.ada.fill('#composer', 'words of Ada');
  assert.match(await kept(second.ada), /words of Ada/);
  await second.ada.context().clearCookies();
  await second.ada.reload();
  await agent.fillLogin(second.ada, 'Grace', stage.passwordOf('Grace'));
  await second.ada.waitForSelector('.link-state[data-link="online"]');
  assert.doesNotMatch(await kept(second.ada), /words of Ada/);
});

test('who waits for an answer is counted and says since when, in German and on a phone in Chinese in the dark', async (t) => {
  const { ada, widget } = await claimed(t, 'marks', { locale: 'de-DE' });
  await agent.row(ada, 'marks').locator('.mark.needs', { hasText: /^Wartet auf Antwort seit \d\d:\d\d$/ }).waitFor();
  assert.equal(await ada.textContent('#list-mine .mark.needs'), '2 warten auf Antwort', 'this one, and the one of the test before');
  await checkPage(ada, 'console-needs-de');
  await agent.say(ada, 'one moment');
  await ada.locator('#list-mine .mark.needs', { hasText: '1 wartet auf Antwort' }).waitFor();
  assert.equal(await agent.row(ada, 'one moment').locator('.mark.needs').count(), 0);
  await customer.write(widget, 'and now?');
  await ada.locator('#list-mine .mark.needs', { hasText: '2 warten auf Antwort' }).waitFor();

  const phone = await newPage(t, stage, { locale: 'zh-TW', colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await agent.openConsole(phone, stage.url, 'Ada', stage.passwordOf('Ada'));
  await phone.waitForSelector('#list-mine .mark.needs');
  await phone.tap('[data-action="menu"]');
  await phone.locator('.menu-panel button', { hasText: '開啟音效' }).waitFor();
  await checkPage(phone, 'console-needs-phone-zh');
  await agent.closeChat(ada, 'other');
});

test('sound is off until it is turned on, is remembered, and does not sound for what is in view', async (t) => {
  const { ada, widget } = await claimed(t, 'sound', { locale: 'en-GB' });
  const hide = (value) =>
    ada.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, value);
  const tones = () => ada.evaluate(() => window.tones);
  await hide('hidden');
  await customer.write(widget, 'first');
  await agent.seesCustomer(ada, 'first');
  assert.equal(await tones(), 0, 'off by default');

  await hide('visible');
  await ada.click('[data-action="menu"]');
  await ada.locator('.menu-panel button', { hasText: 'Turn on sound' }).click();
  await ada.locator('.menu-panel button', { hasText: 'Turn off sound' }).waitFor();
  assert.equal(await tones(), 2, 'heard once when it is turned on');
  await customer.write(widget, 'second');
  await agent.seesCustomer(ada, 'second');
  assert.equal(await tones(), 2, 'what is read at this moment makes no sound');
  await hide('hidden');
  await customer.write(widget, 'third');
  await ada.waitForFunction(() => window.tones === 4);

  await hide('visible');
  await ada.reload();
  await ada.waitForSelector('#composer');
  await ada.click('[data-action="menu"]');
  await ada.locator('.menu-panel button', { hasText: 'Turn off sound' }).waitFor();
  await agent.closeChat(ada, 'other');
});
