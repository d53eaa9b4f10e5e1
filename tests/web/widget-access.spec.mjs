// Whether everybody can use the widget: axe-core in every state, both themes, phone and desktop; keyboard alone;
// what a screen reader is told; small screens, zoom, reduced motion. Each state is saved as a picture.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAgent } from './lib/agent.mjs';
import { DESKTOP, PHONE, axe, complaints, launch, shot } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';
import { LOCALES, QUESTION, agree, ask, chatting, greeted, launcher, openChat, say, visit } from './lib/widget.mjs';

const PASSWORD = 'correct horse battery staple';
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await startServer({ edit: { 'frontdesk.yaml': (text) => text.replace('# privacy_url:', 'privacy_url:') } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function newPage(t, options, url = null) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  if (url) await visit(page, url);
  return page;
}

const LOOKS = [
  { name: 'desktop-light', options: { ...DESKTOP, colorScheme: 'light' }, lang: 'en' },
  { name: 'desktop-dark', options: { ...DESKTOP, colorScheme: 'dark' }, lang: 'zh-Hans' },
  { name: 'phone-light', options: { ...PHONE, colorScheme: 'light' }, lang: 'de' },
  { name: 'phone-dark', options: { ...PHONE, colorScheme: 'dark' }, lang: 'zh-Hant' },
];

for (const { name, options, lang } of LOOKS) {
  test(`axe-core finds nothing in any state (${name}, ${lang})`, async (t) => {
    const desk = await startServer();
    t.after(() => desk.stop());
    await desk.addUser('Ada', PASSWORD);
    const page = await newPage(t, options);
    const complained = complaints(page);
    const look = async (frame, state) => {
      await shot(page, `widget-${state}-${name}`);
      assert.deepEqual(await axe(frame), [], `${state}, inside`);
    };
    let refuse = false;
    await page.routeWebSocket(/\/ws\/customer/, (socket) => {
      const line = socket.connectToServer();
      socket.onMessage((text) => {
        const { type, id } = JSON.parse(text);
        if (refuse && type === 'message') socket.send(JSON.stringify({ type: 'error', code: 'rate_limited', text: '', id }));
        else line.send(text);
      });
    });

    await visit(page, `${desk.url}/?lang=${lang}`);
    await shot(page, `widget-shop-${name}`);
    assert.deepEqual(await axe(page.mainFrame()), [], 'the shop with the button');
    const frame = await openChat(page);
    await look(frame, 'consent');
    await agree(frame);
    await frame.locator('.hello').waitFor();
    await look(frame, 'greeted');
    await ask(frame, QUESTION[lang]);
    await frame.locator('.msg.bot [aria-expanded]').click();
    await look(frame, 'answer');
    await frame.click('[aria-controls=menu]');
    await look(frame, 'menu');
    await frame.click('.menu > button');
    await look(frame, 'menu-end');
    await frame.press('.menu button:visible', 'Escape');
    refuse = true;
    await say(frame, '?');
    await frame.locator('.failed').waitFor();
    await look(frame, 'failed');
    refuse = false;
    await frame.locator('.failed button').last().click();
    await frame.fill('#message', '');
    await frame.click('.person');
    await frame.locator('.card:not(.consent) h2').waitFor();
    await frame.waitForFunction(() => {
      const card = document.querySelector('.card:not(.consent)').getBoundingClientRect();
      return card.top >= 0 && card.bottom <= document.querySelector('.composer').getBoundingClientRect().top;
    });
    await look(frame, 'queued');
    await frame.locator('.card:not(.consent) .row button').first().click();
    await frame.locator('#contact').waitFor();
    await look(frame, 'message-form');
    await frame.locator('.callback .row button').last().click();
    const ada = await createAgent(desk.url, 'Ada', PASSWORD);
    t.after(() => ada.close());
    const id = await ada.claim();
    await frame.locator('.speaking', { hasText: 'Ada' }).waitFor();
    ada.say(id, 'https://shop.example/x '.repeat(2) + 'W'.repeat(200));
    await frame.locator('.msg.agent').waitFor();
    ada.send({ type: 'typing', case: id });
    await frame.locator('.typing:not(:empty)').waitFor();
    await look(frame, 'agent');
    ada.send({ type: 'close', case: id, disposition: 'resolved' });
    await frame.locator('.card:not(.consent) h2').waitFor();
    await look(frame, 'ended');
    await page.context().setOffline(true);
    await desk.end('SIGKILL');
    await frame.locator('.line:not(:empty)').waitFor();
    await look(frame, 'offline');
    assert.deepEqual(complained, []);
  });
}

test('out of hours and a full line: axe-core finds nothing, the words are there', async (t) => {
  const later = WEEKDAYS[(new Date().getUTCDay() + 3) % 7];
  const closed = await startServer({
    edit: { 'escalation.yaml': () => `version: 1\nhours:\n  open:\n    - {days: ${later}, from: '09:00', to: '18:00'}\n` },
  });
  t.after(() => closed.stop());
  let page = await newPage(t, { ...PHONE });
  let frame = await chatting(page, `${closed.url}/?lang=de`, QUESTION.de);
  await frame.click('.person');
  await frame.locator('.card h2', { hasText: 'Zurzeit ist niemand da' }).waitFor();
  const text = await frame.locator('.card:not(.consent)').innerText();
  assert.match(text, /Servicezeiten: .*09:00/);
  assert.match(text, /FD-[0-9A-Z]{8}/);
  await shot(page, 'widget-closed-phone');
  assert.deepEqual(await axe(frame), []);
  await ask(frame, QUESTION.de);
  assert.ok(!(await frame.locator('#contact').isVisible()), 'writing on folds the form away');

  const full = await startServer({ edit: { 'escalation.yaml': () => 'version: 1\nqueue: {cap: 1}\n' } });
  t.after(() => full.stop());
  page = await newPage(t, DESKTOP);
  frame = await chatting(page, full.url);
  await frame.click('.person');
  await frame.locator('.card h2', { hasText: 'A person will be with you' }).waitFor();
  page = await newPage(t, DESKTOP);
  frame = await chatting(page, full.url);
  await frame.click('.person');
  await frame.locator('.card h2', { hasText: 'Leave a message' }).waitFor();
  assert.deepEqual(await axe(frame), []);
  await shot(page, 'widget-full-desktop');
});

test('keyboard alone: open, agree, ask, rate, choose, menu, close; the focus is never lost', async (t) => {
  const page = await newPage(t, DESKTOP, server.url);
  const where = async (frame) => frame.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
  await launcher(page).focus();
  const outline = await launcher(page).evaluate((node) => getComputedStyle(node).outlineStyle);
  assert.equal(outline, 'solid', 'the focused button shows it');
  await page.keyboard.press('Enter');
  const frame = await greeted(page);
  await frame.locator('.consent input:focus').first().waitFor();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await frame.locator('#message:focus').waitFor();
  await page.keyboard.type('how long does');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('delivery take');
  await page.keyboard.press('Enter');
  await frame.locator('.msg.bot').waitFor();
  assert.equal(await frame.locator('.msg.me .text').textContent(), 'how long does\ndelivery take');
  await frame.locator('.choices .choice').first().waitFor();

  const walked = [];
  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('Shift+Tab');
    walked.push(await where(frame));
  }
  const named = ['Why this answer?', 'Not helpful', 'Helpful', 'Messages', 'Privacy', 'Close chat', 'Options'];
  for (const name of named) assert.ok(walked.includes(name), `${name} is reached by Tab: ${walked.join(' | ')}`);
  await frame.locator('button[aria-label=Helpful]').focus();
  await page.keyboard.press('Enter');
  assert.equal(await frame.locator('button[aria-label=Helpful]').getAttribute('aria-pressed'), 'true');
  await frame.locator('.choice').first().focus();
  await page.keyboard.press('Enter');
  await frame.locator('#message:focus').waitFor();

  await frame.locator('[aria-controls=menu]').focus();
  await page.keyboard.press('Enter');
  await frame.locator('#language:focus').waitFor();
  await page.keyboard.press('Escape');
  await frame.locator('[aria-controls=menu]:focus').waitFor();
  assert.ok(!(await frame.locator('#menu').isVisible()), 'Escape closes the menu first');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('#frontdesk-chat').shadowRoot.activeElement?.tagName === 'BUTTON');
  assert.equal(await launcher(page).getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  await frame.locator('#message:focus').waitFor();
});

