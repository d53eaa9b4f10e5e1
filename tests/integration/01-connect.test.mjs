// Who may connect, and how: paths, subprotocol, origin, roles, bad frames.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { answerProblem, openapi } from './lib/contract.mjs';
import { agent, ask, connect, customer, freshId, login } from './lib/client.mjs';

let server;
before(async () => {
  server = await startServer();
  await server.addUser('Ada', 'correct horse');
});
after(() => server.stop());

const refused = (path, options, status) =>
  assert.rejects(connect(server.url, path, options), (e) => e.status === status, `${path} ${JSON.stringify(options)} is answered ${status}`);

test('another path is 404, no or an unknown subprotocol 400, a foreign origin 403', async () => {
  await refused('/ws/other', {}, 404);
  await refused('/ws/customer/', {}, 404);
  await refused('/ws/customer', { protocol: null }, 400);
  await refused('/ws/customer', { protocol: 'frontdesk.v9' }, 400);
  await refused('/ws/customer', { headers: { Origin: 'https://evil.example' } }, 403);
  const c = await connect(server.url, '/ws/customer', { headers: { Origin: server.url } });
  assert.equal(c.ws.protocol, 'frontdesk.v1');
});

test('an agent without a login is closed with 4401', async () => {
  const none = await connect(server.url, '/ws/agent');
  assert.equal((await none.end()).code, 4401);
  const wrong = await connect(server.url, '/ws/agent', { headers: { Cookie: `frontdesk_login=${'A'.repeat(43)}` } });
  assert.equal((await wrong.end()).code, 4401);
});

test('logout ends the sockets of that login with 4401', async () => {
  const a = await agent(server.url, 'Ada', 'correct horse');
  const headers = { Cookie: a.session.cookie };
  assert.equal((await fetch(`${server.url}/api/logout`, { method: 'POST', headers })).status, 403, 'without the csrf token');
  const ok = await fetch(`${server.url}/api/logout`, { method: 'POST', headers: { ...headers, 'X-CSRF-Token': a.session.csrf } });
  assert.equal(ok.status, 204);
  assert.equal((await a.end()).code, 4401);
  assert.equal((await fetch(`${server.url}/api/session`, { headers })).status, 401);
});

test('a disabled agent loses the sockets at once', async () => {
  await server.addUser('Eve', 'leaving soon');
  const eve = await agent(server.url, 'Eve', 'leaving soon');
  await server.run(['user', 'disable', 'Eve']);
  assert.equal((await eve.end()).code, 4401);
  await assert.rejects(login(server.url, 'Eve', 'leaving soon'), (e) => e.status === 401);
});

test('wrong passwords are throttled; other people are not', async () => {
  await server.addUser('Tom', 'right password');
  for (let i = 0; i < 5; i++) await assert.rejects(login(server.url, 'Tom', 'wrong password'), (e) => e.status === 401);
  const answer = await fetch(`${server.url}/api/login`, { method: 'POST', body: JSON.stringify({ name: 'Tom', password: 'right password' }) });
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.equal((await answer.json()).error.code, 'rate_limited');
  await login(server.url, 'Ada', 'correct horse');
});

test('before hello only hello', async () => {
  const c = await connect(server.url, '/ws/customer');
  c.send({ type: 'message', id: 'x1', text: 'hello' });
  assert.equal((await c.error('wrong_state')).id, 'x1');
  c.send({ type: 'hello', locale: 'en' });
  await c.type('welcome');
  c.send({ type: 'hello', locale: 'en', id: 'h2' });
  assert.equal((await c.error('wrong_state')).id, 'h2');
});

test('before consent nothing is stored', async () => {
  const c = await customer(server.url, { consent: false });
  c.send({ type: 'message', id: 'x1', text: 'hello' });
  assert.equal((await c.error('consent_required')).id, 'x1');
  c.send({ type: 'consent', version: c.welcome.notice.version, granted: false });
  c.send({ type: 'message', id: 'x2', text: 'hello' });
  assert.equal((await c.error('consent_required')).id, 'x2');
  c.send({ type: 'handoff' });
  await c.next((f) => f.type === 'state' && f.outcome === 'queued', 'a person without consent');
  c.send({ type: 'message', id: 'x3', text: 'hello, person' });
  await c.next((f) => f.type === 'ack' && f.id === 'x3', 'people only: the message is taken');
});

const bad = [
  ['not json', '{"type":', 'bad_json'],
  ['an array', '[1,2]', 'bad_message'],
  ['a number', '7', 'bad_message'],
  ['no type', '{"id":"q"}', 'bad_message'],
  ['type of the wrong type', '{"type":5}', 'bad_message'],
  ['an unknown type', '{"type":"teleport","id":"q7"}', 'unknown_type'],
  ['text missing', '{"type":"message","id":"q1"}', 'bad_message'],
  ['text not a string', '{"type":"message","id":"q2","text":5}', 'bad_message'],
  ['empty text', '{"type":"message","id":"q3","text":"   "}', 'bad_message'],
  ['id missing', '{"type":"message","text":"hi"}', 'bad_message'],
  ['id of wrong letters', '{"type":"message","id":"a b","text":"hi"}', 'bad_message'],
  ['id too long', `{"type":"message","id":"${'a'.repeat(65)}","text":"hi"}`, 'bad_message'],
  ['after negative', '{"type":"hello","after":-1}', 'bad_message'],
  ['feedback without rating', '{"type":"feedback","seq":1}', 'bad_message'],
  ['rating unknown', '{"type":"feedback","seq":1,"rating":"sideways"}', 'bad_message'],
  ['consent without version', '{"type":"consent","granted":true}', 'bad_message'],
  ['granted not a boolean', '{"type":"consent","version":"1","granted":"yes"}', 'bad_message'],
  ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'bad_json'],
  ['NUL in a text', '{"type":"message","id":"q8","text":"a\\u0000b"}', 'bad_message'],
  ['a lone surrogate', '{"type":"message","id":"q9","text":"\\ud800"}', 'bad_json'],
];
for (const [what, frame, code] of bad) {
  test(`bad input: ${what} is ${code}, the socket goes on`, async () => {
    const c = await customer(server.url);
    const f0 = c.frames.length;
    c.send(frame);
    const error = await c.next((f) => f.type === 'error', 'an error');
    assert.equal(error.code, code);
    assert.equal(typeof error.text, 'string');
    const id = /"id":"([A-Za-z0-9_.:-]{1,64})"/.exec(frame);
    if (id && code !== 'bad_json') assert.equal(error.id, id[1], 'the error repeats the id');
    assert.equal(c.frames.length, f0 + 1);
    await ask(c, 'hello');
    await c.close();
  });
}

