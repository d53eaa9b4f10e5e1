// Which pages may open a socket, embed the widget or call the API: own origin, listed ones, behind a proxy, and nobody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { connect, login } from './lib/client.mjs';
import { http, metric, ROOMY, set } from './lib/kit.mjs';

let plain, listed, proxied;
before(async () => {
  [plain, listed, proxied] = await Promise.all([
    startServer({ edit: { 'frontdesk.yaml': set(ROOMY) } }),
    startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, origins: "['https://help.example', 'http://localhost:3000']", sites: "['https://shop.example', 'https://www.shop.example']", demo: 'false' }) } }),
    startServer({ edit: { 'frontdesk.yaml': set({ ...ROOMY, trusted_proxies: '[127.0.0.1]' }) } }),
  ]);
});
after(() => Promise.all([plain, listed, proxied].map((s) => s.stop())));

/** The status of an upgrade: 101, or the refusal. */
const upgrade = (url, headers, path = '/ws/customer', protocol = 'frontdesk.v1') =>
  connect(url, path, { headers, protocol }).then(
    (c) => c.close().then(() => 101),
    (e) => e.status ?? e.message,
  );

test('the own origin, and no other one', async () => {
  const { host, port } = new URL(plain.url);
  for (const path of ['/ws/customer', '/ws/agent']) {
    for (const [origin, status] of [
      [undefined, 101], // programs send none
      [`http://${host}`, 101],
      [`HTTP://${host}`, 101],
      [`https://${host}`, 403],
      ['http://127.0.0.1', 403],
      [`http://127.0.0.1:${Number(port) + 1}`, 403],
      [`http://localhost:${port}`, 403],
      [`http://${host}.evil.example`, 403],
      [`http://evil.example/${host}`, 403],
      [`http://${host}@evil.example`, 403],
      [`http://evil.example#${host}`, 403],
      ['null', 403],
      ['file://', 403],
      [`ftp://${host}`, 403],
      [`http://${host} http://evil.example`, 403],
      ['x'.repeat(3000), 403],
    ])
      assert.equal(await upgrade(plain.url, origin === undefined ? {} : { Origin: origin }, path), status, `${path}, Origin: ${String(origin).slice(0, 80)}`);
  }
  assert.ok((await metric(plain.url, 'frontdesk_connections_refused_total{cause="origin"}')) >= 20, 'refusals are counted');
});

test('the host of the request counts, whatever it is called', async () => {
  const name = { Host: 'chat.example' };
  assert.equal(await upgrade(plain.url, { ...name, Origin: 'http://chat.example' }), 101);
  assert.equal(await upgrade(plain.url, { ...name, Origin: 'http://chat.example:80' }), 101, 'the default port is the same origin');
  assert.equal(await upgrade(plain.url, { ...name, Origin: 'http://CHAT.example' }), 101);
  assert.equal(await upgrade(plain.url, { ...name, Origin: 'http://chat.example:8080' }), 403);
  assert.equal(await upgrade(plain.url, { ...name, Origin: 'http://xchat.example' }), 403);
});

test('listed origins, exactly', async () => {
  for (const [origin, status] of [
    ['https://help.example', 101],
    ['https://help.example:443', 101],
    ['http://localhost:3000', 101],
    [listed.url, 101],
    ['http://help.example', 403],
    ['https://help.example:8443', 403],
    ['https://sub.help.example', 403],
    ['https://help.example.evil.example', 403],
    ['https://shop.example', 403], // a site may embed the widget, whose own origin opens the socket
    ['http://localhost', 403],
  ])
    assert.equal(await upgrade(listed.url, { Origin: origin }), status, origin);
});

test('behind a proxy: X-Forwarded-Proto and -Host, from a trusted one only', async () => {
  const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'chat.example', 'X-Forwarded-For': '10.1.2.3' };
  assert.equal(await upgrade(proxied.url, { ...forwarded, Origin: 'https://chat.example' }), 101);
  assert.equal(await upgrade(proxied.url, { ...forwarded, Origin: 'http://chat.example' }), 403, 'the page was loaded by https');
  assert.equal(await upgrade(proxied.url, { ...forwarded, Origin: 'https://evil.example' }), 403);
  assert.equal(await upgrade(proxied.url, { 'X-Forwarded-Proto': 'https', Host: 'chat.example', Origin: 'https://chat.example' }), 101, 'a proxy that keeps Host');
  assert.equal(await upgrade(plain.url, { ...forwarded, Origin: 'https://chat.example' }), 403, 'from a stranger these headers mean nothing');
  await proxied.addUser('Ada', 'correct horse');
  const body = JSON.stringify({ name: 'Ada', password: 'correct horse' });
  const secure = await http(proxied.url, '/api/login', { method: 'POST', body, headers: { ...forwarded, Origin: 'https://chat.example' } });
  assert.equal(secure.status, 200, secure.body);
  assert.match(secure.headers['set-cookie'][0], /; Secure/, 'the cookie of an https console is Secure');
  assert.match(secure.headers['set-cookie'][0], /; HttpOnly; SameSite=Strict/);
  const open = await http(proxied.url, '/api/login', { method: 'POST', body });
  assert.doesNotMatch(open.headers['set-cookie'][0], /Secure/);
});