test('Enter that confirms a word of an input method does not send', async (t) => {
  const page = await newPage(t, DESKTOP);
  const frame = await chatting(page, `${server.url}/?lang=zh-Hant`);
  await frame.focus('#message');
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: '我的', selectionStart: 2, selectionEnd: 2 });
  await frame.evaluate(() => {
    const init = { key: 'Enter', bubbles: true, cancelable: true, isComposing: true };
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init));
  });
  assert.equal(await frame.locator('.msg.me').count(), 0);
  await session.send('Input.insertText', { text: '我的包裹在哪裡' });
  await page.keyboard.press('Enter');
  await frame.locator('.msg.me', { hasText: '我的包裹在哪裡' }).waitFor();
});

/** Counts what enters any live region of the frame, from now on. */
const listen = (frame) =>
  frame.evaluate(() => {
    window.heard = [];
    const live = [...document.querySelectorAll('[role=log], [role=status], [role=alert]')];
    const silent = (node) => node.closest('[aria-live=off], [aria-hidden=true]');
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        const region = target.closest('[role=log], [role=status], [role=alert]');
        if (!region || silent(target)) continue;
        for (const node of addedNodes) if (node.textContent.trim()) window.heard.push([region.getAttribute('role'), node.textContent]);
      }
    }).observe(document.body, { childList: true, subtree: true });
    return live.map((node) => node.getAttribute('role')).sort();
  });

