// Every message type with every role, every route with every way to call it wrongly: the expected answer of each, from one table a
// side. A type or route that is added without a row here fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { agent, ask, connect, customer, freshId, handoff, inLine, login } from './lib/client.mjs';
import { openapi } from './lib/contract.mjs';
import { http, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
const UNKNOWN = '01a20414-b35e-706e-820f-b0ee7b6d9b4e';

let server, owner, other;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': 'version: 1\nqueue: {agent_capacity: 1000}\n' } });
  await server.addUser('Owner', PASSWORD);
  await server.addUser('Other', PASSWORD);
  await server.addUser('Chief', PASSWORD, 'supervisor');
  owner = await agent(server.url, 'Owner', PASSWORD);
  other = await agent(server.url, 'Other', PASSWORD);
});
after(() => server.stop());

const declared = [...readFileSync(`${ROOT}/gateway/wire/messages.def`, 'utf8').matchAll(/^WIRE_IN\(\w+, "(\w+)", ([^)]+)\)/gm)].map((m) => ({
  type: m[1],
  customer: m[2].includes('WIRE_CUSTOMER'),
  agent: m[2].includes('WIRE_AGENT'),
}));

/* What each frame looks like when nothing is wrong with it but who sends it. */
const frames = {
  hello: { locale: 'en', after: 0 },
  consent: { version: '1', granted: true },
  message: { text: 'hello' },
  handoff: {},
  typing: {},
  read: { seq: 1 },
  feedback: { seq: 2, rating: 'up' },
  rate: { score: 5 },
  callback: { contact: 'kim@example.org', text: 'please' },
  export: {},
  erase: {},
  end: {},
  presence: { status: 'available' },
  claim: {},
  decline: {},
  open: {},
  return_to_bot: {},
  close: { disposition: 'resolved' },
  hold: { minutes: 3 },
  resume: {},
  wrapup: { done: true },
  note: { text: 'a note' },
  transfer: { to: { team: 'support' } },
  viewing: {},
  draft: {},
  summary: {},
  live: { show: 'all' },
  observe: { conversation: UNKNOWN },
  take_over: { conversation: UNKNOWN },
  board: { on: true },
  look_back: { conversation: UNKNOWN },
  merge: { conversation: UNKNOWN },
};

/* The answers: an error code, '(type)' for a frame of that type, or '' for silence. "free": an agent, and nobody has the case. */
const expected = {
  //               before hello    customer          not the owner      the owner         free
  hello:         ['(welcome)',    'wrong_state',    'forbidden',       'forbidden',      'forbidden'],
  consent:       ['wrong_state',  '',               'forbidden',       'forbidden',      'forbidden'],
  message:       ['wrong_state',  '(ack)',          'forbidden',       '(ack)',          'wrong_state'],
  handoff:       ['wrong_state',  '(state)',        'forbidden',       'forbidden',      'forbidden'],
  typing:        ['wrong_state',  '',               'forbidden',       '',               'wrong_state'],
  read:          ['wrong_state',  '',               'forbidden',       'forbidden',      'forbidden'],
  feedback:      ['wrong_state',  '',               'forbidden',       'forbidden',      'forbidden'],
  rate:          ['wrong_state',  '',               'forbidden',       'forbidden',      'forbidden'],
  callback:      ['wrong_state',  '(state)',        'forbidden',       'forbidden',      'forbidden'],
  export:        ['wrong_state',  'not_available',  'forbidden',       'forbidden',      'forbidden'],
  erase:         ['wrong_state',  'not_available',  'forbidden',       'forbidden',      'forbidden'],
  end:           ['wrong_state',  '(state)',        'forbidden',       'forbidden',      'forbidden'],
  presence:      ['forbidden',    'forbidden',      '(presence)',      '(presence)',     '(presence)'],
  claim:         ['forbidden',    'forbidden',      'already_claimed', 'wrong_state',    '(case)'],
  decline:       ['forbidden',    'forbidden',      'wrong_state',     'wrong_state',    'wrong_state'],
  open:          ['forbidden',    'forbidden',      '(case)',          '(case)',         '(case)'],
  return_to_bot: ['forbidden',    'forbidden',      'forbidden',       '(state)',        'wrong_state'],
  close:         ['forbidden',    'forbidden',      'forbidden',       '(state)',        'wrong_state'],
  hold:          ['forbidden',    'forbidden',      'forbidden',       '(state)',        'wrong_state'],
  resume:        ['forbidden',    'forbidden',      'forbidden',       'wrong_state',    'wrong_state'],
  wrapup:        ['forbidden',    'forbidden',      'wrong_state',     'wrong_state',    'wrong_state'],
  note:          ['forbidden',    'forbidden',      '(ack)',           '(ack)',          '(ack)'],
  transfer:      ['forbidden',    'forbidden',      'forbidden',       '(state)',        'wrong_state'],
  draft:         ['forbidden',    'forbidden',      'forbidden',     'not_available',  'wrong_state'],
  summary:       ['forbidden',    'forbidden',      'forbidden',     'not_available',  'wrong_state'],
  viewing:       ['forbidden',    'forbidden',      '(viewers)',       '(viewers)',      '(viewers)'],
  live:          ['forbidden',    'forbidden',      'forbidden',       'forbidden',      'forbidden'],
  observe:       ['forbidden',    'forbidden',      'forbidden',       'forbidden',      'forbidden'],
  take_over:     ['forbidden',    'forbidden',      'forbidden',       'forbidden',      'forbidden'],
  board:         ['forbidden',    'forbidden',      '(board)',         '(board)',        '(board)'],
  look_back:     ['forbidden',    'forbidden',      'not_found',       'not_found',      'not_found'],
  merge:         ['forbidden',    'forbidden',      'forbidden',       'forbidden',      'forbidden'],
};

