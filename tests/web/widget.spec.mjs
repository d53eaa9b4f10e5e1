// The widget in a real browser against the real gateway: what a customer can do, and what must never happen.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createAgent } from './lib/agent.mjs';
import { DESKTOP, PHONE, complaints, launch, shot } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';
import { LOCALES, QUESTION, agree, ask, chatting, greeted, inside, labels, launcher, openChat, say, visit } from './lib/widget.mjs';

const PASSWORD = 'correct horse battery staple';

let server;
let browser;
let context;
let page;
let complained;

before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  context = await browser.newContext(DESKTOP);
  context.setDefaultTimeout(15000);
  page = await context.newPage();
  complained = complaints(page);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(complained, [], 'the page complained');
});

/** Watches storage and sockets from before the first script of the page. */
async function watch(ctx) {
  await ctx.addInitScript(() => {
    window.watched = [];
    const note = (what) => window.watched.push(what);
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
      constructor(...args) {
        note(`socket ${args[0]}`);
        super(...args);
      }
    };
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (...args) {
      note(`storage ${args[0]}`);
      return set.apply(this, args);
    };
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      note(`database ${args[0]}`);
      return open.apply(this, args);
    };
  });
}

const traces = (target) =>
  target.evaluate(async () => ({
    watched: window.watched,
    cookies: document.cookie,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length,
    frames: document.querySelector('#frontdesk-chat').shadowRoot.querySelectorAll('iframe').length,
  }));

test('nothing is stored and no socket is opened before the first click', async () => {
  await watch(context);
  await visit(page, server.url);
  await page.mouse.move(1220, 750);
  await page.mouse.wheel(0, 900);
  await page.reload({ waitUntil: 'networkidle' });
  assert.deepEqual(await traces(page), { watched: [], cookies: '', local: [], session: [], databases: 0, frames: 0 });
  assert.deepEqual(await context.cookies(), []);

  const frame = await openChat(page);
  const { watched } = await traces(frame.page().mainFrame());
  assert.deepEqual(watched.filter((what) => what.startsWith('socket')), [], "the shop's own page opens no socket either");
  assert.ok((await frame.evaluate(() => window.watched)).some((what) => what.startsWith('socket')), 'now the chat has its socket');
  assert.deepEqual(await context.cookies(), [], 'the customer never gets a cookie');
});

test('looking without writing leaves the next page untouched', async () => {
  await visit(page, server.url);
  await openChat(page);
  await launcher(page).click();
  await page.waitForFunction(() => !localStorage.length || localStorage.getItem('frontdesk') === null);
  await visit(page, `${server.url}/?lang=de`);
  assert.equal((await traces(page)).frames, 0);
});

for (const locale of LOCALES) {
  test(`the notice stands before the first message can be sent, and names shop and AI (${locale})`, async () => {
    await visit(page, `${server.url}/?lang=${locale}`);
    const frame = await openChat(page);
    const field = frame.locator('#message');
    if (await frame.locator('.consent').isVisible()) assert.ok(!(await field.isVisible()), 'no field before the consent');
    const notice = frame.locator('.notice');
    assert.ok(await notice.isVisible());
    assert.match(await notice.innerText(), /Northwind Garden/);
    assert.match(await notice.innerText(), { de: /KI/, fr: /IA/ }[locale] ?? /AI/);
    assert.equal(await frame.getAttribute('html', 'lang'), locale);
    const box = await notice.boundingBox();
    assert.ok(box.height > 0 && box.y + box.height <= 800, 'the notice is on the screen');
    await agree(frame);
    await ask(frame, QUESTION[locale]);
    assert.ok(await notice.isVisible(), 'it stays while chatting');
    const [label] = await labels(frame);
    assert.match(label.text, { en: /AI-generated/, de: /KI-generiert/, fr: /Généré par IA/ }[locale] ?? /AI 生成/);
    await shot(page, `widget-first-answer-${locale}`);
  });
}