test('a screen reader hears each new message once and the history never', async (t) => {
  const page = await newPage(t, DESKTOP);
  let frame = await chatting(page, server.url, QUESTION.en);
  for (const text of ['thanks', 'hello']) await ask(frame, text);
  await page.reload();
  frame = await greeted(page);
  await frame.locator('.msg.bot').nth(2).waitFor();
  assert.equal(await frame.locator('[role=log] .msg').count(), 0, 'what was there before is not in the live region');
  assert.equal(await frame.locator('[role=log]').getAttribute('aria-label'), 'Messages');
  const roles = await listen(frame);
  assert.ok(roles.includes('log') && roles.includes('status') && roles.includes('alert'), roles.join());

  await ask(frame, 'what are your shipping options');
  await frame.locator('.msg.bot .acts').last().waitFor();
  let heard = await frame.evaluate(() => window.heard);
  assert.equal(heard.length, 2, `own message and answer, nothing else: ${JSON.stringify(heard)}`);
  assert.match(heard[0][1], /what are your shipping options/);
  assert.match(heard[1][1], /AI-generated/);
  assert.ok(!heard[1][1].includes('Why this answer?'), 'the buttons under it are not read out');

  await server.end('SIGKILL');
  await server.restart();
  await ask(frame, 'thanks');
  heard = (await frame.evaluate(() => window.heard)).filter(([role]) => role === 'log');
  assert.equal(heard.length, 4, 'after a reconnect nothing is repeated');
});

test('position and estimate change in place and are announced at most once a minute', async (t) => {
  const page = await newPage(t, DESKTOP);
  let push = null;
  await page.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    line.onMessage((text) => socket.send(text));
    socket.onMessage((text) => line.send(text));
    push = (frame) => socket.send(JSON.stringify({ type: 'state', state: 'queued', outcome: 'queued', reference: 'FD-ABCDEFGH', ...frame }));
  });
  const frame = await chatting(page, server.url);
  await listen(frame);
  push({ position: 3, wait_seconds: 240 });
  const card = frame.locator('.card:not(.consent)');
  await card.locator('p', { hasText: 'You are third in line.' }).waitFor();
  await card.locator('p', { hasText: 'It takes about 4 minutes.' }).waitFor();
  const first = await card.locator('button').first().elementHandle();
  for (const position of [2, 1]) push({ position, wait_seconds: position * 60 });
  await card.locator('p', { hasText: 'You are next.' }).waitFor();
  assert.ok(await first.evaluate((node) => node.isConnected), 'the buttons are not rebuilt under a finger');
  const heard = (await frame.evaluate(() => window.heard)).filter(([, text]) => text.includes('in line') || text.includes('next'));
  assert.equal(heard.length, 1, JSON.stringify(heard));
  assert.match(heard[0][1], /FD-ABCDEFGH/);
});