test('every type of gateway/wire/messages.def has a row in this test', () => {
  assert.deepEqual(Object.keys(expected).sort(), declared.map((d) => d.type).sort());
  for (const { type, customer: isCustomers, agent: isAgents } of declared) {
    assert.equal(expected[type][1] === 'forbidden', !isCustomers, `${type} for customers`);
    if (!isAgents) assert.deepEqual(expected[type].slice(2), ['forbidden', 'forbidden', 'forbidden'], `${type} for agents`);
  }
});

/** Sends it and holds the answer against the table. Errors repeat id and case. */
async function expectAnswer(c, type, want, caseId, what) {
  const id = freshId();
  const frame = { type, id, ...frames[type], ...(caseId ? { case: caseId } : {}) };
  const from = c.frames.length;
  c.send(frame);
  if (want.startsWith('(')) {
    const name = want.slice(1, -1);
    await c.until(() => {
      const late = c.frames.slice(from);
      const error = late.find((f) => f.type === 'error' && f.id === id);
      if (error) throw new Error(`${what}, ${type}: ${JSON.stringify(error)} instead of ${want}`);
      return late.find((f) => f.type === name && (name !== 'ack' || f.id === id) && (['presence', 'board'].includes(name) || !caseId || name === 'ack' || f.case === caseId));
    }, `${want} after ${type}, ${what}`);
    return;
  }
  if (want === '') {
    // Silence: what is sent after it is answered, it is not.
    const probe = freshId();
    c.send({ type: 'teleport', id: probe, ...(caseId ? { case: caseId } : {}) });
    await c.until(() => c.frames.find((f) => f.type === 'error' && f.id === probe), `the answer to the next frame after ${type}, ${what}`);
    assert.deepEqual(c.frames.slice(from).filter((f) => f.id === id), [], `${type}, ${what}: nothing is answered`);
    return;
  }
  const error = await c.until(() => c.frames.slice(from).find((f) => f.type === 'error' && f.id === id), `error ${want} for ${type}, ${what}`);
  assert.equal(error.code, want, `${type}, ${what}: ${JSON.stringify(error)}`);
  assert.equal(error.case, caseId ?? undefined, `${type}, ${what}: the error repeats the case`);
}

test('before hello', async () => {
  for (const type of Object.keys(expected)) {
    const c = await connect(server.url, '/ws/customer');
    await expectAnswer(c, type, expected[type][0], null, 'a customer before hello');
    await c.close();
  }
});

test('a customer', async () => {
  for (const type of Object.keys(expected)) {
    const c = await customer(server.url);
    await ask(c, 'hello');
    const count = c.messages().length;
    const want = expected[type][1];
    await expectAnswer(c, type, want, null, 'a customer');
    if (want !== '' && !want.startsWith('(')) {
      await ask(c, 'thank you');
      assert.equal(c.messages().length, count + 1, `${type}: the error changed nothing`);
    }
    await c.close();
  }
});

