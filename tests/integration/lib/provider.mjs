// A provider of language models that does what a test says: OpenAI's chat completions and Anthropic's messages, streamed, and every way
// in which a stream can go wrong.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BINARY, eventually } from './kit.mjs';

const event = (data) => `data: ${JSON.stringify(data)}\n\n`;
const part = (delta, more = {}) => event({ choices: [{ index: 0, delta, ...more }] });
const finish = (reason) => part({}, { finish_reason: reason });
const usage = (tokensIn, tokensOut) => event({ choices: [], usage: { prompt_tokens: tokensIn, completion_tokens: tokensOut } });
const DONE = 'data: [DONE]\n\n';
const named = (type, more) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

/** Ready behaviours for provider.on(): each writes to the response what it is called. */
export const play = {
  /** The text, a word an event; counted when `tokens` is [in, out]. `pause`: a promise that is waited for after the first word. */
  text: (text, { tokens = [20, 4], pause } = {}) => async (response) => {
    const [first, ...rest] = text.match(/\S+\s*/g);
    response.write(part({ role: 'assistant' }) + part({ content: first }));
    if (pause) await pause;
    for (const word of rest) response.write(part({ content: word }));
    response.end(finish('stop') + (tokens ? usage(...tokens) : '') + DONE);
  },
  anthropic: (text, [tokensIn, tokensOut] = [20, 4]) => (response) => {
    response.write(named('message_start', { message: { usage: { input_tokens: tokensIn, output_tokens: 1 } } }) + named('ping', {}));
    response.write(named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }));
    for (const word of text.match(/\S+\s*/g)) response.write(named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: word } }));
    response.write(named('content_block_stop', { index: 0 }));
    response.end(named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: tokensOut } }) + named('message_stop', {}));
  },
  tool: (name, args) => (response) => {
    const call = (fn) => part({ tool_calls: [{ index: 0, function: fn }] });
    const half = Math.ceil(args.length / 2);
    response.end(call({ name, arguments: '' }) + call({ arguments: args.slice(0, half) }) + call({ arguments: args.slice(half) }) + finish('tool_calls') + DONE);
  },
  /** Exactly these bytes, a piece at a time. */
  raw: (...pieces) => async (response) => {
    for (const piece of pieces) await new Promise((done) => response.write(piece, done));
    response.end();
  },
  status: (status, headers = {}, body = '{"error":{"message":"no"}}') => Object.assign((response) => response.end(body), { status, headers: { 'Content-Type': 'application/json', ...headers } }),
  page: Object.assign((response) => response.end('<p>Hello</p>'), { headers: { 'Content-Type': 'text/html' } }),
  silent: Object.assign(() => {}, { noHead: true }),
  headOnly: (response) => response.flushHeaders(),
  cut: (response) => response.write(part({ content: 'Half a' }), () => response.destroy()),
  stop: (response) => response.write(part({ content: 'Half a' })),
  truncated: (response) => response.end(part({ content: 'Half a' })),
  endless: (response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65536)));
    };
    response.on('drain', more);
    more();
  },
  redirect: (to) => play.status(307, { Location: to }),
};

/** A certificate for 127.0.0.1 that nobody has reason to trust. */
async function selfSigned() {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-llm-'));
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
    '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', file], { stdio: 'ignore' });
  return { key: await readFile(key), cert: await readFile(file), file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * @returns provider with
 *   url, ca                  `${url}/NAME` is the base address of one that behaves as on('NAME', …) says
 *   on(name, ...behaviours)  used in turn, the last one stays
 *   requests                 what arrived: {name, path, headers, version, body (parsed)}; asked(name, count) waits for them
 *   open                     connections of requests that are not over
 *   stop()
 */
export async function startProvider({ tls = false } = {}) {
  const certificate = tls ? await selfSigned() : null;
  const behaviours = new Map();
  const requests = [];
  const sockets = new Set();
  const provider = { requests, ca: certificate?.file, open: 0 };

  async function handle(request, response) {
    let body = '';
    for await (const bytes of request) body += bytes;
    const name = request.url.split('/')[1];
    requests.push({ name, path: request.url, headers: request.headers, version: request.httpVersion, body: JSON.parse(body) });
    const list = behaviours.get(name) ?? [play.status(404)];
    const behave = list.length > 1 ? list.shift() : list[0];
    provider.open++;
    response.on('close', () => provider.open--);
    if (behave.noHead) return;
    response.writeHead(behave.status ?? 200, behave.headers ?? { 'Content-Type': 'text/event-stream' });
    await behave(response);
  }
  // A gateway that gives up in the middle is no error of the provider.
  const listener = (request, response) => handle(request, response).catch(() => response.destroy());
  const server = tls ? createSecureServer({ ...certificate, allowHTTP1: true }, listener) : createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  provider.url = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
  provider.on = (name, ...list) => behaviours.set(name, list);
  provider.asked = (name, count = 1) =>
    eventually(() => {
      const found = requests.filter((r) => r.name === name);
      return found.length >= count && found;
    }, `the provider was asked ${count} times as ${name}`, 20000);
  provider.stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
    await certificate?.remove();
  };
  return provider;
}

/** The section llm of frontdesk.yaml, as an edit: {name, url, …} for each provider, further keys of the section. */
export const llm = (providers, more = {}) => (yaml) =>
  yaml.replace(/^llm:[\s\S]*/m, `llm: ${JSON.stringify({ enabled: true, deadline: '5s', ...more, providers: providers.map((p) => ({ model: 'test-model', ...p })) })}\n`);

/** `frontdesk llm …` on a server's configuration and data, while this process answers as the provider: {status, stdout, stderr}. */
export function llmCommand(server, ...args) {
  return new Promise((done, fail) => {
    const child = spawn(BINARY, ['--config', server.config, 'llm', ...args, '--data', server.data], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (bytes) => (out[name] += bytes));
    child.on('error', fail);
    child.on('close', (status) => done({ status, ...out }));
  });
}