test('a streamed answer is labelled from its first word and announced once, whole', async (t) => {
  const page = await newPage(t, DESKTOP);
  let push = null;
  await page.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    line.onMessage((text) => socket.send(text));
    socket.onMessage((text) => line.send(text));
    push = (frame) => socket.send(JSON.stringify(frame));
  });
  const frame = await chatting(page, server.url, QUESTION.en);
  await listen(frame);
  const seq = (await frame.locator('.msg').count()) + 1;
  const common = { origin: 'llm', ai_generated: true };
  const label = 'AI-generated';
  push({ type: 'delta', reply: 'r1', ...common, label, text: 'The pot ' });
  await frame.locator('.msg.bot .chip').nth(1).waitFor();
  await frame.locator('.msg.bot .speaker', { hasText: 'AI assistant of Northwind Garden' }).nth(1).waitFor();
  push({ type: 'delta', reply: 'r1', ...common, text: 'holds five litres.' });
  await frame.locator('.msg.bot .text', { hasText: 'The pot holds five litres.' }).waitFor();
  assert.deepEqual(await frame.evaluate(() => window.heard), [], 'nothing is read out while it grows');
  const from = 'AI assistant of Northwind Garden';
  const message = { type: 'message', ...common, label, from, at: new Date().toISOString() };
  push({ ...message, seq, id: 'm-1', reply: 'r1', text: 'The pot holds five litres.' });
  await frame.locator('[role=log] .msg', { hasText: 'The pot holds five litres.' }).waitFor();
  assert.equal(await frame.locator('.msg', { hasText: 'The pot holds five litres.' }).count(), 1);
  assert.equal((await frame.evaluate(() => window.heard)).length, 1);
  push({ type: 'delta', reply: 'r2', ...common, label, text: 'Overt' });
  await frame.locator('.msg', { hasText: 'Overt' }).waitFor();
  // A socket that comes back in the middle of a reply gets it from its beginning.
  push({ type: 'delta', reply: 'r2', ...common, label, text: 'Overtaken' });
  await frame.locator('.msg .text', { hasText: /^Overtaken$/ }).waitFor();
  push({ type: 'delta', reply: 'r2', ...common, text: '', cancelled: true });
  push({ type: 'typing', from: 'ai' });
  await frame.locator('.typing', { hasText: 'writing' }).waitFor();
  assert.equal(await frame.locator('.msg .text', { hasText: /^Overtaken$/ }).count(), 1, 'what was shown stays');
  push({ ...message, seq: seq + 1, id: 'm-2', reply: 'r2', text: 'Overtaken' });
  await frame.locator('[role=log] .msg', { hasText: 'Overtaken' }).waitFor();
  assert.equal(await frame.locator('.msg', { hasText: 'Overtaken' }).count(), 1);
  const heard = (await frame.evaluate(() => window.heard)).filter(([, text]) => text.includes('Overt'));
  assert.equal(heard.length, 1, JSON.stringify(heard));
});

/** What sticks out of the frame to the side, in this state. */
const wide = (frame) =>
  frame.evaluate(() => {
    const scroll = document.querySelector('.scroll');
    const out = [...document.querySelectorAll('body *')].filter((node) => {
      const { left, right, width } = node.getBoundingClientRect();
      return width && !node.closest('svg') && !node.classList.contains('hidden') && (right > innerWidth + 1 || left < -1);
    });
    return [
      document.documentElement.scrollWidth > innerWidth ? 'the page scrolls' : null,
      scroll.scrollWidth > scroll.clientWidth ? 'the messages scroll' : null,
      ...out.map((node) => `${node.tagName}.${node.className} sticks out`),
    ].filter(Boolean);
  });