test('order of refusals: path before origin before subprotocol', async () => {
  assert.equal(await upgrade(plain.url, { Origin: 'https://evil.example' }, '/ws/other', null), 404);
  assert.equal(await upgrade(plain.url, { Origin: 'https://evil.example' }, '/ws/customer', null), 403);
  assert.equal(await upgrade(plain.url, {}, '/ws/customer', null), 400);
  for (const path of ['/ws', '/ws/', '/ws/customer/', '/ws/customerx', '/ws/Customer', '/WS/customer']) assert.equal(await upgrade(plain.url, {}, path), 404, path);
  for (const protocol of ['frontdesk.v2', 'frontdesk', 'xfrontdesk.v1', 'frontdesk.v11']) assert.equal(await upgrade(plain.url, {}, '/ws/customer', protocol), 400, protocol);
  assert.equal(await upgrade(plain.url, {}, '/ws/customer', ['frontdesk.v2', 'frontdesk.v1']), 101, 'one of several');
});

test('a refused socket of an agent tells nothing about the login', async () => {
  const session = await login(proxied.url, 'Ada', 'correct horse');
  assert.equal(await upgrade(proxied.url, { Cookie: session.cookie, Origin: 'https://evil.example' }, '/ws/agent'), 403);
  assert.equal(await upgrade(proxied.url, { Origin: 'https://evil.example' }, '/ws/agent'), 403);
});

test('who may frame what: shops the widget, nobody the console', async () => {
  const ancestors = (answer) => /frame-ancestors ([^;]+)/.exec(answer.headers['content-security-policy'])?.[1].trim();
  const widget = await http(listed.url, '/widget/');
  assert.equal(widget.status, 200);
  for (const site of ['https://shop.example', 'https://www.shop.example']) assert.ok(ancestors(widget).split(' ').includes(site), ancestors(widget));
  assert.equal(ancestors(widget).includes('*'), false);
  assert.equal(widget.headers['x-frame-options'], undefined, 'the old header would forbid the shops');
  const none = ancestors(await http(plain.url, '/widget/'));
  assert.equal(none.includes('shop.example') || none.includes('*'), false, `no site is listed: ${none}`);
  for (const server of [plain, listed]) {
    const console_ = await http(server.url, '/console/');
    assert.equal(ancestors(console_), "'none'");
    assert.equal(console_.headers['x-frame-options'], 'DENY');
    assert.match(console_.headers['content-security-policy'], /default-src 'none'|default-src 'self'/);
    assert.doesNotMatch(console_.headers['content-security-policy'], /unsafe/);
  }
  const loader = await http(listed.url, '/widget.js');
  assert.equal(loader.status, 200);
  assert.equal(loader.headers['cross-origin-resource-policy'], 'cross-origin', 'shops load it');
  for (const answer of [widget, loader]) assert.equal(answer.headers['set-cookie'], undefined, 'no cookie');
});

test('the demo shop is for development only', async () => {
  assert.equal((await http(plain.url, '/')).status, 200);
  assert.equal((await http(listed.url, '/')).status, 404);
  assert.equal((await http(listed.url, '/demo/')).status, 404);
});

test('cross-origin reading: the shop yes, the API no', async () => {
  const headers = { Origin: 'https://evil.example' };
  assert.equal((await http(plain.url, '/api/shop', { headers })).headers['access-control-allow-origin'], '*');
  for (const path of ['/api/session', '/healthz', '/readyz', '/metrics', '/console/']) {
    const answer = await http(plain.url, path, { headers });
    assert.equal(answer.headers['access-control-allow-origin'], undefined, path);
    assert.equal(answer.headers['access-control-allow-credentials'], undefined, path);
  }
});