test('while the consent is open nothing is ticked and a message cannot be sent', async () => {
  await visit(page, server.url);
  const frame = await openChat(page);
  assert.ok(await frame.locator('.consent').isVisible(), 'as shipped, the consent is asked for');
  assert.deepEqual(await frame.$$eval('.consent input', (nodes) => nodes.map((node) => [node.value, node.checked])), [['ai', false], ['people', false]]);
  assert.ok(await frame.locator('.consent .primary').isDisabled());
  assert.ok(!(await frame.locator('#message').isVisible()));
  assert.ok(await frame.locator('.person').isVisible(), 'a person can be asked for all the same');
});

test('people only: no assistant answers, the line opens, messages reach the people', async () => {
  await visit(page, `${server.url}/?lang=de`);
  const frame = await openChat(page);
  await agree(frame, 'people');
  await frame.locator('.card h2', { hasText: 'Gleich ist ein Mensch' }).waitFor();
  await say(frame, 'Meine Rechnung fehlt');
  await frame.locator('.msg.me .status', { hasText: 'Gesendet' }).waitFor();
  assert.equal(await frame.locator('.msg.bot').count(), 0);
  assert.match(await frame.locator('.notice').innerText(), /KI-Assistent von Northwind Garden antwortet .* nicht/);
});

/** Every bubble of the assistant carries its label as text, drawn, and in its name. */
async function allLabelled(frame, where) {
  const found = await labels(frame);
  assert.ok(found.length > 0, `${where}: there are answers`);
  for (const { text, drawn, name } of found) {
    assert.equal(text, 'AI-generated', `${where}: the label in the bubble`);
    assert.ok(drawn, `${where}: the label takes room`);
    assert.match(name, /AI-generated/, `${where}: the label in the accessible name`);
    assert.match(name, /AI assistant of Northwind Garden/, `${where}: the speaker in the accessible name`);
  }
  return found.length;
}

test('the label stays: after scrolling, reload, reconnect, and in a second tab', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  for (const text of ['what are your shipping options', 'thanks', 'hello']) await ask(frame, text);
  const count = await allLabelled(frame, 'live');
  await frame.$eval('.scroll', (node) => (node.scrollTop = 0));
  await allLabelled(frame, 'scrolled to the top');
  await frame.$eval('.scroll', (node) => (node.scrollTop = node.scrollHeight));

  await page.reload();
  const again = await greeted(page);
  await again.locator('.msg.bot').nth(count - 1).waitFor();
  assert.equal(await allLabelled(again, 'reloaded'), count);

  const tab = await context.newPage();
  await tab.goto(`${server.url}/?lang=en`);
  const second = await greeted(tab);
  await second.locator('.msg.bot').nth(count - 1).waitFor();
  assert.equal(await allLabelled(second, 'second tab'), count);

  await server.end('SIGTERM');
  await server.restart();
  await ask(again, 'where is my order');
  assert.equal(await allLabelled(again, 'reconnected'), count + 1);
  await second.locator('.msg.bot').nth(count).waitFor();
  assert.equal(await allLabelled(second, 'second tab, reconnected'), count + 1);
});

test('a message in one tab appears in the other, once', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  const tab = await context.newPage();
  await tab.goto(server.url);
  const second = await greeted(tab);
  await second.locator('.msg.bot').first().waitFor();
  await ask(second, 'what are your shipping options');
  await frame.locator('.msg.bot').nth(1).waitFor();
  const texts = (from) => from.$$eval('.msg .text', (nodes) => nodes.map((node) => node.textContent));
  assert.deepEqual(await texts(frame), await texts(second));
  assert.equal((await texts(frame)).filter((text) => text === 'what are your shipping options').length, 1);
});

