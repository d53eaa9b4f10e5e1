// Supervisors in the console: every chat, read along with the assistant, taken over, given to a colleague; who works here.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { initial } from '../../gateway/web/console/initial.js';
import { placesOf } from '../../gateway/web/console/places.js';
import { reduce } from '../../gateway/web/console/state.js';
import { walkOrder } from '../../gateway/web/console/views.js';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

/* ---- without a browser ---- */

const NOW = Date.parse('2026-03-01T12:00:00Z');
const frame = (state, type, fields) => reduce(state, { type: `frame/${type}`, frame: { type, ...fields }, now: NOW });
const act = (state, type, fields) => reduce(state, { type, ...fields });
const said = (seq, origin = 'customer') => ({ seq, id: `m${seq}`, at: '2026-03-01T12:00:00Z', origin, text: `text ${seq}` });
const online = (role = 'supervisor') =>
  frame(act(initial, 'logged-in', { session: { name: 'Grace', role }, kept: null }), 'welcome', { agent: 'Grace', presence: 'available', cases: [] });
const read = (state, after, transcript, more = {}) =>
  frame(state, 'conversation', { conversation: 'v', state: 'bot', locale: 'de', customer: { locale: 'de' }, after, transcript, ...more });
const caseOf = (more = {}) => ({ case: 'k', conversation: 'v', state: 'assigned', transcript: [said(1), said(2, 'rule')], notes: [], escalation: { reason: 'request', evidence: [] }, customer: { locale: 'de' }, ...more });

test('only those who look after others have the list', () => {
  assert.ok(!placesOf({ role: 'agent' }).includes('live'));
  for (const role of ['supervisor', 'admin']) assert.ok(placesOf({ role }).includes('live'), role);
});

test('a chat with the assistant is read along, and goes on under its case', () => {
  let state = read(act(online(), 'select', { case: 'v' }), 0, [said(1), said(2, 'rule')]);
  assert.deepEqual([state.chats.v.mode, state.chats.v.observed, state.chats.v.messages.length], ['look', true, 2]);
  state = read(state, 2, [said(3)]);
  assert.deepEqual(state.chats.v.messages.map((m) => m.seq), [1, 2, 3]);
  state = frame(state, 'queue', { cases: [] });
  assert.equal(state.chats.v.mode, 'look', 'it was never in the line');
  state = frame(state, 'case', caseOf({ open: true, state: 'queued' }));
  assert.deepEqual([Object.keys(state.chats), state.selected, state.chats.k.mode, state.chats.k.observed], [['k'], 'k', 'look', undefined]);
});

test('taking over makes it the own chat, in whatever order the two frames come', () => {
  const asked = act(read(act(online(), 'select', { case: 'v' }), 0, [said(1)]), 'asked', { case: 'v', what: 'claim' });
  for (const order of [[true, false], [false, true]]) {
    let state = asked;
    for (const open of order) state = frame(state, 'case', caseOf(open ? { open: true } : {}));
    assert.deepEqual([state.chats.k.mode, state.chats.k.busy, state.selected, state.claimed, state.notice.key], ['mine', null, 'k', ['k'], 'told.claimed']);
  }
});

test('a chat that ends while it is read says so', () => {
  const state = read(read(online(), 0, [said(1)]), 1, [], { state: 'closed' });
  assert.deepEqual([state.chats.v.mode, state.chats.v.leftAs], ['left', 'closed']);
  assert.equal(read(online(), 5, [said(6)]).chats.v, undefined, 'what was put away does not come back in pieces');
});

test("a supervisor goes on reading a colleague's chat; an agent does not", () => {
  for (const [role, mode] of [['supervisor', 'look'], ['agent', 'left']]) {
    let state = frame(online(role), 'case', caseOf({ open: true, state: 'queued' }));
    state = frame(state, 'state', { case: 'k', state: 'human', outcome: 'assigned', agent: { name: 'Ada' } });
    assert.equal(state.chats.k.mode, mode, role);
  }
  let state = frame(online(), 'case', caseOf({ open: true }));
  state = act(state, 'asked', { case: 'k', what: 'transfer' });
  state = frame(state, 'state', { case: 'k', state: 'human', outcome: 'assigned', agent: { name: 'Bob' } });
  assert.deepEqual([state.chats.k.busy, state.notice.key], [null, 'told.assigned']);
  state = frame(state, 'state', { case: 'k', state: 'bot', outcome: null, agent: null });
  assert.deepEqual([state.chats.k.mode, state.chats.k.leftAs], ['left', 'returned']);
});

test('j and k walk through the list that is shown; a status set by somebody else is told and kept', () => {
  const rows = [{ conversation: 'a', case: 'ka' }, { conversation: 'b', case: null }];
  const state = frame(act(online(), 'place', { place: 'live' }), 'live', { show: 'all', page: 0, pages: 1, chats: rows, agents: [] });
  assert.deepEqual(walkOrder(state), ['ka', 'b']);
  const away = frame(act(online(), 'presence', { status: 'available' }), 'presence', { agent: 'Grace', status: 'away' });
  assert.deepEqual([away.presence, away.wanted, away.notice.key], ['away', 'away', 'told.set_away']);
  const own = frame(act(online(), 'presence', { status: 'away' }), 'presence', { agent: 'Grace', status: 'away' });
  assert.equal(own.notice, null);
});

