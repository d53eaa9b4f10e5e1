// The client for language models against a mock of providers that others wrote (@copilotkit/aimock): what it takes for OpenAI's, Azure's
// and Anthropic's dialects is not our own idea of them. It needs a newer Node than Debian 12 has; elsewhere it is skipped, and counted.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { llm, llmCommand } from './lib/provider.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
const skip = major > 20 || (major === 20 && minor >= 15) ? false : `Node ${process.versions.node} is older than 20.15`;

const TEXT = 'Zebra crossing, 斑馬線 🦓: “ping” and pong.';
// What a model answers, and what the ping says of it.
const MODELS = {
  plain: [{ content: TEXT }, 'ok'],
  single: [{ content: TEXT }, 'ok', { chunkSize: 1 }],
  counted: [{ content: TEXT, usage: { prompt_tokens: 31, completion_tokens: 17 } }, 'ok'],
  thinks: [{ content: TEXT, reasoning: 'The user wants one word.' }, 'ok'],
  calls: [{ toolCalls: [{ name: 'handoff', arguments: '{"reason":"angry"}' }] }, 'ok'],
  fails: [{ error: { message: 'no', type: 'server_error' }, status: 500 }, 'overloaded'],
  limits: [{ error: { message: 'slow down', type: 'rate_limit_error' }, status: 429 }, 'rate_limited'],
  broke: [{ error: { message: 'no', type: 'insufficient_quota', code: 'insufficient_quota' }, status: 429 }, 'provider_budget'],
  stops: [{ content: TEXT }, 'broken', { chunkSize: 4, truncateAfterChunks: 2 }],
  drops: [{ content: TEXT }, 'overloaded', { chaos: { dropRate: 1 } }],
  'says-429': [{ content: TEXT }, 'rate_limited', { chaos: { rateLimitRate: 1 } }],
};
const APIS = {
  openai: (url) => ({ url: `${url}/v1` }),
  azure: (url) => ({ url: `${url}/openai/deployments/x/chat/completions?api-version=2024-10-21`, auth: 'api-key', key: '${env:LLM_MOCK_KEY}' }),
  anthropic: (url) => ({ api: 'anthropic', url: `${url}/v1`, key: '${env:LLM_MOCK_KEY}' }),
};
process.env.LLM_MOCK_KEY = 'mock';

let mock;
const results = new Map();
before(async () => {
  if (skip) return;
  const { LLMock } = await import('@copilotkit/aimock');
  mock = new LLMock({ port: 0 });
  for (const [model, [answer, , options]] of Object.entries(MODELS)) mock.on({ model }, answer, options);
  await mock.start();
  await Promise.all(Object.entries(APIS).map(async ([api, settings]) => {
    const folder = await mkdtemp(join(tmpdir(), 'frontdesk-mock-'));
    const providers = Object.keys(MODELS).map((model) => ({ name: `${api}.${model}`, model, ...settings(mock.url) }));
    await writeFile(join(folder, 'frontdesk.yaml'), llm(providers)('llm:\n'));
    const { stdout, stderr } = await llmCommand({ config: folder, data: join(folder, 'data') }, 'ping', '--json');
    await rm(folder, { recursive: true });
    assert.equal(stderr, '');
    for (const line of stdout.trim().split('\n')) results.set(JSON.parse(line).provider, JSON.parse(line));
  }));
});
after(() => mock?.stop());

for (const api of Object.keys(APIS)) {
  for (const [model, [answer, failure]] of Object.entries(MODELS)) {
    test(`${api}, ${model}: ${failure}`, { skip }, () => {
      const r = results.get(`${api}.${model}`);
      assert.equal(r.failure, failure, JSON.stringify(r));
      if (failure !== 'ok') return;
      assert.equal(r.text, answer.content ?? '', JSON.stringify(r));
      assert.equal(r.estimated, false, 'the mock counts');
    });
  }
}
