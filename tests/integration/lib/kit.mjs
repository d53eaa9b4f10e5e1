// What tests of limits, faults and interleavings share: seeded chance, metrics, edits of limits, a gateway under a wrapper, the
// command line, and the one judge of a conversation's story.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { ROOT } from '../../web/lib/server.mjs';

export const BINARY = resolve(ROOT, process.env.FRONTDESK ?? 'build/frontdesk');

/** Seeded random numbers (mulberry32): `below(n)`, `chance(p)`, `pick(list)`. */
export function random(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}

/** SEED of the environment, else another one each time; a test prints it so that a failure can be run again. */
export const seedOfRun = () => Number(process.env.SEED ?? Date.now() % 1000000007);

/** Polls until look() gives something true. For what nobody announces: files, /proc, metrics. */
export async function eventually(look, what, ms = 30000) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} did not happen in ${ms} ms`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The value of one metric, labels included in the name. */
export async function metric(url, name) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((l) => l.startsWith(`${name} `));
  assert.ok(line, `/metrics has no ${name}`);
  return Number(line.slice(name.length + 1));
}

/** An edit of frontdesk.yaml that sets keys: {message_burst: 10000}. */
export const set = (values) => (yaml) =>
  Object.entries(values).reduce((text, [key, value]) => {
    const line = new RegExp(`^( *${key}:) [^#\\n]*?( *#.*)?$`, 'm');
    assert.match(text, line, `frontdesk.yaml has no ${key}`);
    return text.replace(line, `$1 ${value}$2`);
  }, yaml);

/** Limits that no test of something else runs into. */
// Better models are for 21-refine: training them in each test would only keep the machine busy.
export const ROOMY = { refine: false, messages_per_second: 100000, message_burst: 100000, connects_per_second: 10000, sockets_per_address: 10000 };

/** Runs the command line to its end: {status, stdout, stderr}. */
export function cli(args, { config = `${ROOT}/config`, input = '', timeout = 60000 } = {}) {
  const r = spawnSync(BINARY, [...(config ? ['--config', config] : []), ...args], { input, encoding: 'utf8', timeout, maxBuffer: 1 << 28 });
  // EPIPE: it ended without reading its input, as it may.
  assert.ok(r.error === undefined || r.error.code === 'EPIPE', `${args.join(' ')}: ${r.error}`);
  return r;
}

/**
 * A gateway under a wrapper, such as ['sh', '-c', 'ulimit -n 64; exec "$0" "$@"'], which must exec it so that the process stays
 * the same. Resolves with {url, pid, log(), end(signal)}; rejects with {status, log} when it ends instead of listening.
 */
