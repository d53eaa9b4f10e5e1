// The agent console in a real browser against the real gateway: login, line, claim, conversation, evidence,
// keyboard, reload. Each state is checked with axe-core and kept as a screenshot.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

const COMPLAINT = 'This is outrageous, I want to make a complaint about my order';
const KLAGE = 'Das ist eine Frechheit, ich möchte mich beschweren';

let stage;

before(async () => {
  stage = await startStage(['Ada', 'Grace']);
});
after(() => stage?.stop());

/** A customer who has complained and now waits; `words` mark the chat, so that tests do not meet. */
async function waitingCustomer(t, words, { language = 'en', complaint = COMPLAINT } = {}) {
  const page = await newPage(t, stage, { locale: language });
  const frame = await customer.openChat(page, stage.url, language);
  const text = `${complaint} (${words})`;
  await customer.write(frame, text);
  await customer.isWaiting(frame);
  return { page, frame, text };
}

async function agentPage(t, name = 'Ada', options = {}) {
  const page = await newPage(t, stage, options);
  await agent.openConsole(page, stage.url, name, stage.passwordOf(name));
  return page;
}

test('login: empty, wrong, right, and back to the login after logging out', async (t) => {
  const page = await newPage(t, stage, { locale: 'de-DE' });
  await page.goto(`${stage.url}/console/`);
  await page.waitForSelector('#login-name');
  assert.equal(await page.getAttribute('html', 'lang'), 'de');
  await checkPage(page, 'console-login-de');

  await page.click('form button[type="submit"]');
  await page.waitForSelector('.login-problem p');
  await agent.fillLogin(page, 'Ada', 'not the password');
  await page.waitForFunction(() => document.querySelector('.login-problem')?.textContent.includes('Passwort stimmt nicht'));
  await checkPage(page, 'console-login-wrong-de');

  await agent.fillLogin(page, 'Ada', stage.passwordOf('Ada'));
  await page.waitForSelector('.link-state[data-link="online"]');
  await checkPage(page, 'console-empty-de');

  const otherTab = await page.context().newPage();
  await otherTab.goto(`${stage.url}/console/`);
  await otherTab.waitForSelector('.link-state[data-link="online"]');
  await page.click('.menu > button');
  await checkPage(page, 'console-menu-de');
  await page.click('.menu-panel button:last-child');
  await page.waitForSelector('#login-name');
  await otherTab.waitForSelector('.login-note');
  assert.match(await otherTab.textContent('.login-note'), /abgelaufen/, 'the other tab says that the login is over');
  await page.reload();
  await page.waitForSelector('#login-name');
});

test('login: too many failures are throttled, with a countdown', async (t) => {
  const page = await newPage(t, stage, { locale: 'en-GB' });
  await page.goto(`${stage.url}/console/`);
  await page.waitForSelector('#login-name');
  const throttled = page.locator('.counting');
  for (let i = 0; i < 12 && !(await throttled.isVisible()); i++) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/login'));
    await agent.fillLogin(page, 'Nobody', `wrong ${i}`);
    await answered;
    await page.waitForSelector('button[type="submit"][aria-disabled="false"], .counting');
  }
  assert.ok(await throttled.isVisible(), 'after 12 failures in a row a wait is imposed');
  assert.match(await throttled.textContent(), /try again in \d+:\d\d/);
  assert.equal(await page.getAttribute('form button[type="submit"]', 'aria-disabled'), 'true');
  await checkPage(page, 'console-login-throttled-en');
});

