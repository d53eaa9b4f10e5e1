// The wallboard: large numbers and pictures of the day, live, with the same as tables; and what it computes, without a browser.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { lineByHour, peakOf, SERIES_MAX, seriesOf, stacked, stepsOf, urgency } from '../../gateway/web/console/board.js';
import { initial } from '../../gateway/web/console/initial.js';
import { reduce } from '../../gateway/web/console/state.js';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

/* ---- without a browser ---- */

const hours = (at) => Array.from({ length: 24 }, (_, i) => at[i] ?? 0);

test('rows are sorted by size; what is beyond the colours is summed up as one', () => {
  const rows = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => [name, hours({ 0: i + 1, 23: 1 })]));
  const series = seriesOf(rows);
  assert.equal(series.length, SERIES_MAX);
  assert.deepEqual(series.map(({ name, total }) => [name, total]), [['f', 7], ['e', 6], ['d', 5], ['c', 4], ['other', 5]]);
  assert.equal(series.at(-1).counts[23], 2);
  assert.deepEqual(seriesOf({ b: hours({ 1: 2 }), a: hours({ 2: 2 }) }).map((row) => row.name), ['a', 'b'], 'the same size: by name');
  assert.deepEqual(seriesOf({}), []);
});

test('bars stand on each other, and the highest is the sum', () => {
  const series = [{ counts: hours({ 0: 1, 5: 2 }) }, { counts: hours({ 5: 3 }) }];
  const tops = stacked(series);
  assert.deepEqual([tops[0][0], tops[1][0], tops[0][5], tops[1][5], tops[1][6]], [1, 1, 2, 5, 0]);
});

test('the line says its peak, and by the hour what was seen; a gap is no zero', () => {
  const line = { from: '2026-03-01T12:00:00.000Z', step_seconds: 300, waiting: Array(288).fill(null), longest_seconds: Array(288).fill(null) };
  assert.equal(peakOf(line), null);
  assert.deepEqual(lineByHour(line), []);
  Object.assign(line.waiting, { 12: 0, 13: 3, 14: 3, 30: 1 });
  Object.assign(line.longest_seconds, { 12: 0, 13: 61, 14: 90, 30: 5 });
  assert.deepEqual(peakOf(line), { n: 3, at: Date.parse('2026-03-01T13:05:00Z') });
  assert.deepEqual(lineByHour(line), [
    { at: Date.parse('2026-03-01T13:00:00Z'), waiting: 3, longest: 90 },
    { at: Date.parse('2026-03-01T14:00:00Z'), waiting: 1, longest: 5 },
  ]);
  assert.equal(stepsOf(line)[1] - stepsOf(line)[0], 300);
});

test('a long wait, or nobody there for those who wait, is urgent; an empty line never is', () => {
  const agents = { available: 1 };
  assert.equal(urgency({ waiting: 0, agents: { available: 0 } }, 0), 'calm');
  assert.equal(urgency({ waiting: 1, agents }, 10), 'calm');
  assert.equal(urgency({ waiting: 1, agents }, 120), 'warning');
  assert.equal(urgency({ waiting: 1, agents }, 600), 'danger');
  assert.equal(urgency({ waiting: 1, agents: { available: 0 } }, 1), 'danger');
});

test('the figures are kept as they came', () => {
  const frame = { type: 'board', waiting: 3 };
  assert.equal(reduce(initial, { type: 'frame/board', frame, now: 0 }).board, frame);
});

/* ---- in a browser ---- */

let stage;
before(async () => {
  const edit = (yaml) => `${yaml}\nsla: {targets: [{first_response: 1s, resolution: 10d}]}\n`;
  stage = await startStage(['Ada'], { edit: { 'escalation.yaml': edit } });
});
after(() => stage?.stop());

const figure = (page, name, text) => page.locator(`[data-figure="${name}"] .value`, { hasText: text }).waitFor();

