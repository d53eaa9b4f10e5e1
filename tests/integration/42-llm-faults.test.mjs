// `frontdesk llm ping` against providers that answer, lie, hang and break: what came back has a name, within its time, and nothing of a
// key or of an answer's words gets where it does not belong. What follows from each name is tested in
// tests/unit/gateway/test_llm*.c.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { metric, ROOMY, set } from './lib/kit.mjs';
import { llm, llmCommand, play, startProvider } from './lib/provider.mjs';
import { nobody } from './lib/shop.mjs';

const KEY = 'sk-of-the-aquarium-0123456789';
process.env.LLM_FAULTS_KEY = KEY;
const sse = (data) => `data: ${data}\n\n`;
const word = (text) => sse(`{"choices":[{"delta":{"content":"${text}"}}]}`);
const END = `${sse('{"choices":[{"delta":{},"finish_reason":"stop"}]}')}${sse('[DONE]')}`;

// What the provider does, what the ping says of it; `text` for one that is fine.
const FAULTS = {
  fine: [play.text('pong'), 'ok'],
  uncounted: [play.text('pong', { tokens: null }), 'ok'],
  split: [play.raw(Buffer.from(word('日本')).subarray(0, 33), Buffer.from(word('日本')).subarray(33), END), 'ok'],
  'half-tokens': [play.raw(Buffer.concat([Buffer.from('data: {"choices":[{"delta":{"content":"'), Buffer.from([0xe6, 0x97]), Buffer.from('"}}]}\n\n')]),
    Buffer.concat([Buffer.from('data: {"choices":[{"delta":{"content":"'), Buffer.from([0xa5]), Buffer.from('"}}]}\n\n')]), word('\\ud83d'), word('\\ude00'), END), 'ok'],
  crlf: [play.raw(`: hello\r\n\r\n${word('pong').replaceAll('\n', '\r\n')}`, END), 'ok'],
  malformed: [play.raw(sse('{"choices":[')), 'malformed'],
  'no-object': [play.raw(sse('[1,2]')), 'malformed'],
  deep: [play.raw(sse('['.repeat(100000))), 'malformed'],
  truncated: [play.truncated, 'truncated'],
  cut: [play.cut, 'broken'],
  endless: [play.endless, 'too_large'],
  silent: [play.silent, 'silent'],
  'head-only': [play.headOnly, 'silent'],
  stop: [play.stop, 'idle'],
  page: [play.page, 'content_type'],
  redirect: [play.redirect('http://127.0.0.1/fine'), 'redirect'],
  'bad-tool': [play.tool('handoff', '{"reason":'), 'bad_tool'],
  'tool-list': [play.tool('handoff', '["angry"]'), 'bad_tool'],
  'too-many': [play.status(429, { 'Retry-After': '30' }), 'rate_limited'],
  broke: [play.status(402), 'provider_budget'],
  quota: [play.status(429, {}, '{"error":{"code":"insufficient_quota"}}'), 'provider_budget'],
  'wrong-key': [play.status(401, {}, `{"error":{"message":"Incorrect API key ${KEY}"}}`), 'auth'],
  missing: [play.status(404), 'not_found'],
  down: [play.status(503), 'overloaded'],
  'error-event': [play.raw(sse('{"error":{"type":"rate_limit_error"}}')), 'rate_limited'],
};

let provider, secure, server, results, shown;
before(async () => {
  provider = await startProvider();
  secure = await startProvider({ tls: true });
  for (const [name, [behave]] of Object.entries(FAULTS)) provider.on(name, behave);
  provider.on('claude', play.anthropic('pong'));
  secure.on('tls', play.text('pong'));
  const quick = ['silent', 'head-only', 'stop'];
  const urls = Object.keys(FAULTS).map((name) => ({ name, url: `${provider.url}/${name}`, key: '${env:LLM_FAULTS_KEY}',
    ...(quick.includes(name) ? { first_token_timeout: '300ms', idle_timeout: '300ms' } : {}) }));
  const extra = [
    { name: 'claude', api: 'anthropic', url: `${provider.url}/claude/v1/`, key: '${env:LLM_FAULTS_KEY}' },
    { name: 'azure', url: `${provider.url}/fine/deployments/x/chat/completions?api-version=2024-10-21`, auth: 'api-key', key: '${env:LLM_FAULTS_KEY}' },
    { name: 'tls', url: `${secure.url}/tls` },
    { name: 'nobody', url: `http://${await nobody()}` },
    { name: 'no-key', url: `${provider.url}/fine`, key: '${env:LLM_FAULTS_NONE}' },
  ];
  // Sixteen are the most that a gateway has. Without one running the command does it all itself.
  results = new Map();
  const all = [...urls, ...extra];
  const trusted = [{ name: 'trusted', url: `${secure.url}/tls` }];
  const rounds = [[all.slice(0, 16)], [all.slice(16)], [trusted, { ca_file: secure.ca }]].map(async ([list, more]) => {
    const folder = await mkdtemp(join(tmpdir(), 'frontdesk-ping-'));
    await writeFile(join(folder, 'frontdesk.yaml'), llm(list, more)('llm:\n'));
    const json = await llmCommand({ config: folder, data: join(folder, 'data') }, 'ping', '--json');
    await rm(folder, { recursive: true });
    for (const line of json.stdout.trim().split('\n')) results.set(JSON.parse(line).provider, JSON.parse(line));
    return json.stdout + json.stderr;
  });
  const some = all.filter(({ name }) => ['fine', 'wrong-key', 'silent', 'claude'].includes(name));
  server = await startServer({ edit: { 'frontdesk.yaml': (yaml) => llm(some)(set(ROOMY)(yaml)) } });
  shown = (await Promise.all(rounds)).join('');
  for (const args of [['ping'], ['status'], ['ping', 'claude', '--json']]) shown += (await llmCommand(server, ...args)).stdout;
  shown += server.log;
});
after(async () => {
  await Promise.all([server.stop(), provider.stop(), secure.stop()]);
});