/* ---- in a browser ---- */

let stage;
before(async () => {
  stage = await startStage(['Ada', 'Bob']);
  await stage.server.addUser('Grace', stage.passwordOf('Grace'), 'supervisor');
});
after(() => stage?.stop());

const rows = (page, state) => page.locator(`.live [data-chat][data-state="${state}"]`);

test('read along with the assistant, then taken over', async (t) => {
  const grace = await newPage(t, stage, { locale: 'de-DE' });
  await agent.openConsole(grace, stage.url, 'Grace', stage.passwordOf('Grace'));
  await grace.click('.top [data-place-link="live"]');
  await grace.getByText('Zurzeit gibt es keinen solchen Chat').waitFor();
  const shop = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(shop, stage.url, 'en');
  await customer.write(frame, 'How long does delivery take?');
  await rows(grace, 'bot').first().click();
  await agent.seesCustomer(grace, 'How long does delivery take?');
  await grace.getByText('Sie lesen beim Assistenten mit').waitFor();
  await checkPage(grace, 'console-live-de');
  await customer.write(frame, 'And to Ireland?');
  await agent.seesCustomer(grace, 'And to Ireland?');
  await grace.keyboard.press('Escape');
  await grace.keyboard.press('c');
  await grace.waitForSelector('#composer');
  await agent.say(grace, 'Good day, this is Grace.');
  await customer.seesAgent(frame, 'this is Grace');
  await checkPage(grace, 'console-live-taken-de');
  await grace.click('.top [data-place-link="desk"]');
  await grace.locator('[data-pane="list"] [data-chat][data-mark]').or(grace.locator('#list-mine')).first().waitFor();
  await agent.closeChat(grace);
});

test("a colleague's chat is given to another one, from a phone; an absent colleague is set away", async (t) => {
  const ada = await newPage(t, stage, {});
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  const bob = await newPage(t, stage, {});
  await agent.openConsole(bob, stage.url, 'Bob', stage.passwordOf('Bob'));
  assert.equal(await ada.locator('[data-place-link="live"]').count(), 0, 'no list of all chats for agents');
  const shop = await newPage(t, stage, { locale: 'en' });
  const frame = await customer.openChat(shop, stage.url, 'en');
  await customer.write(frame, 'This is outrageous, I want to make a complaint');
  await customer.isWaiting(frame);
  await agent.look(ada, 'This is outrageous');
  await agent.claim(ada);

  const grace = await newPage(t, stage, { ...PHONE, locale: 'zh-CN', colorScheme: 'dark' });
  await agent.openConsole(grace, stage.url, 'Grace', stage.passwordOf('Grace'));
  await grace.click('[data-action="menu"]');
  await grace.click('.menu-panel [data-place-link="live"]');
  await rows(grace, 'human').first().waitFor();
  await checkPage(grace, 'console-live-phone-dark-zh-Hans');
  await rows(grace, 'human').first().click();
  await agent.seesCustomer(grace, 'This is outrageous, I want to make a complaint');
  await checkPage(grace, 'console-live-chat-phone-dark-zh-Hans');
  await grace.click('[data-action="transfer"]');
  await grace.check('dialog[open] input[value="Bob"]');
  await checkPage(grace, 'console-live-assign-phone-dark-zh-Hans');
  await grace.click('dialog[open] button[type="submit"]');
  await bob.getByText('This is outrageous').first().waitFor();
  await ada.getByText('A colleague has taken over this chat.').waitFor();
  await agent.row(bob, 'This is outrageous').first().click();
  await bob.locator('.note', { hasText: 'Transferred to Bob' }).waitFor();

  await grace.click('[data-action="back"]');
  await grace.click('.person:has-text("Ada") button');
  await ada.getByText('Your status has been set to').waitFor();
  await grace.locator('.person[data-presence="away"]', { hasText: 'Ada' }).waitFor();
  assert.equal(await ada.locator('#presence').inputValue(), 'away');
});

test('what the same customer said before is listed, and read without leaving the chat', async (t) => {
  const ada = await newPage(t, stage, { locale: 'de-DE' });
  await agent.openConsole(ada, stage.url, 'Ada', stage.passwordOf('Ada'));
  await ada.selectOption('#presence', 'available');
  const shop = await newPage(t, stage, { locale: 'de' });
  const frame = await customer.openChat(shop, stage.url, 'de');
  await customer.write(frame, 'Ich möchte mit einem Menschen sprechen');
  await customer.isWaiting(frame);
  await agent.look(ada, 'mit einem Menschen sprechen');
  await ada.getByText('Dies ist das erste.').waitFor();
  await agent.claim(ada);
  await agent.say(ada, 'Guten Tag, hier ist Ada.');
  await agent.closeChat(ada);
  await frame.getByText('Ada hat den Chat beendet').waitFor();
  await customer.write(frame, 'Nun geht es um eine Beschwerde, das ist unverschämt');
  await agent.look(ada, 'eine Beschwerde');
  await ada.locator('.past li').waitFor();
  await checkPage(ada, 'console-past-de');
  await ada.click('[data-past]');
  await ada.locator('.past-lines', { hasText: 'Guten Tag, hier ist Ada.' }).waitFor();
  await checkPage(ada, 'console-past-read-de');
  await ada.keyboard.press('Escape');
  await ada.locator('dialog').waitFor({ state: 'detached' });
});
