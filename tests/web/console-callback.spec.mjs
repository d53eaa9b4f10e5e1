// A contact that was left out of hours, as agents see it in the line and in the conversation: when, how long ago, what was promised.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const opens = new Date(Date.now() + 2 * 86400000);
opens.setUTCHours(9, 0, 0, 0);
const CLOSED = `version: 1\nhours: {zone: UTC, open: [{days: ${DAYS[opens.getUTCDay()]}, from: '09:00', to: '18:00'}]}\n`;

let stage;
before(async () => {
  stage = await startStage(['Ada'], { files: { 'escalation.yaml': CLOSED } });
});
after(() => stage?.stop());

/** The hour and minute of an ISO time, where the browser is. */
const clockOf = (page, at) => page.evaluate((iso) => new Date(iso).toTimeString().slice(0, 5), at);

async function leaves(t, language, text, contact, options) {
  const page = await newPage(t, stage, options);
  const frame = await customer.openChat(page, stage.url, language);
  await customer.write(frame, text);
  await frame.locator('section.card b', { hasText: /^FD-/ }).waitFor();
  await frame.fill('#contact', contact);
  await frame.click('.callback .primary');
  await frame.getByText(/FD-/).last().waitFor();
  return { page, frame };
}

test('in the line and in the conversation, in German on a phone and in English on a desk', async (t) => {
  const text = 'Das ist eine Frechheit, ich möchte mich beschweren (Lampe)';
  const { frame } = await leaves(t, 'de', text, 'kim@example.org', { locale: 'de-DE' });
  await frame.getByText('sobald unser Team wieder da ist').first().waitFor();

  const phone = await newPage(t, stage, { locale: 'de-DE', ...PHONE, viewport: { width: 360, height: 740 } });
  await agent.openConsole(phone, stage.url, 'Ada', stage.passwordOf('Ada'));
  const row = agent.row(phone, text);
  await row.locator('.callback', { hasText: /Kontakt hinterlassen .*\d\d:\d\d, (jetzt|vor \d Minuten?); zugesagt ab/ }).waitFor();
  await checkPage(phone, 'console-callback-list-de-360');
  await row.first().click();
  await phone.locator('.thread-head .callback', { hasText: 'zugesagt ab' }).waitFor();
  await checkPage(phone, 'console-callback-de-360');

  const ada = await newPage(t, stage, { locale: 'en-GB' });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  await agent.look(ada, text);
  const due = await ada.locator('.thread-head .callback').innerText();
  assert.match(due, new RegExp(`promised from \\w{3}.* ${await clockOf(ada, opens.toISOString())}`));
  await agent.claim(ada);
  await ada.locator('.thread-head .callback', { hasText: 'promised from' }).waitFor();
  await ada.locator('.facts dd', { hasText: 'kim@example.org' }).waitFor();
  await checkPage(ada, 'console-callback');
});
