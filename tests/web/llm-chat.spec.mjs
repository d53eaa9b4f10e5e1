// Replies of a language model as people see them: growing, labelled, with sources; overtaken; not to be had; and as drafts for agents.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { agent } from '../integration/lib/client.mjs';
import { startDictation } from '../integration/lib/dictation.mjs';
import { DESKTOP, PHONE } from './lib/browser.mjs';
import * as desk from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

const SAID = {
  en: ['do you ship living plants when it freezes', 'Living plants are not dispatched in frost [1]. ', 'We hold them back and write to you [1].'],
  de: ['Versenden Sie lebende Pflanzen bei Frost?', 'Lebende Pflanzen versenden wir nicht bei Frost [1]. ', 'Wir halten sie zurück und schreiben Ihnen [1].'],
  'zh-Hant': ['下霜時會出貨活體植物嗎', '霜凍期間不寄送活體植物 [1]。', '我們會暫緩出貨並寫信通知您 [1]。'],
};
let provider;
let stage;

before(async () => {
  provider = await startDictation();
  stage = await startStage(['Ada'], { edit: { 'frontdesk.yaml': provider.edit } });
  await stage.server.addUser('Boss', stage.passwordOf('Boss'), 'supervisor');
});
after(async () => {
  await stage?.stop();
  await provider?.stop();
});

const bubble = (frame, text) => frame.locator('.msg.bot', { has: frame.locator('.text', { hasText: text }) });

/** A customer who reads the first sentence of a reply. */
async function reading(t, lang, options) {
  const page = await newPage(t, stage, options);
  const chat = { id: null };
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const { type, conversation } = JSON.parse(payload);
      if (type === 'welcome') chat.id = conversation;
    }),
  );
  const frame = await customer.openChat(page, stage.url, lang);
  const [question, first, rest] = SAID[lang];
  await customer.write(frame, question);
  const turn = await provider.next();
  turn.say(first).say(rest.slice(0, 2));
  await bubble(frame, first.trim()).waitFor();
  return { page, frame, turn, chat };
}

for (const [name, options] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  for (const lang of ['de', 'zh-Hant']) {
    test(`a reply grows under its label and ends with its source (${lang}, ${name})`, async (t) => {
      const { page, frame, turn } = await reading(t, lang, options);
      const [, first, rest] = SAID[lang];
      assert.match(await bubble(frame, first.trim()).locator('.chip').textContent(), /AI|KI/, 'labelled while it grows');
      assert.equal(await frame.locator('[role=log] .msg', { hasText: first.trim() }).count(), 0, 'not read out while it grows');
      await checkPage(page, `llm-growing-${lang}-${name}`, [frame]);
      turn.say(rest.slice(2)).end();
      const whole = frame.locator('[role=log] .msg.bot', { hasText: rest.slice(-12) });
      await whole.waitFor();
      assert.equal(await bubble(frame, first.trim()).count(), 1);
      const link = whole.locator('.sources a');
      assert.deepEqual([await link.getAttribute('href'), await link.getAttribute('rel')], ['https://shop.example/help/delivery', 'noopener noreferrer']);
      await checkPage(page, `llm-whole-${lang}-${name}`, [frame]);
    });
  }
}

test('a person takes over in the middle: what was shown stays, labelled, and the person is named', async (t) => {
  const { page, frame, turn, chat } = await reading(t, 'en');
  const boss = await agent(stage.url, 'Boss', stage.passwordOf('Boss'));
  boss.send({ type: 'take_over', conversation: chat.id });
  await turn.whenClosed();
  const shown = frame.locator('[role=log] .msg.bot', { hasText: SAID.en[1].trim() });
  await shown.waitFor();
  assert.match(await shown.locator('.chip').textContent(), /AI/);
  await frame.locator('.speaking', { hasText: 'Boss' }).waitFor();
  await checkPage(page, 'llm-taken-over', [frame]);
  await boss.close();
});

