// The one script tag on a foreign shop: another origin, a strict content security policy, hostile styles.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { DESKTOP, complaints, launch, shot } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';
import { agree, ask, greeted, launcher, openChat, visit } from './lib/widget.mjs';

let browser;
let server;
let shop;
let stranger;

/** A shop on its own port; `policy` and `styles` are its own affair. */
function openShop(html, headers = {}) {
  return new Promise((done) => {
    const http = createServer((request, response) => {
      if (request.url === '/favicon.ico') return response.writeHead(204).end();
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers() });
      return response.end(html());
    });
    http.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${http.address().port}`, close: () => http.close() }));
  });
}

before(async () => {
  browser = await launch();
  const page = () => `<!doctype html><html lang="fr"><title>Shop</title><body><h1>Shop</h1><a href="/other">next</a>
    <script src="${server.url}/widget.js" data-locale="de-AT" data-name="Ottilie Zwirn" async></script></body></html>`;
  const policy = () => ({
    'Content-Security-Policy': `default-src 'none'; script-src ${server.url}; frame-src ${server.url}; connect-src ${server.url}; style-src 'none'`,
  });
  shop = await openShop(page, policy);
  stranger = await openShop(page, () => ({}));
  server = await startServer({ edit: { 'frontdesk.yaml': (text) => text.replace('sites: []', `sites: ['${shop.url}']`) } });
});
after(async () => {
  await browser?.close();
  shop?.close();
  stranger?.close();
  await server?.stop();
});

async function newPage(t) {
  const context = await browser.newContext(DESKTOP);
  t.after(() => context.close());
  context.setDefaultTimeout(15000);
  return context.newPage();
}

test('works on another origin under a policy without inline styles, in the language of the tag', async (t) => {
  const page = await newPage(t);
  const complained = complaints(page);
  const hello = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framesent'));
  await visit(page, shop.url);
  assert.equal(await launcher(page).getAttribute('aria-label'), 'Chat mit uns');
  assert.deepEqual(await launcher(page).evaluate((node) => [getComputedStyle(node).position, getComputedStyle(node).backgroundColor]), [
    'fixed', 'rgb(15, 118, 110)',
  ]);
  const frame = await openChat(page);
  assert.equal(new URL(frame.url()).origin, server.url);
  assert.equal(JSON.parse((await hello).payload).name, 'Ottilie Zwirn', 'what the tag calls the customer');
  assert.equal(await frame.getAttribute('html', 'lang'), 'de');
  await agree(frame);
  await ask(frame, 'wo bleibt meine Bestellung');
  await shot(page, 'widget-foreign-shop');
  await page.evaluate(() => window.Frontdesk.setLocale('fr'));
  await frame.locator('.person', { hasText: 'Parler à une personne' }).waitFor();
  await frame.press('#message', 'Escape');
  await page.waitForFunction(() => document.querySelector('#frontdesk-chat').shadowRoot.activeElement?.tagName === 'BUTTON');
  await page.waitForFunction(() => localStorage.getItem('frontdesk') === 'min');
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { frontdesk: 'min' }, "one word on the shop's own storage");
  await page.goto(`${shop.url}/other`);
  await page.waitForFunction(() => document.querySelector('#frontdesk-chat').shadowRoot.querySelector('iframe'));
  await launcher(page).click();
  const next = await greeted(page);
  await next.locator('.msg.bot').waitFor();
  assert.deepEqual(complained, []);
});

test('a site that is not listed cannot frame the chat', async (t) => {
  const page = await newPage(t);
  await visit(page, stranger.url);
  await launcher(page).click();
  await page.waitForFunction(() => document.querySelector('#frontdesk-chat').shadowRoot.querySelector('iframe'));
  const iframe = await page.locator('#frontdesk-chat iframe').elementHandle();
  const frame = await iframe.contentFrame();
  await frame.waitForLoadState();
  assert.equal(await frame.locator('.composer').count(), 0, 'frame-ancestors keeps it away');
  assert.ok(await launcher(page).isVisible(), 'and the button still closes the panel');
  await launcher(page).click();
  assert.equal(await launcher(page).getAttribute('aria-expanded'), 'false');
});

test("the shop's styles do not reach the button, nor does a second tag make a second one", async (t) => {
  const page = await newPage(t);
  await visit(page, stranger.url);
  await page.addStyleTag({ content: '* { display: none !important; color: red !important } button, div { opacity: 0; position: static !important }' }).catch(() => {});
  assert.ok(await launcher(page).evaluate((node) => getComputedStyle(node).position === 'fixed'));
  await page.addScriptTag({ url: `${server.url}/widget.js` });
  assert.equal(await page.locator('#frontdesk-chat').count(), 1);
});