test('unknown fields are ignored, null is absent', async () => {
  const c = await connect(server.url, '/ws/customer');
  c.send({ type: 'hello', token: null, locale: 'de-AT', page: null, identity: null, after: 0, colour: 'blue' });
  const welcome = await c.type('welcome');
  assert.match(welcome.notice.text, /KI-Assistent/);
});

test('frames of the other role are refused, one by one', async () => {
  const c = await customer(server.url);
  const uuid = '01a20414-b35e-706e-820f-b0ee7b6d9b4e';
  for (const frame of [
    { type: 'presence', status: 'away' },
    { type: 'claim', case: uuid },
    { type: 'open', case: uuid },
    { type: 'return_to_bot', case: uuid },
    { type: 'close', case: uuid, disposition: 'resolved' },
    { type: 'note', case: uuid, text: 'x' },
    { type: 'transfer', case: uuid, to: { team: 'x' } },
  ]) {
    c.send({ id: 'r1', ...frame });
    const error = await c.next((f) => f.type === 'error', `refusal of ${frame.type}`);
    assert.ok(['forbidden', 'unknown_type'].includes(error.code), `${frame.type}: ${error.code}`);
  }
  const a = await agent(server.url, 'Ada', 'correct horse');
  for (const frame of [
    { type: 'hello', locale: 'en' },
    { type: 'consent', version: '1', granted: true },
    { type: 'handoff' },
    { type: 'read', seq: 1 },
    { type: 'feedback', seq: 1, rating: 'up' },
    { type: 'rate', score: 5 },
    { type: 'callback', contact: 'x', text: 'y' },
    { type: 'export' },
    { type: 'erase' },
    { type: 'end' },
  ]) {
    a.send({ id: 'r1', ...frame });
    const error = await a.next((f) => f.type === 'error', `refusal of ${frame.type}`);
    assert.ok(['forbidden', 'unknown_type'].includes(error.code), `${frame.type}: ${error.code}`);
  }
  for (const frame of [
    { type: 'claim', case: uuid },
    { type: 'open', case: uuid },
    { type: 'return_to_bot', case: uuid },
    { type: 'close', case: uuid, disposition: 'resolved' },
    { type: 'message', case: uuid, id: 'm1', text: 'hi' },
    { type: 'typing', case: uuid },
  ]) {
    a.send(frame);
    const error = await a.next((f) => f.type === 'error', `refusal of ${frame.type}`);
    assert.equal(error.code, 'not_found', frame.type);
    assert.equal(error.case, uuid, frame.type);
  }
});

test('what is not built answers not_available', async () => {
  const c = await customer(server.url);
  for (const frame of [{ type: 'export' }, { type: 'erase' }]) {
    c.send({ id: freshId(), ...frame });
    await c.error('not_available');
  }
});

test('pages and API: methods, types, headers', async () => {
  const page = await fetch(`${server.url}/widget/`);
  assert.match(page.headers.get('content-security-policy'), /frame-ancestors/);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  assert.equal((await fetch(`${server.url}/console`, { redirect: 'manual' })).status, 301);
  assert.equal((await fetch(`${server.url}/api/login`)).status, 405);
  assert.equal((await fetch(`${server.url}/api/login`, { method: 'POST', body: '{' })).status, 400);
  assert.equal((await fetch(`${server.url}/api/login`, { method: 'POST', body: 'x'.repeat(100000) })).status, 413);
  assert.equal((await fetch(`${server.url}/%2e%2e/%2e%2e/etc/passwd`)).status, 404);
  const shop = await (await fetch(`${server.url}/api/shop`)).json();
  assert.deepEqual(shop.languages, ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans']);
  assert.equal((await (await fetch(`${server.url}/readyz`)).json()).status, 'ready');
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  assert.match(metrics, /^frontdesk_messages_total\{origin="customer"\} \d+$/m);
});

test('every route answers as the OpenAPI file says, also without a login', async () => {
  for (const [path, methods] of Object.entries(openapi.paths)) {
    for (const method of Object.keys(methods)) {
      const answer = await fetch(server.url + path, { method: method.toUpperCase() });
      assert.equal(await answerProblem(method, path, answer), null);
    }
  }
});

test('compression is not negotiated: it costs more memory a connection than a chat has bytes', async () => {
  const c = await connect(server.url, '/ws/customer', { options: { perMessageDeflate: true } });
  assert.equal(c.ws.extensions, '');
  c.send({ type: 'hello', locale: 'en' });
  await c.type('welcome');
});