test('a complaint: line, look, claim, answer both ways, typing, evidence, return to the assistant', async (t) => {
  const ada = await agentPage(t, 'Ada');
  const { frame, text } = await waitingCustomer(t, 'alpha');

  const row = agent.row(ada, 'alpha');
  await row.waitFor();
  assert.equal(await row.locator('.reason').getAttribute('data-reason'), 'complaint');
  assert.match(await row.locator('.wait').textContent(), /^\d+:\d\d/);
  const first = await row.locator('.wait').textContent();
  await ada.waitForFunction(
    (before) => [...document.querySelectorAll('.row')].find((node) => node.textContent.includes('alpha'))?.querySelector('.wait').textContent !== before,
    first,
  );
  assert.match(await row.textContent(), /English/);

  await agent.look(ada, 'alpha');
  await agent.seesCustomer(ada, text);
  assert.equal(await ada.locator('#composer').count(), 0, 'looking does not let the agent write');
  assert.match(await ada.locator('.facts .signals').textContent(), /Complaint/);
  await checkPage(ada, 'console-look-en');

  await agent.claim(ada);
  await frame.locator('.speaking', { hasText: 'Ada' }).waitFor();
  await ada.focus('#composer');
  await ada.keyboard.type('I am look');
  await frame.locator('.typing', { hasText: 'Ada' }).waitFor();
  // The Enter that confirms a word of an input method must not send it.
  await ada.fill('#composer', '我正在');
  await ada.evaluate(() => {
    const enter = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true };
    document.getElementById('composer').dispatchEvent(new KeyboardEvent('keydown', enter));
  });
  assert.equal(await ada.inputValue('#composer'), '我正在');
  await agent.say(ada, 'I am looking into it now.');
  await customer.seesAgent(frame, 'I am looking into it now.');

  await frame.locator('#message').pressSequentially('than');
  await ada.waitForFunction(() => document.querySelector('.typing')?.textContent !== '');
  await customer.write(frame, 'thank you, I wait');
  await agent.seesCustomer(ada, 'thank you, I wait');
  await checkPage(ada, 'console-conversation-en');

  await ada.click('[data-action="return"]');
  await ada.click('dialog[open] button[type="submit"]');
  await ada.waitForSelector('.notice.status');
  assert.equal(await agent.row(ada, 'alpha').count(), 0);
  await frame.locator('.speaking', { hasText: 'AI' }).waitFor();
});

test('every bot message shows its label, and exactly why it was said', async (t) => {
  const ada = await agentPage(t, 'Ada');
  const page = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(page, stage.url, 'en');
  await customer.write(frame, 'where is my order?');
  await frame.locator('.msg.bot').first().waitFor();
  await customer.write(frame, `${COMPLAINT} (evidence)`);
  await agent.row(ada, 'evidence').waitFor();
  await agent.look(ada, 'evidence');

  const seen = await agent.botLabels(ada);
  assert.ok(seen.length > 0, 'the transcript holds what the assistant said');
  assert.deepEqual(seen, await customer.labels(frame), 'the labels are the ones that the customer sees');
  for (const label of seen) assert.match(label, /AI/);

  await ada.locator('.why-button').first().click();
  const panel = ada.locator('.why-panel').first();
  await panel.waitFor();
  const why = await panel.textContent();
  assert.match(why, /track_order/);
  assert.match(why, /config\/intents\/[\w-]+\.yaml:\d+/, 'the rule is named with file and line');
  assert.match(why, /sha256:/);
  await checkPage(ada, 'console-why-en');
});

test('two agents claim the same chat: one gets it, the other is told', async (t) => {
  const pages = [await agentPage(t, 'Ada'), await agentPage(t, 'Grace')];
  const { frame } = await waitingCustomer(t, 'race');
  for (const page of pages) {
    await agent.row(page, 'race').waitFor();
    await agent.look(page, 'race');
  }
  await Promise.all(pages.map((page) => page.evaluate(() => document.querySelector(`[data-action="claim"]`)?.click())));
  await Promise.all(pages.map((page) => page.waitForSelector('#composer, .thread-foot.left')));
  const winners = [];
  for (const page of pages) if (await page.locator('#composer').count()) winners.push(page);
  assert.equal(winners.length, 1, 'exactly one agent has the chat');
  const loser = pages.find((page) => page !== winners[0]);
  assert.match(await loser.locator('.thread-foot.left').textContent(), /colleague/);
  await checkPage(loser, 'console-already-claimed-en');
  await agent.say(winners[0], 'You are talking to one person only.');
  await customer.seesAgent(frame, 'one person only');
  await agent.closeChat(winners[0], 'resolved');
  await frame.locator('.card', { hasText: 'ended' }).waitFor();
});

