// A case that is offered to one agent at a time: declined it goes on, accepted it is the agent's.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { reduce } from '../../gateway/web/console/state.js';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

test('an offer stands until it is over, or until a new line has told what holds', () => {
  const frame = { case: 'a', seconds: 30, locale: 'en' };
  const open = reduce(initial, { type: 'frame/offer', frame, now: 1000 });
  assert.equal(open.offer.until, 31000);
  assert.equal(reduce(open, { type: 'frame/offer', frame: { ...frame, case: 'b', seconds: 0 }, now: 2000 }).offer.case, 'a');
  assert.equal(reduce(open, { type: 'frame/offer', frame: { ...frame, seconds: 0 }, now: 2000 }).offer, null);
  assert.equal(reduce(open, { type: 'frame/welcome', frame: { cases: [], presence: 'available' }, now: 2000 }).offer, null);
});

let stage;
before(async () => {
  stage = await startStage(['Ada', 'Grace'], { edit: { 'escalation.yaml': (y) => y.replace('mode: manual', 'mode: offer') } });
});
after(() => stage?.stop());

test('declined by one, accepted by the other', async (t) => {
  const ada = await newPage(t, stage, { locale: 'de-DE', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  const shop = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(shop, stage.url, 'en');
  await customer.write(frame, 'This is outrageous, I want to make a complaint');
  await customer.isWaiting(frame);
  await ada.locator('[data-offer]', { hasText: 'This is outrageous' }).waitFor();
  await checkPage(ada, 'console-offer-phone-de');
  const grace = await newPage(t, stage, { locale: 'en-GB', colorScheme: 'dark' });
  await agent.openConsole(grace, stage.url, 'Grace', stage.passwordOf('Grace'));
  assert.equal(await grace.locator('[data-offer]').count(), 0, 'one at a time is asked');
  await ada.locator('[data-action="decline"]').click();
  await ada.locator('[data-offer]').waitFor({ state: 'detached' });
  await grace.locator('[data-offer]').waitFor();
  await checkPage(grace, 'console-offer-dark');
  await grace.locator('[data-action="accept"]').click();
  await grace.locator('#composer').waitFor();
  await grace.locator('[data-offer]').waitFor({ state: 'detached' });
  await agent.say(grace, 'Good day, this is Grace.');
  await customer.seesAgent(frame, 'this is Grace');
});
