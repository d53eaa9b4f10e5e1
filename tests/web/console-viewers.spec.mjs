// Who else is looking: two agents with the same chat open know of each other, before one of them claims it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { reduce } from '../../gateway/web/console/state.js';
import { otherViewers } from '../../gateway/web/console/views.js';
import { watchViewing } from '../../gateway/web/console/viewing.js';
import { createStore } from '../../gateway/web/console/store.js';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

test('the own name and other cases are no colleagues', () => {
  const state = { ...initial, session: { name: 'Ada' }, selected: 'a' };
  const told = (id, names) => reduce(state, { type: 'frame/viewers', frame: { case: id, agents: names.map((name) => ({ name })) } });
  assert.deepEqual(otherViewers(state), []);
  assert.deepEqual(otherViewers(told('a', ['Ada', 'Grace'])), ['Grace']);
  assert.deepEqual(otherViewers(told('b', ['Ada', 'Grace'])), []);
});

/** Time that passes only when told to; one timer is enough here. */
function handClock() {
  let due = null;
  return {
    set: (run, ms) => (due = { run, ms }),
    clear: (timer) => due === timer && (due = null),
    tick(ms) {
      if (!due || (due.ms -= ms) > 0) return;
      const { run } = due;
      due = null;
      run();
    },
  };
}

test('what is in view is said once it stays, again on a new line, and not what is over or behind other windows', () => {
  const timers = handClock();
  const store = createStore((state, change) => ({ ...state, ...change }), { ...initial, login: 'done', link: 'online' });
  const said = [];
  const stop = watchViewing({ store, say: (id) => said.push(id), timers });
  const set = (change, ms = 1000) => {
    store.dispatch(change);
    timers.tick(ms);
  };
  const chats = { a: { mode: 'look' }, b: { mode: 'mine' } };
  set({ selected: 'a' });
  assert.deepEqual(said, [], 'not before it is drawn');
  set({ chats }, 10);
  set({ selected: 'b' });
  assert.deepEqual(said, ['b'], 'what was only passed is not said');
  set({ visible: false });
  set({ visible: true });
  assert.deepEqual(said, ['b', null, 'b']);
  set({ link: 'waiting' });
  set({ link: 'online' });
  assert.deepEqual(said, ['b', null, 'b', 'b'], 'a new line is told again');
  set({ chats: { ...chats, b: { mode: 'left' } } });
  assert.deepEqual(said.at(-1), null);
  stop();
  set({ selected: 'a' });
  assert.equal(said.length, 5, 'after its end nothing is said');
});

let stage;
before(async () => {
  stage = await startStage(['Ada', 'Grace']);
});
after(() => stage?.stop());

test('two agents look at one chat: each is told of the other, until one goes on or leaves', async (t) => {
  const shop = await newPage(t, stage, { locale: 'en' });
  const chats = [];
  for (const words of ['shared', 'alone']) {
    const page = words === 'shared' ? shop : await newPage(t, stage, { locale: 'en' });
    const frame = await customer.openChat(page, stage.url, 'en');
    await customer.write(frame, `This is outrageous, I want to make a complaint (${words})`);
    await customer.isWaiting(frame);
    chats.push(frame);
  }
  const ada = await newPage(t, stage, { locale: 'de-DE' });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  const grace = await newPage(t, stage, { locale: 'zh-TW', colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await agent.openConsole(grace, stage.url, 'Grace', stage.passwordOf('Grace'));

  await agent.row(ada, 'shared').waitFor();
  await agent.look(ada, 'shared');
  await agent.row(grace, 'shared').waitFor();
  await agent.look(grace, 'shared');
  await ada.locator('.viewers', { hasText: 'Grace hat diesen Chat auch geöffnet' }).waitFor();
  await grace.locator('.viewers', { hasText: 'Ada 也正在檢視此對話' }).waitFor();
  await checkPage(ada, 'console-viewers-de');
  await checkPage(grace, 'console-viewers-phone-zh');

  await agent.row(ada, 'alone').click();
  await grace.waitForFunction(() => document.querySelector('.viewers')?.textContent === '');
  assert.equal(await ada.locator('.viewers').textContent(), '');
  await agent.row(ada, 'shared').click();
  await agent.claim(ada);
  await ada.locator('.viewers', { hasText: 'Ada' }).waitFor({ state: 'detached' });
  await grace.waitForSelector('.thread-foot.left');
  await grace.close();
  await ada.waitForFunction(() => document.querySelector('.viewers')?.textContent === '');
});