for (const [name, [, failure]] of Object.entries(FAULTS)) {
  test(`${name}: ${failure}`, () => {
    const r = results.get(name);
    assert.equal(r.failure, failure, JSON.stringify(r));
    assert.equal(r.outcome === 'ok', failure === 'ok', JSON.stringify(r));
    assert.ok(r.total_ms < 5500, `${r.total_ms} ms`);
  });
}

test('what came back is told as it is', () => {
  const texts = { fine: 'pong', split: '日本', 'half-tokens': '日😀', crlf: 'pong', claude: 'pong', azure: 'pong' };
  for (const [name, text] of Object.entries(texts)) assert.equal(results.get(name).text, text, name);
  assert.deepEqual([results.get('fine').tokens_in, results.get('fine').tokens_out, results.get('fine').estimated], [20, 4, false]);
  assert.equal(results.get('uncounted').estimated, true);
  assert.deepEqual([results.get('claude').tokens_in, results.get('claude').tokens_out], [20, 4]);
});

test('certificates that nobody signed, addresses where nobody listens, keys that are not there', () => {
  assert.equal(results.get('tls').failure, 'tls');
  assert.equal(results.get('nobody').failure, 'connect');
  assert.equal(results.get('no-key').failure, 'key');
  assert.deepEqual(results.get('trusted').failure, 'ok');
  assert.deepEqual(secure.requests.map((r) => r.version), ['2.0'], 'only whose certificate is trusted was asked, in HTTP/2');
});

test('each API gets its address, headers and body', () => {
  const [openai] = provider.requests.filter((r) => r.path === '/fine/chat/completions');
  assert.equal(openai.headers.authorization, `Bearer ${KEY}`);
  assert.equal(openai.body.model, 'test-model');
  assert.equal(openai.body.stream, true);
  assert.equal(openai.body.messages[0].role, 'system');
  const [claude] = provider.requests.filter((r) => r.name === 'claude');
  assert.equal(claude.path, '/claude/v1/messages');
  assert.equal(claude.headers['x-api-key'], KEY);
  assert.ok(claude.headers['anthropic-version']);
  assert.equal(claude.body.messages[0].role, 'user');
  const azure = provider.requests.find((r) => r.path.includes('api-version'));
  assert.equal(azure.headers['api-key'], KEY);
  assert.equal(azure.headers.authorization, undefined);
});

test('the key stands in no output and no log, and lines fit a terminal', () => {
  assert.ok(shown.includes('fine, test-model answered "pong"'), shown.slice(0, 2000));
  for (const secret of [KEY, KEY.slice(0, 12)]) assert.ok(!shown.includes(secret), 'the key was shown');
  for (const line of shown.split('\n').filter((l) => !l.startsWith('{') && !/^\d{4}-/.test(l))) assert.ok([...line].length <= 80, `over 80 columns: ${line}`);
});

test('beside a gateway the gateway asks, and its metrics say so', async () => {
  assert.equal(await metric(server.url, 'frontdesk_llm_on'), 1);
  assert.equal(await metric(server.url, 'frontdesk_llm_requests_total{provider="fine",outcome="ok"}'), 1);
  assert.equal(await metric(server.url, 'frontdesk_llm_requests_total{provider="wrong-key",outcome="auth"}'), 1);
  assert.equal(await metric(server.url, 'frontdesk_llm_breaker{provider="wrong-key",state="open"}'), 1);
  const wrong = await llmCommand(server, 'ping', 'nobody-of-that-name');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /no provider of that name/);
});