test('two tabs that each began a chat before they knew of each other become one, in step', async () => {
  const tab = await context.newPage();
  // The browser has not told this tab yet what the other one keeps.
  await tab.addInitScript(() => {
    const { getItem, setItem } = Storage.prototype;
    let own = null;
    window.alone = location.pathname === '/widget/' && sessionStorage.getItem('knows') === null;
    const hides = (key) => window.alone && key === 'frontdesk.token';
    Storage.prototype.getItem = function (key) {
      return hides(key) ? own : getItem.call(this, key);
    };
    Storage.prototype.setItem = function (key, value) {
      if (hides(key)) own = value;
      else setItem.call(this, key, value);
    };
    addEventListener('storage', (event) => window.alone && event.stopImmediatePropagation());
  });
  const frame = await chatting(page, server.url, 'where is my order');
  await tab.goto(`${server.url}/?lang=en`);
  const second = await greeted(tab); // open as in the first tab
  await agree(second);
  await ask(second, 'what are your shipping options');
  await second.evaluate(() => {
    window.alone = false;
    sessionStorage.setItem('knows', 'yes');
    dispatchEvent(new StorageEvent('storage', { key: 'frontdesk.token' }));
  });
  const texts = (from) => from.$$eval('.msg .text', (nodes) => nodes.map((node) => node.textContent));
  const both = ['where is my order', 'what are your shipping options'];
  for (const view of [frame, second]) await view.locator('.msg.system', { hasText: 'two windows' }).waitFor();
  await frame.locator('.msg.bot').nth(1).waitFor();
  await second.locator('.msg.bot').nth(1).waitFor();
  assert.deepEqual(await texts(second), await texts(frame));
  assert.deepEqual((await texts(frame)).filter((text) => both.includes(text)), both, 'each once, the older chat first');
  await ask(second, 'can I return an item');
  await frame.locator('.msg.bot').nth(2).waitFor();
  await ask(frame, 'do you ship to Austria');
  await second.locator('.msg.bot').nth(3).waitFor();
  assert.deepEqual(await texts(second), await texts(frame));
  await allLabelled(second, 'merged');
  await tab.reload();
  const again = await greeted(tab);
  await again.locator('.msg.bot').nth(3).waitFor();
  assert.deepEqual(await texts(again), await texts(frame), 'and so it stays');
});

test('choices are buttons, send their words, vanish once used and stay readable', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  const choices = frame.locator('.choices .choice');
  await choices.first().waitFor();
  const offered = await choices.allInnerTexts();
  await shot(page, 'widget-choices-desktop');
  await choices.first().click();
  await frame.locator('.msg.me', { hasText: offered[0] }).waitFor();
  await frame.locator('.msg.bot').nth(1).waitFor();
  const line = await frame.locator('.offered').first().innerText();
  for (const text of offered) assert.ok(line.includes(text), `"${text}" stays readable`);
  assert.equal(await frame.evaluate(() => document.activeElement.id), 'message', 'the focus is not lost with the button');
});

test('why this answer is one sentence away, and a thumb can be given', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  const why = frame.locator('.msg.bot button', { hasText: 'Why this answer?' });
  await why.click();
  assert.equal(await why.getAttribute('aria-expanded'), 'true');
  assert.ok((await frame.locator('.because').innerText()).length > 10);
  const up = frame.locator('.msg.bot button[aria-label="Helpful"]');
  await up.click();
  assert.equal(await up.getAttribute('aria-pressed'), 'true');
  await ask(frame, 'thanks');
  assert.equal(await frame.locator('.alert').innerText(), '', 'the gateway took the rating');
});

test('markup from the customer stays text', async () => {
  const frame = await chatting(page, server.url);
  const text = '<img src=x onerror="document.title=1"><b>bold</b> <script>1</script> &amp; https://evil.example';
  await say(frame, text);
  await frame.locator('.status', { hasText: 'Sent' }).waitFor();
  const bubble = frame.locator('.msg.me .text').last();
  assert.equal(await bubble.textContent(), text);
  assert.equal(await bubble.evaluate((node) => node.children.length), 0);
  await page.reload();
  const again = await greeted(page);
  await again.locator('.msg.me').waitFor();
  assert.equal(await again.locator('.msg.me .text').evaluate((node) => node.textContent + node.children.length), `${text}0`);
});

test('with the line cut a message waits, says so, and arrives once', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await context.setOffline(true);
  await server.end('SIGKILL');
  await say(frame, 'are you still there');
  await frame.locator('.status', { hasText: 'Sending…' }).waitFor();
  await frame.locator('.line', { hasText: 'offline' }).waitFor();
  await shot(page, 'widget-offline-desktop');
  await frame.locator('.status', { hasText: 'Not sent' }).waitFor();
  assert.match(await frame.locator('.msg.me').last().getAttribute('aria-label'), /Not sent/);
  await shot(page, 'widget-failed-desktop');
  await server.restart();
  await context.setOffline(false);
  await frame.locator('.msg.me').last().locator('.status', { hasText: 'Sent' }).waitFor();
  await frame.locator('.msg.bot').nth(1).waitFor();
  assert.equal(await frame.locator('.msg.me', { hasText: 'are you still there' }).count(), 1);
  assert.equal(await frame.locator('.line').innerText(), '');
});