test('it needs a login, follows the line, and says in tables what it draws', async (t) => {
  const wall = await newPage(t, stage, { locale: 'de-DE', viewport: { width: 1920, height: 1080 } });
  await wall.goto(`${stage.url}/console/#wallboard`);
  await wall.waitForSelector('#login-name');
  await agent.fillLogin(wall, 'Ada', stage.passwordOf('Ada'));
  await figure(wall, 'waiting', /^0$/);
  await wall.getByText('In den letzten 24 Stunden kam kein Chat zu einem Menschen.').first().waitFor();
  await checkPage(wall, 'wallboard-empty-de');

  const pages = [];
  for (const [language, text] of [['en', 'This is outrageous, I want to make a complaint'], ['de', 'Ich möchte mit einem Menschen sprechen']]) {
    const shop = await newPage(t, stage, { locale: language });
    const frame = await customer.openChat(shop, stage.url, language);
    await customer.write(frame, text);
    await customer.isWaiting(frame);
    pages.push(frame);
  }
  await figure(wall, 'waiting', /^2$/);
  await figure(wall, 'agents', /^1$/);
  await wall.locator('[data-figure="sla"]', { hasText: /Überfällige Ziele\s*2/ }).waitFor();
  await wall.locator('[data-picture="reasons"] canvas').waitFor();
  assert.deepEqual(await wall.locator('[data-picture="reasons"] .legend strong').allTextContents(), ['1', '1']);
  await wall.locator('[data-picture="reasons"] summary').click();
  const last = wall.locator('[data-picture="reasons"] tbody tr').last();
  assert.deepEqual(await last.locator('td').allTextContents(), ['1', '1']);
  await checkPage(wall, 'wallboard-de');

  const phone = await newPage(t, stage, { ...PHONE, locale: 'zh-CN', colorScheme: 'dark' });
  await agent.openConsole(phone, stage.url, 'Ada', stage.passwordOf('Ada'));
  await phone.click('[data-action="menu"]');
  await phone.click('.menu-panel [data-place-link="board"]');
  await figure(phone, 'waiting', /^2$/);
  await phone.locator('[data-picture="locales"] canvas').waitFor();
  await checkPage(phone, 'wallboard-phone-dark-zh-Hans');

  await wall.keyboard.press('d');
  await wall.locator('#list-waiting').waitFor();
  await agent.row(wall, 'This is outrageous').first().click();
  await wall.waitForSelector('[data-action="claim"]:not([disabled])');
  await wall.locator('.row .sla[data-sla="breached"]').first().waitFor();
  await wall.locator('.thread-head .sla[data-sla="breached"]', { hasText: 'Erste Antwort überfällig seit' }).waitFor();
  await checkPage(wall, 'console-sla-de');
  await wall.keyboard.press('w');
  await figure(wall, 'waiting', /^2$/);
});

test('dark, on a screen across the room', async (t) => {
  const wall = await newPage(t, stage, { locale: 'en-GB', viewport: { width: 2560, height: 1440 }, colorScheme: 'dark' });
  await agent.openConsole(wall, stage.url, 'Ada', stage.passwordOf('Ada'));
  await wall.click('.top [data-place-link="board"]');
  await figure(wall, 'waiting', /^2$/);
  await wall.locator('[data-picture="locales"] canvas').waitFor();
  await checkPage(wall, 'wallboard-wide-dark');
});

/** A busy day in place of the quiet one that a test has: the gateway's own frame with other numbers. */
function busy(frame) {
  const wave = (top, at) => Array.from({ length: 24 }, (_, i) => Math.max(0, Math.round(top * Math.cos((i - at) / 4))));
  const line = Array.from({ length: 288 }, (_, i) => (i < 30 ? null : Math.max(0, Math.round(9 * Math.sin(i / 40) + 3 * Math.sin(i / 7)))));
  return {
    ...frame,
    waiting: 14,
    longest_wait_since: new Date(Date.now() - 3730000).toISOString(),
    agents: { available: 0, busy: 3, away: 2 },
    chats: { bot: 1204, human: 31 },
    sla: { ok: 3, warning: 5, breached: 0 },
    callbacks: 7,
    escalations: {
      from: frame.escalations.from,
      reasons: { complaint: wave(12, 14), request: wave(20, 16), low_confidence: wave(7, 11), sensitive: wave(2, 20), llm_request: wave(3, 9), action_failed: wave(4, 18) },
      locales: { en: wave(18, 15), de: wave(16, 14), fr: wave(6, 12), 'zh-Hans': wave(4, 6) },
    },
    line: { ...frame.line, waiting: line, longest_seconds: line.map((n) => n && n * 41) },
  };
}

test('a busy day', async (t) => {
  for (const [name, options] of [
    ['wallboard-busy-fr', { locale: 'fr-FR', viewport: { width: 1920, height: 1080 } }],
    ['wallboard-busy-dark-zh-Hant', { locale: 'zh-TW', viewport: { width: 1366, height: 768 }, colorScheme: 'dark' }],
  ]) {
    const wall = await newPage(t, stage, options);
    await wall.routeWebSocket(/\/ws\/agent$/, (page) => {
      const gateway = page.connectToServer();
      page.onMessage((text) => gateway.send(text));
      gateway.onMessage((text) => page.send(/^{"type":"board"/.test(text) ? JSON.stringify(busy(JSON.parse(text))) : text));
    });
    await agent.openConsole(wall, stage.url, 'Ada', stage.passwordOf('Ada'));
    await wall.click('.top [data-place-link="board"]');
    await figure(wall, 'waiting', /^14$/);
    assert.equal(await wall.locator('[data-figure="waiting"]').getAttribute('data-tone'), 'danger', 'nobody is available');
    assert.equal(await wall.locator('[data-picture="reasons"] .legend li').count(), SERIES_MAX);
    await wall.locator('[data-picture="line"] canvas').waitFor();
    const over = await wall.$$eval('.figure .value', (all) => all.filter((v) => v.scrollWidth > v.clientWidth).map((v) => v.textContent));
    assert.deepEqual(over, [], 'numbers that do not fit their tile');
    await checkPage(wall, name);
  }
});
