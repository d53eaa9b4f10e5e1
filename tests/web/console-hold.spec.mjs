// A chat on hold and the work after a closed one, in a real browser: by keyboard in German, by touch in Chinese, seen from both
// sides; and what a supervisor who reads along sees, also after a reload.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

let stage;
before(async () => {
  stage = await startStage(['Ada', 'Grace'], { edit: { 'escalation.yaml': (text) => text.replace('wrapup: 0s ', 'wrapup: 30m') } });
  await stage.server.addUser('Mia', stage.passwordOf('Mia'), 'supervisor');
});
after(() => stage?.stop());

async function waiting(t, language, text, options = { locale: language }) {
  const page = await newPage(t, stage, options);
  const frame = await customer.openChat(page, stage.url, language);
  await customer.write(frame, text);
  await customer.isWaiting(frame);
  return { page, frame };
}

async function consoleOf(t, name, options) {
  const page = await newPage(t, stage, options);
  await agent.openConsole(page, stage.url, name, stage.passwordOf(name));
  return page;
}

const card = (frame, words) => frame.locator('section.card h2', { hasText: words });
const markOf = (page, words) => page.locator('[data-chat][aria-current="true"] .hold', { hasText: words });

test('put on hold by keyboard, seen by the customer, asked again, resumed', async (t) => {
  const text = 'Das ist eine Frechheit, ich möchte mich beschweren (Regal)';
  const { page, frame } = await waiting(t, 'de', text);
  const ada = await consoleOf(t, 'Ada', { locale: 'de-DE' });
  await agent.look(ada, text);
  await agent.claim(ada);
  await ada.press('#composer', 'Escape');
  await ada.keyboard.press('h');
  await ada.waitForSelector('dialog[open] input[name="minutes"]:checked:focus');
  await ada.check('dialog[open] input[value="10"]');
  await checkPage(ada, 'console-hold-dialog-de');
  await ada.click('dialog[open] button[type="submit"]');
  await markOf(ada, 'Wartet, 10 Min.').waitFor();
  await ada.getByText('Der Kunde rechnet gegen').waitFor();
  assert.equal(await ada.locator('[data-chat][aria-current="true"] .mark.needs').count(), 0, 'nothing to answer yet');
  await checkPage(ada, 'console-hold-de');
  await card(frame, 'Ada geht dem nach').waitFor();
  await frame.locator('.system', { hasText: 'in etwa 10 Minuten' }).or(frame.getByText('in etwa 10 Minuten')).first().waitFor();
  await checkPage(page, 'widget-hold-de', [frame]);

  await customer.write(frame, 'Sind Sie noch da?');
  await ada.locator('[data-chat][aria-current="true"][data-mark="needs"]').waitFor();
  await markOf(ada, 'Wartet').waitFor(); // it goes on
  await ada.reload();
  await markOf(ada, 'Wartet').waitFor();
  await ada.focus('[data-chat][aria-current="true"]');
  await ada.keyboard.press('h');
  await ada.waitForSelector('.hold-bar', { state: 'detached' });
  await card(frame, 'Ada geht dem nach').waitFor({ state: 'hidden' });
  await frame.getByText('Ada ist wieder im Chat.').first().waitFor();
  await agent.say(ada, 'Ihr Paket liegt in der Filiale.');
  await customer.seesAgent(frame, 'Ihr Paket liegt');
});