test('a refused message can be sent again or taken back', async () => {
  await context.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    let refused = 0;
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      const refuse = frame.type === 'message' && (frame.text.startsWith('twice') ? refused++ < 2 : frame.text === 'never');
      if (refuse) socket.send(JSON.stringify({ type: 'error', code: 'rate_limited', text: '', id: frame.id }));
      else line.send(text);
    });
  });
  const frame = await chatting(page, server.url);
  await say(frame, 'twice refused');
  const failed = frame.locator('.msg.failed');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await failed.getByRole('button', { name: 'Try again' }).click();
  await frame.locator('.msg.bot').waitFor();
  assert.equal(await frame.locator('.msg.me').count(), 1, 'one bubble, however often it was sent');

  await say(frame, 'never');
  await failed.getByRole('button', { name: 'Edit' }).click();
  await failed.waitFor({ state: 'detached' });
  assert.equal(await frame.inputValue('#message'), 'never', 'its words are back in the field');
});

test('what was not acknowledged survives a reload and arrives once', async () => {
  let deaf = true;
  await context.routeWebSocket(/\/ws\/customer/, (socket) => {
    const line = socket.connectToServer();
    socket.onMessage((text) => {
      if (!deaf || JSON.parse(text).type !== 'message') line.send(text);
    });
  });
  const frame = await chatting(page, server.url);
  await say(frame, 'where is my order');
  await page.waitForFunction(() => localStorage.getItem('frontdesk') === 'open');
  deaf = false;
  await page.reload();
  const again = await greeted(page);
  await again.locator('.msg.bot').waitFor();
  assert.equal(await again.locator('.msg.me', { hasText: 'where is my order' }).count(), 1);
});

test('the chat resumes on the next page, open as it was, without taking the focus', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  const before = await frame.$$eval('.msg .text', (nodes) => nodes.map((node) => node.textContent));
  await page.goto(`${server.url}/?lang=fr`);
  const next = await greeted(page);
  await next.locator('.msg.bot').waitFor();
  assert.deepEqual(await next.$$eval('.msg .text', (nodes) => nodes.map((node) => node.textContent)), before);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })).then((all) => all.frontdesk), 'open');

  await launcher(page).click();
  await page.waitForFunction(() => localStorage.getItem('frontdesk') === 'min');
  await page.goto(server.url);
  await inside(page);
  assert.equal(await launcher(page).getAttribute('aria-expanded'), 'false', 'closed stays closed, connected behind it');
});

test('a person joins, is named, writes, counts as unread, and leaves', async (t) => {
  const desk = await startServer(); // of its own, so that nobody else waits in line
  t.after(() => desk.stop());
  await desk.addUser('Ada', PASSWORD);
  const frame = await chatting(page, desk.url, QUESTION.en);
  await frame.click('.person');
  const card = frame.locator('.card:not(.consent)');
  await card.waitFor();
  assert.match(await card.innerText(), /FD-[0-9A-Z]{8}/);
  assert.match(await card.innerText(), /You are next\./);
  assert.ok(await frame.locator('.person').isVisible());
  await shot(page, 'widget-queued-desktop');

  const ada = await createAgent(desk.url, 'Ada', PASSWORD);
  const id = await ada.claim();
  await frame.locator('.speaking', { hasText: 'Ada, Northwind Garden' }).waitFor();
  await card.waitFor({ state: 'hidden' });
  ada.send({ type: 'typing', case: id });
  await frame.locator('.typing', { hasText: 'Ada is writing' }).waitFor();
  ada.say(id, 'I am looking it up.');
  const bubble = frame.locator('.msg.agent', { hasText: 'I am looking it up.' });
  await bubble.waitFor();
  assert.equal(await bubble.getAttribute('aria-label'), 'Ada');
  assert.equal(await bubble.locator('.chip').count(), 0, 'a person carries no AI label');
  assert.match(await frame.locator('.notice').innerText(), /AI assistant/, 'the notice still explains the marked answers');
  await shot(page, 'widget-agent-desktop');

  await frame.fill('#message', 'one moment');
  await ada.hears((heard) => heard.type === 'typing' && heard.from === 'customer', 'that the customer writes');
  await launcher(page).click();
  ada.say(id, 'Found it.');
  await page.waitForFunction(() => /1 unread/.test(document.querySelector('#frontdesk-chat').shadowRoot.querySelector('button').ariaLabel));
  await shot(page, 'widget-unread-desktop');
  await launcher(page).click();
  await page.waitForFunction(() => !/unread/.test(document.querySelector('#frontdesk-chat').shadowRoot.querySelector('button').ariaLabel));
  assert.equal(await frame.inputValue('#message'), 'one moment', 'what was being written is still there');

  ada.send({ type: 'close', case: id, disposition: 'resolved' });
  await frame.locator('.card h2', { hasText: 'This chat has ended' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('frontdesk')), null, 'an ended chat is not resumed');
  ada.close();
});

