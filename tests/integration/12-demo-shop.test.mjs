// The demo shop's order system, as the page describes it, over real HTTP.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { ask, customer } from './lib/client.mjs';
import { answerProblem } from './lib/contract.mjs';
import { http, set } from './lib/kit.mjs';

let server, closed;
before(async () => {
  [server, closed] = await Promise.all([startServer(), startServer({ edit: { 'frontdesk.yaml': set({ demo: 'false' }) } })]);
});
after(() => Promise.all([server.stop(), closed.stop()]));

async function call(method, template, number, { body = null, headers = {} } = {}) {
  const answer = await fetch(server.url + template.replace('{number}', number), { method, body: body === null ? undefined : JSON.stringify(body), headers });
  assert.equal(await answerProblem(method, template, answer), null);
  return { http: answer.status, ...(await answer.json()) };
}
const order = (number) => call('GET', '/demo/api/orders/{number}', number);

test('the page names the orders that exist, with the state that they have', async () => {
  const page = readFileSync(`${ROOT}/gateway/web/demo/index.html`, 'utf8');
  const listed = [...page.matchAll(/<b>(\d+)<\/b> <span[^>]*>(\w+)/g)].map(([, number, word]) => [number, word]);
  assert.deepEqual(
    listed.map(([, word]) => word),
    ['shipped', 'being', 'delivered', 'delayed', 'cancelled'],
  );
  for (const [number, word] of listed) assert.equal((await order(number)).status, word === 'being' ? 'processing' : word, number);
  const tomorrow = () => new Date(Date.now() + 86400000).toISOString().slice(0, 10);
  const days = [tomorrow(), (await order('204711')).eta, tomorrow()]; // midnight may be in between
  assert.ok(days[1] === days[0] || days[1] === days[2], days.join(' '));
});

test('numbers that nobody has', async () => {
  for (const number of ['1', '204716', '%20', 'x'.repeat(63)]) assert.equal((await order(number)).http, 404, number);
  assert.equal((await http(server.url, `/demo/api/orders/${'x'.repeat(64)}`)).status, 404);
  assert.equal((await http(server.url, '/demo/api/orders/')).status, 404);
  assert.equal((await http(server.url, '/demo/api/orders/204711/tracking')).status, 404);
});

test('an order is cancelled once, whoever asks again', async () => {
  const cancel = (number, key) => call('POST', '/demo/api/orders/{number}/cancel', number, { headers: key ? { 'Idempotency-Key': key } : {} });
  assert.equal((await call('GET', '/demo/api/refunds/{number}', '204712')).http, 404);
  const first = await cancel('204712', 'chat-1');
  assert.deepEqual([first.http, first.status], [200, 'cancelled']);
  assert.deepEqual(await cancel('204712', 'chat-1'), first);
  assert.equal((await order('204712')).status, 'cancelled');
  assert.deepEqual((({ status, amount }) => [status, amount])(await call('GET', '/demo/api/refunds/{number}', '204712')), ['under_way', 28.5]);
  const other = await cancel('204714', 'chat-1');
  assert.deepEqual([other.http, other.error.code], [409, 'id_conflict']);
  assert.equal((await order('204714')).status, 'delayed', 'a key that was used changes nothing else');
  const late = await cancel('204711');
  assert.deepEqual([late.http, late.status, late.error.code], [409, 'shipped', 'wrong_state']);
});

test('an address is changed while the order is here', async () => {
  const move = (number, body) => call('POST', '/demo/api/orders/{number}/address', number, { body });
  assert.equal((await move('204714', { address: '22 rue de l’Église, «Lyon»' })).http, 200);
  assert.equal((await order('204714')).address, '22 rue de l’Église, «Lyon»');
  for (const body of [{}, { address: '' }, { address: 7 }, 'text', { address: 'x'.repeat(400) }]) assert.equal((await move('204714', body)).http, 400, JSON.stringify(body));
  assert.equal((await move('204713', { address: 'Elsewhere 1' })).http, 409);
});

test('only where the demo shop is served, and not for pages of others', async () => {
  for (const [method, path] of [['GET', 'orders/204711'], ['POST', 'orders/204712/cancel'], ['GET', 'refunds/204713'], ['POST', 'invoices/204711']])
    assert.equal((await http(closed.url, `/demo/api/${path}`, { method, body: method === 'POST' ? '{}' : null })).status, 404, path);
  const evil = { method: 'POST', body: '{}', headers: { Origin: 'https://evil.example' } };
  assert.equal((await http(server.url, '/demo/api/invoices/204711', evil)).status, 403);
});

/** Intents as a shop would write them, with addresses below the demo shop's. */
const INTENTS = `version: 1
intents:
  - id: demo_track
    title: Where is it?
    patterns: ['\\bflamingo\\b']
    slots:
      order_number: {pattern: '\\d{6,10}', ask: {en: 'Which order?', de: 'Welche Bestellung?'}}
    action: {get: '/orders/{order_number}', accept: [404], cache: 5s}
    reply_if:
      - {when: {facts: {action.http_status: 404}}, reply: {en: 'I find no order {order_number}.', de: 'Keine Bestellung {order_number}.'}}
      - {when: {facts: {action.status: [shipped, delayed]}}, reply: {en: 'It is {action.status} and comes on {action.eta|date}.', de: 'Sie kommt am {action.eta|date}.'}}
    reply: {en: 'It is {action.status}.', de: 'Stand {action.status}.'}
    reply_failed: {en: 'No answer.', de: 'Keine Antwort.'}
  - id: demo_cancel
    title: Cancel it
    patterns: ['\\bpelican\\b']
    slots:
      order_number: {pattern: '\\d{6,10}', ask: {en: 'Which order?'}}
    action:
      post: '/orders/{order_number}/cancel'
      accept: [404, 409]
      confirm: {en: 'Shall I cancel order {order_number}?'}
    reply_if:
      - {when: {facts: {action.http_status: 409}}, reply: {en: 'Too late, it is {action.status}.'}}
    reply: {en: 'Order {order_number} is {action.status}.'}
    reply_failed: {en: 'No answer.'}
`;

test('a chat asks and cancels in the demo shop', async (t) => {
  const g = await startServer({ files: { 'intents/birds.yaml': INTENTS } });
  t.after(() => g.stop());
  const english = await customer(g.url);
  assert.equal((await ask(english, 'where is my flamingo')).text, 'Which order?');
  assert.match((await ask(english, '204711')).text, /^It is shipped and comes on .*\d.*\.$/);
  assert.equal((await ask(english, 'and flamingo 204799?')).text, 'I find no order 204799.');
  assert.equal((await ask(english, 'pelican 204711 please')).text, 'Shall I cancel order 204711?');
  assert.equal((await ask(english, 'yes')).text, 'Too late, it is shipped.');
  assert.equal((await ask(english, 'pelican 204712 please')).text, 'Shall I cancel order 204712?');
  assert.equal((await ask(english, 'yes')).text, 'Order 204712 is cancelled.');
  assert.equal((await (await fetch(`${g.url}/demo/api/orders/204712`)).json()).status, 'cancelled');
  const german = await customer(g.url, { locale: 'de' });
  assert.match((await ask(german, 'flamingo 204714')).text, /^Sie kommt am .*\d.*\.$/);
});