test('a reload keeps the chats, the draft and what was open', async (t) => {
  const ada = await agentPage(t, 'Ada');
  await waitingCustomer(t, 'reload-one');
  const two = await waitingCustomer(t, 'reload-two');
  for (const words of ['reload-one', 'reload-two']) {
    await agent.row(ada, words).waitFor();
    await agent.look(ada, words);
    await agent.claim(ada);
  }
  await agent.say(ada, 'first answer');
  await ada.fill('#composer', 'half a sentence');
  await agent.row(ada, 'reload-one').click();
  await ada.waitForSelector('#composer');
  await customer.write(two.frame, 'reload-two again');
  await agent.row(ada, 'reload-two').locator('.mark.strong').waitFor();

  await ada.reload();
  await agent.row(ada, 'reload-one').waitFor();
  await agent.row(ada, 'reload-two').locator('.mark.strong').waitFor();
  assert.match(await ada.locator('[data-chat][aria-current="true"]').textContent(), /reload-one/);
  await agent.row(ada, 'reload-two').click();
  await agent.seesCustomer(ada, 'reload-two again');
  assert.equal(await ada.inputValue('#composer'), 'half a sentence');
  assert.equal(await agent.row(ada, 'reload-two').locator('.mark.strong').count(), 0);
  for (const words of ['reload-one', 'reload-two']) {
    await agent.row(ada, words).click();
    await agent.closeChat(ada, 'other');
    await agent.row(ada, words).waitFor({ state: 'detached' });
  }
});

test('by keyboard alone: log in, find, claim, answer, return, close', async (t) => {
  const one = await waitingCustomer(t, 'keys-one');
  const two = await waitingCustomer(t, 'keys-two');
  const page = await newPage(t, stage, { locale: 'en-GB' });
  const press = (key) => page.keyboard.press(key);
  const onChat = (words) =>
    page.waitForFunction((text) => document.querySelector('[data-chat][aria-current="true"]')?.textContent.includes(text), words);
  const dialogGone = () => page.waitForSelector('dialog', { state: 'detached' });

  await page.goto(`${stage.url}/console/`);
  await page.waitForFunction(() => document.activeElement?.id === 'login-name');
  await page.keyboard.type('Grace');
  await press('Tab');
  await page.keyboard.type(stage.passwordOf('Grace'));
  await press('Enter');
  await agent.row(page, 'keys-two').waitFor();

  await press('?');
  await page.waitForSelector('dialog[open]');
  await checkPage(page, 'console-help-en');
  await press('Escape');
  await dialogGone();

  await walkTo(page, 'keys-one');
  await onChat('keys-one');
  await page.waitForSelector('[data-action="claim"]:not([disabled])');
  await press('c');
  await page.waitForFunction(() => document.activeElement?.id === 'composer');
  await page.keyboard.type('Typed, claimed and closed with keys: jkcrbe?');
  await press('Enter');
  await customer.seesAgent(one.frame, 'Typed, claimed and closed with keys: jkcrbe?');
  await press('Escape');
  await press('r');
  await page.waitForFunction(() => document.activeElement?.id === 'composer');
  await press('Escape');
  await press('b');
  await page.waitForSelector('dialog[open]');
  await checkPage(page, 'console-return-en');
  await press('Enter');
  await agent.row(page, 'keys-one').waitFor({ state: 'detached' });

  await walkTo(page, 'keys-two');
  await page.waitForSelector('[data-action="claim"]:not([disabled])');
  await press('c');
  await page.waitForSelector('#composer');
  await press('Escape');
  await press('e');
  await page.waitForSelector('dialog[open]');
  await checkPage(page, 'console-close-en');
  await press('ArrowDown');
  await press('Enter');
  await agent.row(page, 'keys-two').waitFor({ state: 'detached' });
  await two.frame.locator('.card', { hasText: 'ended' }).waitFor();
});

/** j until the chat with these words is the current one; it must be reached within the length of the list. */
async function walkTo(page, words) {
  const rows = await page.locator('[data-chat]').count();
  for (let i = 0; i <= rows; i++) {
    const current = await page.locator('[data-chat][aria-current="true"]').allTextContents();
    if (current[0]?.includes(words)) return;
    await page.keyboard.press('j');
  }
  assert.fail(`j does not reach the chat "${words}"`);
}