for (const [name, viewport] of [['320 px', { width: 320, height: 640 }], ['200 % zoom', { width: 640, height: 360 }]]) {
  for (const lang of LOCALES) {
    test(`nothing is cut or scrolls sideways at ${name} (${lang})`, async (t) => {
      const page = await newPage(t, { viewport });
      await visit(page, `${server.url}/?lang=${lang}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the demo shop itself fits');
      const frame = await openChat(page);
      assert.deepEqual(await wide(frame), [], 'consent');
      assert.ok(await frame.locator('.notice').isVisible());
      await agree(frame);
      await ask(frame, QUESTION[lang]);
      await frame.locator('.choices .choice').first().waitFor();
      await say(frame, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3));
      assert.deepEqual(await wide(frame), [], 'long words');
      await frame.click('.person');
      await frame.locator('.card:not(.consent) h2').waitFor();
      assert.deepEqual(await wide(frame), [], 'queued');
      await frame.click('[aria-controls=menu]');
      assert.deepEqual(await wide(frame), [], 'menu');
      const box = await frame.locator('#message').boundingBox();
      assert.ok(box.y + box.height <= viewport.height, 'the field is on the screen');
      await shot(page, `widget-${name.replace(/\W+/g, '')}-${lang}`);
    });
  }
}

test('with reduced motion nothing moves', async (t) => {
  const page = await newPage(t, { ...DESKTOP, reducedMotion: 'reduce' });
  const frame = await chatting(page, server.url, QUESTION.en);
  const moving = (target) =>
    target.evaluate(() => {
      const roots = [document, ...[...document.querySelectorAll('*')].map((node) => node.shadowRoot).filter(Boolean)];
      return roots
        .flatMap((root) => [...root.querySelectorAll('*')])
        .filter((node) => {
          const { transitionDuration, animationName } = getComputedStyle(node);
          return animationName !== 'none' || transitionDuration.split(',').some((time) => parseFloat(time) > 0);
        })
        .map((node) => `${node.tagName}.${node.className}`);
    });
  assert.deepEqual(await moving(page), []);
  assert.deepEqual(await moving(frame), []);
});

test('targets are large enough: 24 px everywhere, 44 px on touch', async (t) => {
  for (const [options, least] of [[DESKTOP, 24], [PHONE, 44]]) {
    const page = await newPage(t, options);
    const frame = await chatting(page, `${server.url}/?lang=de`, QUESTION.de);
    await frame.click('[aria-controls=menu]');
    const small = await frame.$$eval(
      'button, select, textarea',
      (nodes, min) =>
        nodes
          .map((node) => ({ name: node.ariaLabel || node.textContent, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.width && (box.height < min - 0.5 || box.width < Math.min(min, 40) - 0.5))
          .map(({ name, box }) => `${name} ${box.width}x${box.height}`),
      least,
    );
    assert.deepEqual(small, [], `${least} px`);
  }
});

test('two thousand messages are drawn, unannounced, and the end is in sight', async (t) => {
  const page = await newPage(t, DESKTOP);
  await page.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    socket.onMessage((text) => line.send(text));
    line.onMessage((text) => {
      const frame = JSON.parse(text);
      socket.send(frame.type === 'welcome' ? JSON.stringify({ ...frame, consent: 'given', seq: 2000 }) : text);
      if (frame.type !== 'welcome') return;
      for (let seq = 1; seq <= 2000; seq++) {
        const bot = { origin: 'rule', ai_generated: true, label: 'AI-generated', from: 'AI assistant of Northwind Garden' };
        const who = seq % 2 ? { origin: 'customer' } : bot;
        socket.send(JSON.stringify({ type: 'message', seq, id: `x${seq}`, at: new Date(seq * 1e5).toISOString(), text: `Message ${seq}`, ...who }));
      }
    });
  });
  await visit(page, server.url);
  const frame = await openChat(page);
  await frame.locator('.msg').nth(1999).waitFor();
  assert.equal(await frame.locator('.msg').count(), 2000);
  assert.equal(await frame.locator('[role=log] .msg').count(), 0);
  await frame.waitForFunction(() => {
    const { scrollTop, scrollHeight, clientHeight } = document.querySelector('.scroll');
    return scrollHeight - scrollTop - clientHeight < 2;
  });
  assert.ok(await frame.locator('.msg', { hasText: 'Message 2000' }).isVisible());
  const unlabelled = await frame.$$eval('.msg.bot', (nodes) => nodes.filter((node) => !node.querySelector('.chip')).length);
  assert.equal(unlabelled, 0);
});