/** A chat with its case in line; `claim`: taken by Owner. */
async function chat(claim) {
  const c = await customer(server.url);
  const { reference } = await handoff(c);
  const id = await inLine(owner, reference);
  if (claim) {
    owner.send({ type: 'claim', case: id });
    await owner.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
    await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  }
  return { c, id };
}
const changes = (type, want) => want.startsWith('(') && !['presence', 'open', 'message', 'board'].includes(type);

for (const [column, who, claimed] of [
  [2, 'an agent who has not claimed it', true],
  [3, 'the agent who has it', true],
  [4, 'an agent, and nobody has it', false],
]) {
  test(`${who}`, async () => {
    const a = column === 3 ? owner : other;
    const shared = await chat(claimed);
    const seen = () => shared.c.frames.filter((f) => f.type !== 'typing' && !(f.type === 'message' && f.origin === 'agent')).length;
    const before = seen();
    const last = [];
    for (const type of Object.keys(expected)) {
      const want = expected[type][column];
      if (changes(type, want)) last.push([type, want]);
      else await expectAnswer(a, type, want, type === 'presence' ? null : shared.id, who);
    }
    assert.equal(seen(), before, `${who}: what was refused did not reach the customer: ${JSON.stringify(shared.c.frames.slice(before))}`);
    for (const [type, want] of last) {
      const { id, c } = await chat(claimed);
      await expectAnswer(a, type, want, id, who);
      await c.close();
    }
    await shared.c.close();
  });
}

test('an agent names a case that is not there', async () => {
  for (const { type } of declared.filter((d) => d.agent && !['presence', 'note', 'transfer', 'viewing', 'live', 'observe', 'take_over', 'board'].includes(d.type)))
    await expectAnswer(other, type, 'not_found', UNKNOWN, 'an unknown case');
  for (const wrong of ['', 'x y', '../../etc/passwd', 'a'.repeat(65), 7, null]) {
    other.send({ type: 'open', id: freshId(), case: wrong });
    await other.error('bad_message');
  }
  await expectAnswer(other, 'open', 'not_found', 'a', 'a case id that is none');
});

/* ---- HTTP ---- */

const HTTP = {
  //                   wrong methods                    not logged in  foreign origin (logged in)  csrf missing, wrong
  '/api/login POST':   { methods: ['GET', 'PUT', 'DELETE'], allow: 'POST', login: 200, origin: 403, csrf: 200, body: { name: 'Owner', password: PASSWORD } },
  '/api/session GET':  { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 401, origin: 200, csrf: 200 },
  '/api/logout POST':  { methods: ['GET', 'PUT', 'DELETE'], allow: 'POST', login: 401, origin: 403, csrf: 403, body: {} },
  '/api/shop GET':     { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200 },
  '/api/llm GET':      { methods: ['PUT', 'DELETE'], allow: 'GET, HEAD, POST', login: 401, origin: 200, csrf: 200 },
  '/api/llm POST':     { methods: ['PUT', 'DELETE'], allow: 'GET, HEAD, POST', login: 401, origin: 403, csrf: 403, body: { on: true }, as: 'Chief' },
  '/api/replies GET':  { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 401, origin: 200, csrf: 200 },
  '/healthz GET':      { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200 },
  '/readyz GET':       { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200 },
  '/metrics GET':      { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200 },
  '/demo/api/orders/{number} GET':          { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200 },
  '/demo/api/refunds/{number} GET':         { methods: ['POST', 'PUT', 'DELETE'], allow: 'GET, HEAD', login: 200, origin: 200, csrf: 200, number: '204713' },
  '/demo/api/invoices/{number} POST':       { methods: ['GET', 'PUT', 'DELETE'], allow: 'POST', login: 200, origin: 403, csrf: 200, body: {} },
  '/demo/api/orders/{number}/cancel POST':  { methods: ['GET', 'PUT', 'DELETE'], allow: 'POST', login: 200, origin: 403, csrf: 200, body: {} },
  '/demo/api/orders/{number}/address POST': { methods: ['GET', 'PUT', 'DELETE'], allow: 'POST', login: 200, origin: 403, csrf: 200, body: { address: 'Beech Road 1' }, number: '204714' },
};