test('on a phone, in Chinese: on hold, the answer ends it, the work after the chat', async (t) => {
  const text = '我要投訴，包裹壞了（椅子）';
  const { page, frame } = await waiting(t, 'zh-Hant', text, { locale: 'zh-TW', ...PHONE });
  const grace = await consoleOf(t, 'Grace', { locale: 'zh-TW', ...PHONE });
  await agent.look(grace, text);
  await agent.claim(grace);
  await grace.click('[data-action="hold"]');
  await grace.waitForSelector('dialog[open]');
  await checkPage(grace, 'console-hold-dialog-zh-phone');
  await grace.click('dialog[open] button[type="submit"]');
  await grace.waitForSelector('.hold-bar');
  await checkPage(grace, 'console-hold-zh-phone');
  await card(frame, 'Grace 正在為您查詢').waitFor();
  await checkPage(page, 'widget-hold-zh-phone', [frame]);
  await grace.fill('#composer', '已為您重新寄送。');
  await grace.click('.composer button[type="submit"]');
  await customer.seesAgent(frame, '重新寄送');
  await grace.waitForSelector('.hold-bar', { state: 'detached' });

  await agent.closeChat(grace);
  await grace.waitForSelector('#wrapup-ending');
  await grace.click('[data-action="note"]');
  await grace.fill('#note', '已退款，等待倉庫確認。');
  await grace.click('.note-acts button[type="submit"]');
  await grace.waitForSelector('.note:not(.unsent) .text');
  await checkPage(grace, 'console-wrapup-zh-phone');
  await grace.click('[data-action="done"]');
  await grace.waitForSelector('#wrapup-ending', { state: 'detached' });
});

test('the work after a chat by keyboard: another ending, kept over a reload, then done', async (t) => {
  const text = 'Das ist eine Frechheit, ich möchte mich beschweren (Tisch)';
  await waiting(t, 'de', text);
  const ada = await consoleOf(t, 'Ada', { locale: 'de-DE' });
  await agent.look(ada, text);
  await agent.claim(ada);
  const id = await ada.locator('[data-chat][aria-current="true"]').getAttribute('data-chat');
  await agent.closeChat(ada, 'resolved');
  await ada.waitForSelector('#wrapup-ending:focus');
  await ada.selectOption('#wrapup-ending', 'other');
  await ada.getByText('Der Ausgang des Chats ist geändert.').waitFor();
  await checkPage(ada, 'console-wrapup-de');
  await ada.reload();
  await ada.waitForSelector('#wrapup-ending');
  assert.equal(await ada.inputValue('#wrapup-ending'), 'other');
  await ada.focus(`[data-chat="${id}"]`);
  await ada.keyboard.press('f');
  await ada.waitForSelector(`[data-chat="${id}"]`, { state: 'detached' });
  await ada.getByText('Die Nacharbeit ist abgeschlossen.').waitFor();
});

test('who reads along sees who types, and finds the chat again after a reload', async (t) => {
  const mia = await consoleOf(t, 'Mia', { locale: 'en-GB' });
  await mia.click('.top [data-place-link="live"]');
  const shop = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(shop, stage.url, 'en');
  const question = 'How long does delivery take to Norway?';
  await customer.write(frame, question);
  await mia.locator('.live [data-chat][data-state="bot"]').first().click();
  await agent.seesCustomer(mia, question);
  await mia.reload();
  await agent.seesCustomer(mia, question);
  await mia.getByText('You are reading along with the assistant').waitFor();
  await frame.locator('.composer textarea, form textarea').last().fill('And to');
  await mia.locator('.typing', { hasText: 'The customer is typing' }).waitFor();

  await customer.write(frame, 'I want to talk to a person');
  await customer.isWaiting(frame);
  await mia.waitForFunction(() => document.querySelector('.thread-title h2').textContent.startsWith('FD-'));
  const ada = await consoleOf(t, 'Ada', { locale: 'en-GB' });
  await agent.look(ada, 'I want to talk to a person');
  await agent.claim(ada);
  await mia.waitForFunction(() => /reading along/.test(document.querySelector('.thread-foot').textContent));
  await mia.reload();
  await agent.seesCustomer(mia, question);
  await ada.fill('#composer', 'One mom');
  await mia.locator('.typing', { hasText: 'Your colleague is typing' }).waitFor();
  await checkPage(mia, 'console-live-typing');
  await agent.say(ada, 'One moment please.');
  await ada.click('[data-action="hold"]');
  await ada.click('dialog[open] button[type="submit"]');
  await mia.locator('.live [data-chat][aria-current="true"] .hold', { hasText: 'On hold' }).waitFor();
  await mia.locator('.thread-head .hold', { hasText: 'On hold' }).waitFor();
  await frame.locator('.composer textarea, form textarea').last().fill('thank y');
  await mia.locator('.typing', { hasText: 'The customer is typing' }).waitFor();
});