test('an AI draft is asked for by a key, inserted by hand, and says so where it arrives', async (t) => {
  for (const [name, options, locale] of [['desktop', DESKTOP, 'de-DE'], ['phone', PHONE, 'zh-TW']]) {
    const page = await newPage(t, stage, {});
    const frame = await customer.openChat(page, stage.url, 'en');
    const words = `complaint ${name}`;
    await customer.write(frame, `I want to make a complaint (${words})`);
    await customer.isWaiting(frame);
    const ada = await newPage(t, stage, { ...options, locale });
    await desk.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
    await desk.row(ada, words).waitFor();
    await desk.look(ada, words);
    await desk.claim(ada);
    await customer.write(frame, `How long is the delivery to Norway? (${name})`);
    await ada.locator('.text', { hasText: `Norway? (${name})` }).last().waitFor();
    if (name === 'desktop') {
      await ada.locator('#conversation').focus();
      await ada.keyboard.press('a');
    } else await ada.locator('[data-action="draft"]').click();
    const turn = await provider.next();
    turn.say('I am sorry about this. ').say('I look into it ');
    await ada.locator('.copilot .text', { hasText: 'I am sorry about this.' }).waitFor();
    turn.say('now [1].').end();
    await ada.locator('[data-action="insert-draft"]').waitFor();
    const source = ada.locator('.copilot .sources a');
    assert.deepEqual([await source.textContent(), await source.getAttribute('href')], ['Delivery abroad', 'https://shop.example/help/delivery']);
    await checkPage(ada, `copilot-draft-${name}`);
    assert.equal(await frame.locator('.msg.agent').count(), 0, 'nothing is sent by itself');
    if (name === 'desktop') await ada.reload(); // what was written for the agent is not lost with the page
    await ada.locator('[data-action="insert-draft"]').click();
    await ada.waitForFunction(() => document.getElementById('composer').value === 'I am sorry about this. I look into it now.');
    await ada.locator('.composer button[type="submit"]').click();
    await customer.seesAgent(frame, 'I look into it now.');
    await frame.locator('.msg.agent .speaker', { hasText: 'Ada, with AI help' }).waitFor();
    await ada.locator('[data-action="summary"]').click();
    (await provider.next()).say('Wants to complain.').end();
    await ada.locator('.copilot .text', { hasText: 'Wants to complain.' }).waitFor();
    assert.equal(await ada.locator('[data-action="insert-draft"]').count(), 0, 'a summary is for the agent alone');
  }
});

test('a supervisor stops the models from the menu', async (t) => {
  const boss = await newPage(t, stage, {});
  await desk.openConsole(boss, stage.url, 'Boss', stage.passwordOf('Boss'));
  await boss.locator('[data-action="menu"]').click();
  const button = boss.locator('[data-action="llm"]');
  await button.filter({ hasText: 'Stop AI' }).click();
  await button.filter({ hasText: 'again' }).waitFor();
  const page = await newPage(t, stage, {});
  const frame = await customer.openChat(page, stage.url, 'en');
  await customer.write(frame, SAID.en[0]);
  await frame.locator('.msg.bot .text', { hasText: 'I cannot look that up right now' }).waitFor();
  await button.click();
  await button.filter({ hasText: 'Stop AI' }).waitFor();
});

// The last one: a provider that fails so often is left alone for a while.
test('no model answers: honest words, then a person', async (t) => {
  provider.down();
  const page = await newPage(t, stage, {});
  const frame = await customer.openChat(page, stage.url, 'en');
  for (let i = 1; i <= 2; i++) {
    await customer.write(frame, SAID.en[0]);
    if (i === 1) await frame.locator('.msg.bot .text', { hasText: 'I cannot look that up right now' }).waitFor();
  }
  await customer.isWaiting(frame);
  await checkPage(page, 'llm-none', [frame]);
});