test('every route of gateway/openapi.yaml has a row in this test', () => {
  const routes = Object.entries(openapi.paths).flatMap(([path, methods]) => Object.keys(methods).map((m) => `${path} ${m.toUpperCase()}`));
  assert.deepEqual(Object.keys(HTTP).sort(), routes.sort());
});

for (const [route, want] of Object.entries(HTTP)) {
  const [template, method] = route.split(' ');
  const path = template.replace('{number}', want.number ?? '204712');
  const body = want.body ? JSON.stringify(want.body) : null;
  test(`${method} ${path}: wrong method, no login, foreign origin, no csrf token`, async () => {
    for (const wrong of want.methods) {
      const answer = await http(server.url, path, { method: wrong, body: wrong === 'POST' ? '{}' : null });
      assert.equal(answer.status, 405, `${wrong} ${path}: ${answer.body}`);
      assert.equal(answer.headers.allow, want.allow, `${wrong} ${path}`);
    }
    assert.equal((await http(server.url, path, { method, body })).status, want.login, 'without a login');
    const wrongCookie = { Cookie: `frontdesk_login=${'A'.repeat(43)}` };
    assert.equal((await http(server.url, path, { method, body, headers: wrongCookie })).status, want.login, 'with an unknown login');
    const session = await login(server.url, want.as ?? 'Owner', PASSWORD);
    const headers = { Cookie: session.cookie, 'X-CSRF-Token': session.csrf };
    for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`, server.url.replace('http:', 'https:')])
      assert.equal((await http(server.url, path, { method, body, headers: { ...headers, Origin: origin } })).status, want.origin, `Origin: ${origin}`);
    for (const csrf of [{}, { 'X-CSRF-Token': '' }, { 'X-CSRF-Token': 'A'.repeat(43) }, { 'X-CSRF-Token': session.csrf.slice(1) }])
      assert.equal((await http(server.url, path, { method, body, headers: { Cookie: session.cookie, ...csrf } })).status, want.csrf, `csrf ${JSON.stringify(csrf)}`);
    assert.equal((await http(server.url, '/api/session', { headers })).status, 200, 'nothing of this has ended the login');
    const ok = await http(server.url, path, { method, body, headers: { ...headers, Origin: server.url } });
    assert.ok([200, 204].includes(ok.status), `called rightly: ${ok.status} ${ok.body}`);
    if (!want.as) return;
    const simple = await login(server.url, 'Owner', PASSWORD);
    const refused = await http(server.url, path, { method, body, headers: { Cookie: simple.cookie, 'X-CSRF-Token': simple.csrf } });
    assert.equal(refused.status, 403, 'an agent is not enough');
  });
}

test('a role other than agent logs in and claims like one; a logged-out cookie opens nothing', async () => {
  for (const role of ['supervisor', 'admin']) {
    await server.addUser(`The ${role}`, PASSWORD, role);
    const a = await agent(server.url, `The ${role}`, PASSWORD);
    assert.equal(a.session.role, role);
    const { id, c } = await chat(false);
    a.send({ type: 'claim', case: id });
    await a.next((f) => f.type === 'case' && f.case === id, 'the case');
    assert.equal((await http(server.url, '/api/logout', { method: 'POST', body: '', headers: { Cookie: a.session.cookie, 'X-CSRF-Token': a.session.csrf } })).status, 204);
    assert.equal((await a.end()).code, 4401);
    const again = await connect(server.url, '/ws/agent', { headers: { Cookie: a.session.cookie } });
    assert.equal((await again.end()).code, 4401);
    await c.close();
  }
});

test('an error of hello repeats its id', async () => {
  for (const token of ['A'.repeat(43), 'short']) {
    const c = await connect(server.url, '/ws/customer');
    c.send({ type: 'hello', id: 'h1', token, locale: 'en', after: 0 });
    assert.equal((await c.error('session_expired')).id, 'h1');
    await c.close();
  }
});

test('a thumb on what is not a message of this chat is refused, and counts for nothing', async () => {
  const c = await customer(server.url);
  const reply = await ask(c, 'hello');
  for (let i = 0; i < 5; i++) {
    c.send({ type: 'feedback', id: `f${i}`, seq: reply.seq + 1, rating: 'down' });
    assert.equal((await c.error('not_found')).id, `f${i}`);
  }
  assert.equal((await ask(c, 'thank you')).choices.length, 0, 'no offer came of it');
});
