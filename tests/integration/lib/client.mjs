// A customer or an agent on a raw socket: sends what it is told, keeps every frame, waits for what a test expects.
import WebSocket from 'ws';
import { answerProblem, frameProblem } from './contract.mjs';

export const WAIT_MS = 30000;

/** An escalation.yaml that is never out of patience: for tests that say the same thing again and again. */
export const PATIENT = 'version: 1\nweights: {same_answer: 0, same_question: 0, same_question_again: 0}\n';

/** One socket. Frames stand in `frames` in the order of arrival; `closed` becomes {code, reason}. */
export class Client {
  constructor(ws, path) {
    this.ws = ws;
    this.broken = null; // the first frame that is not as the AsyncAPI file says
    this.frames = [];
    this.closed = null;
    this.read = 0;
    this.waiting = new Set();
    ws.on('message', (bytes) => {
      const frame = JSON.parse(bytes);
      const problem = frameProblem(path, frame);
      if (problem) this.broken ??= new Error(problem);
      this.frames.push(frame);
      this.#wake();
    });
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    ws.on('error', () => {});
  }

  #wake() {
    for (const look of [...this.waiting]) look();
  }

  send(frame) {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Waits until look() gives something other than undefined. */
  until(look, what, ms = WAIT_MS) {
    return new Promise((done, fail) => {
      const end = (finish, value) => {
        clearTimeout(late);
        this.waiting.delete(attempt);
        finish(value);
      };
      const attempt = () => {
        if (this.broken) end(fail, this.broken);
        const found = look();
        if (found !== undefined) end(done, found);
      };
      const late = setTimeout(
        () =>
          end(
            fail,
            new Error(
              `no ${what} in ${ms} ms; closed: ${JSON.stringify(this.closed)}; last frames: ` +
                this.frames.slice(-6).map((f) => JSON.stringify(f).slice(0, 300)).join('\n  '),
            ),
          ),
        ms,
      );
      this.waiting.add(attempt);
      attempt();
    });
  }

  /** The next frame (not yet read) that fits; everything before it counts as read. */
  next(fits, what = String(fits)) {
    return this.until(() => {
      for (let i = this.read; i < this.frames.length; i++) {
        if (fits(this.frames[i])) {
          this.read = i + 1;
          return this.frames[i];
        }
      }
      return undefined;
    }, what);
  }

  type(name) {
    return this.next((f) => f.type === name, `"${name}" frame`);
  }

  error(code) {
    return this.next((f) => f.type === 'error' && f.code === code, `error "${code}"`);
  }

  end() {
    return this.until(() => this.closed ?? undefined, 'close of the socket');
  }

  close() {
    this.ws.close();
    return this.end();
  }

  /** What a message and its consequences look like to this socket, until the reply (or the state) is there. */
  messages() {
    return this.frames.filter((f) => f.type === 'message');
  }
}

/** Opens a socket; rejects with `status` set when the upgrade is refused. */
export function connect(url, path, { protocol = 'frontdesk.v1', headers = {}, options = {} } = {}) {
  return new Promise((done, fail) => {
    const ws = new WebSocket(url.replace(/^http/, 'ws') + path, protocol === null ? [] : protocol, {
      headers,
      perMessageDeflate: false,
      ...options,
    });
    const client = new Client(ws, path);
    ws.once('open', () => done(client));
    ws.once('unexpected-response', (_, answer) => {
      fail(Object.assign(new Error(`refused with ${answer.statusCode}`), { status: answer.statusCode }));
      ws.terminate();
    });
    ws.once('error', fail);
  });
}

let ids = 0;
export const freshId = () => `t${process.pid}.${++ids}`;

/** A customer who said hello and (unless told otherwise) agreed. */
export async function customer(url, { locale = 'en', token = null, name = null, joins = null, after = 0, consent = true, ...options } = {}) {
  const c = await connect(url, '/ws/customer', options);
  c.send({ type: 'hello', token, name, joins, locale, after });
  c.welcome = await c.type('welcome');
  c.token = c.welcome.token;
  await c.type('state');
  if (consent && c.welcome.consent === 'needed') c.send({ type: 'consent', version: c.welcome.notice.version, granted: true });
  return c;
}

/** Sends a message and waits for its ack. */
export async function say(c, text, id = freshId()) {
  c.send({ type: 'message', id, text });
  const ack = await c.next((f) => (f.type === 'ack' || f.type === 'error') && f.id === id, `ack of ${id}`);
  if (ack.type === 'error') throw new Error(`"${text}" was refused: ${JSON.stringify(ack)}`);
  return ack.seq;
}

/** Says it and waits for the bot's message. */
export async function ask(c, text) {
  const id = freshId();
  await say(c, text, id);
  return c.next((f) => f.type === 'message' && f.origin === 'rule', `reply to "${text}"`);
}

export async function login(url, name, password) {
  const answer = await fetch(`${url}/api/login`, { method: 'POST', body: JSON.stringify({ name, password }) });
  const problem = await answerProblem('POST', '/api/login', answer);
  if (problem) throw new Error(problem);
  if (!answer.ok) throw Object.assign(new Error(`login: ${answer.status}`), { status: answer.status });
  return { cookie: answer.headers.get('set-cookie').split(';')[0], ...(await answer.json()) };
}

/** An agent who is logged in and has seen the line. */
export async function agent(url, name, password) {
  const session = await login(url, name, password);
  const a = await connect(url, '/ws/agent', { headers: { Cookie: session.cookie } });
  a.session = session;
  a.welcome = await a.type('welcome');
  await a.type('queue');
  return a;
}

/** The id of the case with that reference, as soon as it is in the agent's line. */
export async function inLine(a, reference) {
  const frame = await a.until(
    () => a.frames.findLast?.((f) => f.type === 'queue' && f.cases.some((k) => k.reference === reference)) ??
      [...a.frames].reverse().find((f) => f.type === 'queue' && f.cases.some((k) => k.reference === reference)),
    `${reference} in the line`,
  );
  return frame.cases.find((k) => k.reference === reference).case;
}

/** Asks for a person; returns the `state` frame of the outcome. */
export async function handoff(c) {
  c.send({ type: 'handoff' });
  return c.next((f) => f.type === 'state' && f.outcome !== null, 'state with an outcome');
}
