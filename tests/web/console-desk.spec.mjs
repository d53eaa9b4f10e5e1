// What an agent does with a chat besides answering, in a real browser: notes, transfers, closing. Checked with axe-core and
// kept as screenshots, in German and Chinese, on a desktop and on a phone, light and dark.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true };
const NOTE = 'Rahmen kam zum zweiten Mal verbogen. Gutschrift bis 40 € ist mit Wei abgesprochen.';

let stage;

before(async () => {
  stage = await startStage(['Ada', 'Grace'], { edit: { 'escalation.yaml': (text) => text.replace('reopen_within: 0s', 'reopen_within: 10m') } });
});
after(() => stage?.stop());

async function waiting(t, words, language) {
  const page = await newPage(t, stage, { locale: language });
  const frame = await customer.openChat(page, stage.url, language);
  const text = `Das ist eine Frechheit, ich möchte mich beschweren (${words})`;
  await customer.write(frame, text);
  await customer.isWaiting(frame);
  return { page, frame, text };
}

async function agentPage(t, name, options) {
  const page = await newPage(t, stage, options);
  await agent.openConsole(page, stage.url, name, stage.passwordOf(name));
  return page;
}

const noteSeen = (page, text) => page.waitForSelector(`.note:not(.unsent) .text:text-is(${JSON.stringify(text)})`);

test('a note by keyboard, a transfer to a colleague who gets it on a phone, a close with the dialog', async (t) => {
  const { frame, text } = await waiting(t, 'Lehnstuhl', 'de');
  const ada = await agentPage(t, 'Ada', { locale: 'de-DE' });
  await agent.look(ada, text);
  await agent.claim(ada);
  await ada.press('#composer', 'Escape');
  await ada.keyboard.press('n');
  await ada.waitForSelector('#note:focus');
  await ada.keyboard.type(NOTE);
  await checkPage(ada, 'console-note-writing-de');
  await ada.keyboard.press('Enter');
  await noteSeen(ada, NOTE);
  await ada.waitForSelector('#composer:focus');
  await checkPage(ada, 'console-note-de');
  await agent.say(ada, 'Das tut mir leid. Ich hole jemanden, der das entscheiden darf.');

  const grace = await agentPage(t, 'Grace', { locale: 'zh-TW', ...PHONE });
  await ada.press('#composer', 'Escape');
  await ada.keyboard.press('t');
  await ada.waitForSelector('dialog[open] input[value="Grace"]:not([disabled])');
  await ada.check('dialog[open] input[value="Grace"]');
  await ada.fill('#transfer-note', 'Kundin seit 2019, bitte freundlich.');
  await checkPage(ada, 'console-transfer-de');
  await ada.press('#transfer-note', 'Tab');
  await ada.click('dialog[open] button[type="submit"]');
  await ada.waitForFunction(() => /übergeben/.test(document.querySelector('.notice.status')?.textContent ?? ''));
  assert.equal(await ada.locator('section[aria-labelledby="list-mine"] [data-chat]').count(), 0, 'it has left the list');

  await grace.waitForFunction(() => /轉接了一個對話/.test(document.querySelector('.notice.status')?.textContent ?? ''));
  await grace.locator('section[aria-labelledby="list-mine"] [data-chat]').first().click();
  await noteSeen(grace, 'Kundin seit 2019, bitte freundlich.');
  await noteSeen(grace, NOTE);
  await checkPage(grace, 'console-note-zh-phone');
  await grace.click('[data-action="note"]');
  await grace.fill('#note', '已確認訂單，等待主管回覆。');
  await checkPage(grace, 'console-note-writing-zh-phone');
  await grace.click('.note-acts button[type="submit"]');
  await noteSeen(grace, '已確認訂單，等待主管回覆。');
  await grace.click('[data-action="transfer"]');
  await grace.waitForSelector('dialog[open]');
  await checkPage(grace, 'console-transfer-zh-phone');
  await grace.keyboard.press('Escape');
  const seen = await frame.locator('body').innerText();
  assert.match(seen, /Grace übernimmt von Ada/);
  assert.ok(!/Wei|2019|主管/.test(seen), 'no note stands in the widget');

  await grace.click('[data-action="close"]');
  await grace.waitForSelector('dialog[open] input[value="resolved"]:checked');
  await checkPage(grace, 'console-close-zh-phone');
  await grace.click('dialog[open] button[type="submit"]');
  await frame.locator('text=Grace hat den Chat beendet').waitFor();

  // The customer writes again: back with Grace, who sees the chat before.
  await customer.write(frame, 'Noch eine Frage dazu');
  await grace.waitForFunction(() => /再次來訊/.test(document.querySelector('.notice.status')?.textContent ?? ''));
  await grace.locator('section[aria-labelledby="list-mine"] [data-chat]').first().click();
  await grace.click('.earlier-chat summary');
  await grace.waitForSelector('.earlier-line[data-origin="agent"]');
  await checkPage(grace, 'console-reopened-zh-phone');
});

test("a transfer to a team, in the dark; a colleague who is away cannot be chosen", async (t) => {
  const { frame, text } = await waiting(t, 'Regentonne', 'de');
  const grace = await agentPage(t, 'Grace', { locale: 'en-GB' });
  await grace.selectOption('.presence select', 'away');
  const ada = await agentPage(t, 'Ada', { locale: 'zh-CN', colorScheme: 'dark' });
  await agent.look(ada, text);
  // Somebody who only looks may leave a note too.
  await ada.click('[data-action="note"]');
  await ada.fill('#note', '之前来过两次');
  await ada.press('#note', 'Enter');
  await noteSeen(ada, '之前来过两次');
  await agent.claim(ada);
  await ada.click('[data-action="transfer"]');
  await ada.waitForSelector('dialog[open] input[value="Grace"][disabled]');
  assert.ok(await ada.isDisabled('dialog[open] button[type="submit"]'), 'nothing is chosen yet');
  await ada.check('dialog[open] input[value="support"]');
  await checkPage(ada, 'console-transfer-zh-dark');
  await ada.click('dialog[open] button[type="submit"]');
  await frame.locator('text=an das Team').waitFor();
  await agent.look(ada, 'Regentonne');
  await noteSeen(ada, '之前来过两次');
  await checkPage(ada, 'console-note-zh-dark');
});