test('the line can be left again, and a message can be left instead of waiting', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await frame.click('.person');
  await frame.click('.card button:has-text("Back to the assistant")');
  await frame.locator('.card:not(.consent)').waitFor({ state: 'hidden' });
  await ask(frame, 'thanks');

  await frame.click('.person');
  await frame.click('.card button:has-text("Leave a message")');
  await frame.click('.callback .primary');
  assert.match(await frame.locator('.callback [role=alert]').innerText(), /email address or a phone number/);
  assert.equal(await frame.evaluate(() => document.activeElement.id), 'contact');
  await frame.fill('#contact', 'ann@example.com');
  await frame.fill('#about', 'The pot is broken');
  await shot(page, 'widget-callback-desktop');
  await frame.click('.callback .primary');
  await frame.locator('.card h2', { hasText: 'We have your message' }).waitFor();
  await page.reload();
  const again = await greeted(page);
  await again.locator('.card h2', { hasText: 'We have your message' }).waitFor();
});

test('ending is asked twice; the next message starts a new chat', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await frame.click('[aria-controls=menu]');
  await frame.click('.menu button:has-text("End chat")');
  assert.equal(await frame.evaluate(() => document.activeElement.textContent), 'Keep chatting', 'the harmless answer has the focus');
  await frame.click('.menu .danger');
  await frame.locator('.card h2', { hasText: 'This chat has ended' }).waitFor();
  await shot(page, 'widget-ended-desktop');
  await say(frame, 'where is my order');
  await frame.locator('.msg.system', { hasText: 'A new chat starts here.' }).waitFor();
  await agree(frame);
  await frame.locator('.msg.bot').nth(1).waitFor();
  assert.equal(await frame.locator('.msg.failed').count(), 0);
});

test("another language, from the menu and from the shop's page, keeps conversation and draft", async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await frame.fill('#message', 'half a sen');
  await frame.click('[aria-controls=menu]');
  await frame.selectOption('#language', 'de');
  await frame.locator('.person', { hasText: 'Mit einem Menschen sprechen' }).waitFor();
  await frame.locator('.msg.bot').waitFor();
  assert.equal(await frame.getAttribute('html', 'lang'), 'de');
  assert.equal(await frame.inputValue('#message'), 'half a sen');
  assert.equal(await frame.locator('.msg.bot .text').getAttribute('lang'), 'en', 'the earlier answer is marked as English');
  await frame.fill('#message', '');
  await ask(frame, QUESTION.de);
  assert.match((await labels(frame))[1].text, /KI-generiert/);

  await page.evaluate(() => window.Frontdesk.setLocale('zh-TW'));
  await frame.locator('.person', { hasText: '轉接真人客服' }).waitFor();
  assert.equal(await launcher(page).getAttribute('aria-label'), '關閉對話');
});