export function spawnGateway({ wrap = [], config = `${ROOT}/config`, data, listen = '127.0.0.1:0' }) {
  const [command, ...args] = [...wrap, BINARY, '--config', config, 'serve', '--listen', listen, '--data', data];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
  return new Promise((done, fail) => {
    const look = (bytes) => {
      log += bytes;
      const ready = /^listening on (http\S+)$/m.exec(log);
      if (ready)
        done({
          url: ready[1].replace(/\/$/, ''),
          pid: child.pid,
          log: () => log,
          end: (signal = 'SIGTERM') => {
            child.kill(signal);
            return ended;
          },
        });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    ended.then(({ code }) => fail(Object.assign(new Error(`the gateway ended with ${code} instead of listening:\n${log}`), { status: code, log })));
  });
}

/* ---- the story of a conversation, as one socket saw it ---- */

const SYSTEM = [
  ['queued', /You are in line for a person|You are back in line/],
  ['callback', /Nobody is free right now|Our team is there again\. Ask|We have your contact/],
  ['closed_until', /Our team is not there right now/],
  ['passed', /takes over from|is with you again/],
  ['requeued', /has handed you over to the team|You have waited too long|Our team is there again, and you are in line|You are back in line for our team/],
  ['joined', /has joined the chat/],
  ['left', /You have left the line/],
  ['returned', /has left the chat/],
  ['record', /^For the record: /], // of an action; changes nothing
  ['closed', /has closed the chat|You have ended the chat/],
];
const AFTER = { queued: 'queued', callback: 'bot', closed_until: 'bot', joined: 'human', passed: 'human', requeued: 'queued', left: 'bot', returned: 'bot', closed: 'closed' };
export const systemKind = (text) => SYSTEM.find(([, words]) => words.test(text))?.[0];

/**
 * The conversations that a socket went through: a list of {id, messages by seq, states}. The socket's own messages come from
 * their acks; `sent` maps id to text.
 */
export function stories(client, sent) {
  const list = [];
  let now = null;
  for (const f of client.frames) {
    if (f.type === 'welcome' && f.conversation !== now?.id) {
      now = { id: f.conversation, messages: new Map(), frames: [] };
      list.push(now);
    }
    if (f.type === 'message') {
      assert.ok(!now.messages.has(f.seq), `seq ${f.seq} came twice to one socket: ${JSON.stringify(f)}`);
      now.messages.set(f.seq, f);
    }
    if (f.type === 'ack' && !now.messages.has(f.seq)) now.messages.set(f.seq, { seq: f.seq, id: f.id, origin: 'customer', text: sent.get(f.id) });
    if (f.type === 'message' || f.type === 'state') now.frames.push(f);
  }
  return list;
}

/** Promises 1, 2, 4 and the numbering over one story. `hint` says how to see it again. */
export function judge(story, hint) {
  const say = (m) => `${m}\n  ${hint}, conversation ${story.id}:\n  ${[...story.messages.values()].sort((a, b) => a.seq - b.seq).map((m2) => `${m2.seq} ${m2.origin} ${m2.text?.slice(0, 60)}`).join('\n  ')}`;
  const messages = [...story.messages.values()].sort((a, b) => a.seq - b.seq);
  messages.forEach((m, i) => assert.equal(m.seq, i + 1, say('seq has a gap')));
  let state = 'bot';
  for (const m of messages) {
    if (m.origin === 'rule' || m.origin === 'llm') {
      assert.equal(state, 'bot', say(`the bot spoke at ${m.seq} in state ${state}`));
      assert.ok(m.ai_generated === true && typeof m.label === 'string' && m.label.includes('AI'), say(`bot message ${m.seq} has no label`));
      assert.equal(m.provenance?.class, m.origin, say(`provenance of ${m.seq}`));
    } else if (m.origin !== 'customer') {
      assert.ok(m.ai_generated === false && m.label === undefined, say(`${m.origin} message ${m.seq} is labelled`));
    }
    if (m.origin === 'agent') assert.equal(state, 'human', say(`an agent spoke at ${m.seq} in state ${state}`));
    if (m.origin === 'customer') assert.notEqual(state, 'closed', say(`message ${m.seq} stands in a closed conversation`));
    if (m.origin !== 'system') continue;
    const kind = systemKind(m.text);
    assert.ok(kind, say(`system message ${m.seq} is of no known kind`));
    state = AFTER[kind] ?? state;
  }
  // Promise 4: who is told that somebody takes over is told the outcome and the reference, in words and in the next state.
  for (const [i, m] of story.frames.entries()) {
    if (m.type !== 'message' || m.origin !== 'system') continue;
    const kind = systemKind(m.text);
    const next = story.frames.slice(i + 1).find((f) => f.type === 'state');
    if (!next || !AFTER[kind]) continue;
    assert.equal(next.state, AFTER[kind], say(`the state told after message ${m.seq} (${kind})`));
    const outcome = { queued: 'queued', callback: 'callback', closed_until: 'closed_until', joined: 'assigned', passed: 'assigned', requeued: 'queued' }[kind] ?? null;
    assert.equal(next.outcome, outcome, say(`the outcome told after message ${m.seq} (${kind})`));
    const reference = /FD-[0-9A-HJKMNP-TV-Z]{8}/.exec(m.text);
    if (reference) assert.equal(next.reference, reference[0], say(`the reference told after message ${m.seq}`));
  }
  return { messages, state };
}

/* ---- plain HTTP, with any header and method ---- */

/** One request on a connection of its own: {status, headers, body}. */
export function http(url, path, { method = 'GET', headers = {}, body = null, localAddress } = {}) {
  return new Promise((done, fail) => {
    const r = request(url + path, { method, headers: body === null ? headers : { 'Content-Length': Buffer.byteLength(body), ...headers }, agent: false, localAddress }, (answer) => {
      let text = '';
      answer.on('data', (bytes) => (text += bytes));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: text }));
      answer.on('error', fail);
    });
    r.on('error', fail);
    r.end(body ?? undefined);
  });
}