test('a lost connection is shown, what is written meanwhile arrives once', async (t) => {
  const ada = await agentPage(t, 'Ada');
  const { frame } = await waitingCustomer(t, 'lost');
  await agent.row(ada, 'lost').waitFor();
  await agent.look(ada, 'lost');
  await agent.claim(ada);
  await stage.server.end('SIGTERM');
  await ada.waitForSelector('.banner');
  await checkPage(ada, 'console-offline-en');
  await ada.fill('#composer', 'written without a line');
  await ada.press('#composer', 'Enter');
  await ada.waitForSelector('.unsent');
  await stage.server.restart();
  await customer.seesAgent(frame, 'written without a line');
  await ada.waitForSelector('.unsent', { state: 'detached' });
  assert.equal(await frame.locator('.msg.agent .text', { hasText: 'written without a line' }).count(), 1);
  await ada.waitForSelector('.link-state[data-link="online"]');
  await agent.closeChat(ada);
  await agent.row(ada, 'lost').waitFor({ state: 'detached' });
});

test('notifications: never asked for unprompted, and without words of the customer', async (t) => {
  const page = await newPage(t, stage, { locale: 'en-GB', permissions: ['notifications'] });
  await page.addInitScript(() => {
    window.asked = 0;
    window.shown = [];
    window.Notification = class {
      static permission = 'default';
      static async requestPermission() {
        window.asked += 1;
        window.Notification.permission = 'granted';
        return 'granted';
      }
      constructor(title, options) {
        window.shown.push(`${title} ${options.body}`);
      }
      close() {}
    };
  });
  await agent.openConsole(page, stage.url, 'Ada', stage.passwordOf('Ada'));
  assert.equal(await page.evaluate(() => window.asked), 0);
  await page.click('.menu > button');
  await page.locator('.menu-panel button', { hasText: 'Turn on notifications' }).click();
  await page.locator('.menu-panel button', { hasText: 'Turn off notifications' }).waitFor();
  assert.equal(await page.evaluate(() => window.asked), 1);

  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await waitingCustomer(t, 'notified');
  await page.waitForFunction(() => window.shown.length > 0);
  const [shown] = await page.evaluate(() => window.shown);
  assert.match(shown, /Complaint/);
  assert.doesNotMatch(shown, /outrageous|notified/);
  assert.match(await page.title(), /^\(\d+\)/);
});

test('German and Chinese, phone, tablet and wide, light and dark: nothing overflows, axe is clean', async (t) => {
  const { frame } = await waitingCustomer(t, 'Gestaltung', { language: 'de', complaint: KLAGE });
  const sizes = [
    ['phone', 360, 740, 'de-DE', 'light'],
    ['phone-dark', 390, 844, 'zh-TW', 'dark'],
    ['tablet', 900, 700, 'fr-FR', 'light'],
    ['wide', 1600, 900, 'zh-CN', 'dark'],
  ];
  for (const [name, width, height, locale, colorScheme] of sizes) {
    const isPhone = width < 500;
    const page = await agentPage(t, 'Grace', { locale, colorScheme, viewport: { width, height }, hasTouch: isPhone, isMobile: isPhone });
    await agent.row(page, 'Gestaltung').waitFor();
    await checkPage(page, `console-${name}-list`);
    await agent.look(page, 'Gestaltung');
    await checkPage(page, `console-${name}-thread`);
    if (width < 1100) {
      await page.click('[data-action="details"]');
      await page.waitForSelector('.facts .signals');
      await checkPage(page, `console-${name}-facts`);
    }
  }
  await frame.locator('#message').waitFor();
});

test('text is only ever text', async (t) => {
  const ada = await agentPage(t, 'Ada');
  const attack = '<img src=x onerror="window.owned=1"><b>markup</b>';
  const { frame, text } = await waitingCustomer(t, attack);
  await agent.row(ada, 'markup').waitFor();
  await agent.look(ada, 'markup');
  await agent.seesCustomer(ada, text);
  await agent.claim(ada);
  await agent.say(ada, attack);
  await customer.seesAgent(frame, attack);
  assert.equal(await ada.locator('.log img, .log b, .row img, .facts img').count(), 0);
  assert.equal(await ada.evaluate(() => window.owned), undefined);
  await agent.closeChat(ada, 'spam');
});