test('the JavaScript API opens, closes and tells, without a word of what was said', async () => {
  await visit(page, server.url);
  await page.evaluate(() => {
    window.told = [];
    for (const name of ['open', 'close', 'message', 'state', 'unread']) window.Frontdesk.on(name, (detail) => window.told.push([name, detail ?? null]));
    window.never = () => window.told.push(['never']);
    window.Frontdesk.on('open', window.never);
    window.Frontdesk.off('open', window.never);
  });
  await page.mouse.click(300, 500);
  assert.equal(await page.evaluate(() => window.Frontdesk.open()), true);
  const frame = await greeted(page);
  await agree(frame);
  await ask(frame, 'where is my order');
  await page.evaluate(() => window.Frontdesk.close());
  await page.waitForFunction(() => window.told.some(([name]) => name === 'close') && window.told.some(([name]) => name === 'message'));
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told[0], ['open', null]);
  assert.ok(!told.some(([name]) => name === 'never'));
  const [, message] = told.find(([name]) => name === 'message');
  assert.deepEqual(Object.keys(message).sort(), ['ai_generated', 'at', 'origin', 'seq']);
  assert.equal(message.ai_generated, true);
  assert.ok(told.some(([name, detail]) => name === 'state' && detail.state === 'bot'));
});

test("the shop's code cannot open the chat before the customer has acted", async () => {
  await watch(context);
  await visit(page, server.url);
  // From a script of the page, where no user activation comes with the call as it does in evaluate().
  await page.evaluate(() => Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } }));
  assert.equal(await page.evaluate(() => window.Frontdesk.open()), false);
  assert.equal((await traces(page)).frames, 0);
});

test('messages from a foreign origin or with an unknown name are ignored, on both sides', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('#frontdesk-chat').shadowRoot.querySelector('iframe');
    const tell = (init) => window.dispatchEvent(new MessageEvent('message', init));
    tell({ data: { frontdesk: 'close' }, origin: 'https://evil.example', source: contentWindow });
    tell({ data: { frontdesk: 'close' }, origin: location.origin, source: window });
    tell({ data: { frontdesk: 'constructor' }, origin: location.origin, source: contentWindow });
    tell({ data: null, origin: location.origin, source: contentWindow });
  });
  assert.equal(await launcher(page).getAttribute('aria-expanded'), 'true');
  await frame.evaluate(() => {
    const tell = (init) => window.dispatchEvent(new MessageEvent('message', init));
    tell({ data: { frontdesk: 'locale', data: ['de'] }, origin: 'https://evil.example', source: window.parent });
    tell({ data: { frontdesk: 'locale', data: ['de'] }, origin: location.origin, source: window });
    tell({ data: { frontdesk: '__proto__', data: 1 }, origin: location.origin, source: window.parent });
  });
  await ask(frame, 'thanks');
  assert.equal(await frame.getAttribute('html', 'lang'), 'en');
});

test('on a phone the chat is the whole screen and gives the page back', async () => {
  const phone = await browser.newContext(PHONE);
  const small = await phone.newPage();
  const frame = await chatting(small, `${server.url}/?lang=zh-Hant`, QUESTION['zh-Hant']);
  assert.deepEqual(await small.locator('#frontdesk-chat .panel').boundingBox(), { x: 0, y: 0, width: 360, height: 740 });
  assert.ok(!(await launcher(small).isVisible()));
  assert.ok(await small.evaluate(() => document.querySelector('main').inert), 'the page behind cannot be reached');
  await shot(small, 'widget-answer-phone-zh-Hant');
  await frame.click('header .icon:last-of-type');
  await launcher(small).waitFor();
  assert.ok(!(await small.evaluate(() => document.querySelector('main').inert)));
  assert.equal(await small.evaluate(() => document.documentElement.style.overflow), '');
  await phone.close();
});

test('a token that the gateway does not know starts over, and says so', async () => {
  const frame = await chatting(page, server.url, QUESTION.en);
  await frame.evaluate(() => localStorage.setItem('frontdesk.token', 'A'.repeat(43)));
  await page.reload();
  const again = await greeted(page);
  await agree(again);
  await ask(again, 'where is my order');
  assert.equal(await again.locator('.msg.me').count(), 1);
  assert.notEqual(await again.evaluate(() => localStorage.getItem('frontdesk.token')), 'A'.repeat(43));
});
