// "How was this chat?" in a real browser: by keyboard in German up to the agent's console, by touch in Chinese, refused and asked again.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';
import { ask, greeted, launcher } from './lib/widget.mjs';

let stage;
before(async () => {
  stage = await startStage(['Ada'], { edit: { 'escalation.yaml': (text) => text.replace('wrapup: 0s ', 'wrapup: 30m') } });
});
after(() => stage?.stop());

const focused = (frame) => frame.evaluate(() => document.activeElement.id);
async function end(frame, words) {
  await frame.click('[aria-controls=menu]');
  await frame.click(`.menu button:has-text("${words}")`);
  await frame.click('.menu .danger');
  await frame.locator('.rate fieldset').waitFor();
}

test('closed by an agent: rated by keyboard while a draft stands there, seen in the console and in the next chat', async (t) => {
  const text = 'Das ist eine Frechheit, ich möchte mich beschweren (Schrank)';
  const page = await newPage(t, stage, { locale: 'de' });
  const frame = await customer.openChat(page, stage.url, 'de');
  await customer.write(frame, text);
  await customer.isWaiting(frame);
  const ada = await newPage(t, stage, { locale: 'de-DE' });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  await agent.look(ada, text);
  await agent.claim(ada);
  await agent.say(ada, 'Wir schicken Ihnen einen neuen.');
  await customer.seesAgent(frame, 'einen neuen');
  await frame.locator('#message').pressSequentially('Gut, dan');
  await agent.closeChat(ada);
  await frame.locator('.rate fieldset').waitFor();
  assert.equal(await focused(frame), 'message', 'the question takes nothing from who writes');
  await frame.locator('#message').pressSequentially('ke');
  assert.equal(await frame.inputValue('#message'), 'Gut, danke');
  await checkPage(page, 'widget-rating-de', [frame]);

  const options = frame.getByRole('group', { name: 'Wie war dieser Chat?' }).getByRole('radio');
  assert.deepEqual(await options.evaluateAll((all) => all.map((one) => one.labels[0].textContent)), [
    '1Sehr schlecht', '2Schlecht', '3Mittelmäßig', '4Gut', '5Sehr gut',
  ]);
  assert.ok(await frame.locator('.rate .primary').isDisabled(), 'nothing is chosen for anybody');
  await options.first().focus();
  await page.keyboard.press('ArrowLeft'); // around to the last
  assert.ok(await frame.getByRole('radio', { name: 'Sehr gut' }).isChecked());
  await page.keyboard.press('Tab');
  assert.equal(await focused(frame), 'comment');
  await page.keyboard.type('Schnell & freundlich <b>.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await frame.locator('.rate p:focus', { hasText: 'Vielen Dank für Ihre Bewertung.' }).waitFor();
  await checkPage(page, 'widget-rated-de', [frame]);

  const line = ada.locator('.thread > .chat-rating', { hasText: 'Bewertung: 5 von 5' });
  await line.waitFor();
  assert.match(await line.innerText(), /Schnell & freundlich <b>\./);
  await checkPage(ada, 'console-rating-de');
  await ada.reload();
  await line.waitFor();

  await frame.press('#message', 'Enter');
  await frame.locator('.rate').waitFor({ state: 'hidden' });
  await frame.locator('.person').click();
  await customer.isWaiting(frame);
  await ada.locator('[data-chat]:not([aria-current="true"])').click();
  await ada.locator('.past li', { hasText: 'Bewertung: 5 von 5' }).waitFor();
  await ada.click('[data-past]');
  await ada.locator('dialog[open] .chat-rating', { hasText: 'Schnell & freundlich' }).waitFor();
  await checkPage(ada, 'console-rating-past-de');
});

test('ended by the customer, on a phone, in the dark: rated by touch, once for each chat', async (t) => {
  const page = await newPage(t, stage, { locale: 'zh-TW', ...PHONE, colorScheme: 'dark', reducedMotion: 'reduce' });
  const frame = await customer.openChat(page, stage.url, 'zh-Hant');
  await ask(frame, '到貨要幾天');
  await end(frame, '結束對話');
  await checkPage(page, 'widget-rating-zh-phone', [frame]);
  const small = await frame.$$eval('.scale > .option', (all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width < 44 || box.height < 44).length);
  assert.equal(small, 0, 'fingers fit');
  await frame.getByRole('radio', { name: '不滿意', exact: false }).nth(1).tap();
  await frame.locator('.rate .primary').tap();
  await frame.locator('.rate p', { hasText: '感謝您的評分。' }).waitFor();
  await checkPage(page, 'widget-rated-zh-phone', [frame]);

  await page.reload();
  await launcher(page).tap();
  const again = await greeted(page);
  await again.locator('.rate p', { hasText: '感謝您的評分。' }).waitFor();
  assert.ok(!(await again.locator('.rate fieldset').isVisible()), 'asked once');
  await ask(again, '到貨要幾天');
  await end(again, '結束對話');
  assert.equal(await again.locator('.rate :checked').count(), 0, 'the next chat is another one');
});

test('a refused rating is asked again, with what was said', async (t) => {
  const page = await newPage(t, stage, { locale: 'en-GB' });
  const rates = [];
  await page.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'rate') rates.push(frame);
      if (rates.length === 1 && frame.type === 'rate') socket.send(JSON.stringify({ type: 'error', code: 'store_unavailable', text: '', id: frame.id }));
      else line.send(text);
    });
  });
  const frame = await customer.openChat(page, stage.url, 'en');
  await ask(frame, 'how long does delivery take');
  await end(frame, 'End chat');
  await frame.getByRole('radio', { name: 'Fair' }).check();
  await frame.fill('#comment', '  ');
  await frame.click('.rate .primary');
  await frame.locator('.alert', { hasText: 'That did not work.' }).waitFor();
  await frame.locator('.rate fieldset').waitFor();
  assert.ok(await frame.getByRole('radio', { name: 'Fair' }).isChecked());
  await frame.fill('#comment', 'Fine.');
  await frame.click('.rate .primary');
  await frame.locator('.rate p', { hasText: 'Thank you for your rating.' }).waitFor();
  assert.deepEqual(rates.map(({ score, comment }) => [score, comment]), [[3, null], [3, 'Fine.']]);
});
