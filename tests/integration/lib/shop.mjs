// A shop's own system for tests of actions: a real HTTP (or HTTPS) server that does what a test says, and tells what it was asked.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './kit.mjs';

const MAX = 256 * 1024; // what the gateway takes of an answer

/** Ready behaviours for shop.on(). */
export const behave = {
  json: (value, status = 200) => ({ status, body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } }),
  status: (status, headers = {}) => ({ status, headers, body: '{}' }),
  brokenJson: { body: '{"status": "shipp' },
  notJson: { body: '<html>We will be back soon</html>', headers: { 'Content-Type': 'text/html' } },
  huge: { body: `{"pad":"${'x'.repeat(MAX)}"}` },
  endless: { endless: true },
  hang: { hang: true },
  cut: { cut: true },
  reset: { reset: true },
  redirect: (to) => ({ status: 302, headers: { Location: to }, body: '' }),
  /** Answers like `then` as soon as the promise is fulfilled. */
  after: (promise, then) => ({ ...then, after: promise }),
};

/** A certificate for 127.0.0.1 that nobody has reason to trust: {key, cert, file, remove()}. */
async function selfSigned() {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-shop-'));
  const key = join(folder, 'key.pem');
  const file = join(folder, 'cert.pem');
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', file],
    { stdio: 'ignore' },
  );
  return { key: await readFile(key), cert: await readFile(file), file, remove: () => rm(folder, { recursive: true, force: true }) };
}

function play(answer, request, response) {
  if (answer.hang) return;
  if (answer.reset) return request.socket.resetAndDestroy();
  if (answer.cut) {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('{"half":');
    // Flushed first, so that the gateway has really begun to read.
    return setImmediate(() => request.socket.destroy());
  }
  if (answer.endless) {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16384)));
    };
    response.on('drain', more);
    return more();
  }
  response.writeHead(answer.status ?? 200, { 'Content-Length': Buffer.byteLength(answer.body ?? ''), ...answer.headers });
  response.end(answer.body ?? '');
}

/**
 * @param {object} [options]
 * @param {boolean} [options.tls]  HTTPS with a certificate of its own, whose file is `ca`
 * @returns shop with
 *   url, host ("127.0.0.1:PORT"), ca
 *   on(path, ...answers)   what a path answers: one of `behave`, or a function of the request; several are used in turn, the last
 *                          one stays. `*` is every other path
 *   requests               what arrived: {method, path, headers, body}
 *   asked(path, count)     waits until that path was asked so often; resolves with those requests
 *   connections            how many were made
 *   stop()
 */
export async function startShop({ tls = false } = {}) {
  const certificate = tls ? await selfSigned() : null;
  const answers = new Map([['*', [behave.status(404)]]]);
  const requests = [];
  const sockets = new Set();

  async function handle(request, response) {
    let body = '';
    for await (const bytes of request) body += bytes;
    const seen = { method: request.method, path: request.url, headers: request.headers, body };
    requests.push(seen);
    const list = answers.get(request.url) ?? answers.get('*');
    const next = list.length > 1 ? list.shift() : list[0];
    const answer = typeof next === 'function' ? next(seen) : next;
    if (answer.after) await answer.after;
    play(answer, request, response);
  }
  // A gateway that gives up in the middle is no error of the shop.
  const listener = (request, response) => handle(request, response).catch(() => response.destroy());
  const server = tls ? createTlsServer(certificate, listener) : createServer(listener);
  const shop = { requests, connections: 0, ca: certificate?.file };
  server.on('connection', (socket) => {
    shop.connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));

  shop.host = `127.0.0.1:${server.address().port}`;
  shop.url = `${tls ? 'https' : 'http'}://${shop.host}`;
  shop.on = (path, ...list) => answers.set(path, list);
  shop.asked = (path, count = 1) =>
    eventually(() => {
      const found = requests.filter((r) => r.path === path);
      return found.length >= count && found;
    }, `the shop was asked ${count} times for ${path}`);
  shop.stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
    await certificate?.remove();
  };
  return shop;
}

/** An address where nobody listens: "127.0.0.1:PORT" of a port that was free a moment ago. */
export async function nobody() {
  const server = createTcpServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${server.address().port}`;
  await new Promise((done) => server.close(done));
  return host;
}
