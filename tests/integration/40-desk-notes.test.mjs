// What an agent does with a case besides answering: notes, transfers, closing with a disposition, and what happens when the
// customer writes again afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { judge, metric, random, ROOMY, seedOfRun, set, stories } from './lib/kit.mjs';

const PASSWORD = 'correct horse battery';
const NO_CASE = '0190c6f4-7b1a-7c3e-8d2f-1a2b3c4d5e6f';
const SECRET = 'chargeback risk, ask Wei first';

let server;
before(async () => {
  server = await startServer({
    edit: { 'frontdesk.yaml': set(ROOMY) },
    files: {
      'escalation.yaml': `version: 1
teams:
  - {name: support}
  - {name: billing, title: {en: Billing, de: Rechnung}}
dispositions: [{id: resolved}, {id: refunded, title: {en: Refunded}}]
queue: {agent_capacity: 2}
reopen_within: 10m
`,
    },
  });
  for (const name of ['Ada', 'Bob', 'Wei']) await server.addUser(name, PASSWORD);
});
after(() => server.stop());

/** A customer whose socket keeps every byte it gets. */
async function listened(options = {}) {
  const c = await customer(server.url, options);
  c.bytes = [JSON.stringify(c.frames)];
  c.ws.on('message', (bytes) => c.bytes.push(String(bytes)));
  return c;
}

/** A customer in line, and the id of the case as this agent sees it. */
async function waiting(a, options) {
  const c = await listened(options);
  const state = await handoff(c);
  return { c, id: await inLine(a, state.reference), reference: state.reference };
}

async function claim(a, id) {
  a.send({ type: 'claim', case: id });
  return a.next((f) => f.type === 'case' && f.case === id && !f.open, 'the claimed case');
}

const noteOf = (a, text) => a.next((f) => f.type === 'note' && f.text === text, `note "${text}"`);

test('a note reaches every agent who looks, is kept, and not one byte of it reaches the customer', async () => {
  const [ada, bob] = [await agent(server.url, 'Ada', PASSWORD), await agent(server.url, 'Bob', PASSWORD)];
  const { c, id } = await waiting(ada);
  const seq = await say(c, 'my card was charged twice');
  bob.send({ type: 'open', case: id });
  await bob.type('case');
  await claim(ada, id);

  ada.send({ type: 'note', case: id, id: 'n-1', text: SECRET });
  assert.equal((await ada.next((f) => f.type === 'ack' && f.id === 'n-1')).seq, 0);
  for (const a of [ada, bob]) {
    const note = await noteOf(a, SECRET);
    assert.deepEqual([note.from, note.number, note.case, note.transfer], ['Ada', 1, id, null]);
    assert.ok(note.after > seq, 'it stands behind what was said before it');
  }
  bob.send({ type: 'note', case: id, text: 'Wei agrees' });
  assert.equal((await noteOf(ada, 'Wei agrees')).from, 'Bob');

  // The customer's numbering has no hole where the notes are, live and in a new tab.
  ada.send({ type: 'message', case: id, id: freshId(), text: 'I see it, one moment.' });
  const said = await c.next((f) => f.type === 'message' && f.origin === 'agent', "the agent's message");
  const tab = await listened({ token: c.token, after: 0 });
  await tab.until(() => tab.messages().find((m) => m.seq === said.seq), 'the last message in the new tab');
  tab.messages().forEach((m, i) => assert.equal(m.seq, i + 1));
  for (const bytes of [...c.bytes, ...tab.bytes]) assert.ok(!/chargeback|Wei|"note/.test(bytes), bytes);

  const wei = await agent(server.url, 'Wei', PASSWORD);
  wei.send({ type: 'open', case: id });
  const shown = await wei.type('case');
  assert.deepEqual(shown.notes.map((n) => [n.number, n.from, n.text]), [[1, 'Ada', SECRET], [2, 'Bob', 'Wei agrees']]);
  for (const a of [ada, bob, wei]) assert.equal(a.broken, null);
  await Promise.all([ada, bob, wei, c, tab].map((x) => x.close()));
});

test('a note is stored once for its id, and a bad one is refused with a code', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const { c, id } = await waiting(ada);
  ada.send({ type: 'open', case: id });
  await ada.type('case');
  for (let n = 0; n < 2; n++) {
    ada.send({ type: 'note', case: id, id: 'same', text: 'once' });
    await ada.next((f) => f.type === 'ack' && f.id === 'same');
  }
  ada.send({ type: 'note', case: id, id: 'same', text: 'twice' });
  assert.equal((await ada.error('id_conflict')).case, id);

  ada.send({ type: 'note', case: id, id: 'long', text: 'x'.repeat(8001) });
  assert.equal((await ada.error('too_large')).id, 'long');
  ada.send({ type: 'note', case: id, id: 'huge', text: 'x'.repeat(1 << 20) });
  assert.equal((await ada.error('too_large')).id, 'huge');
  ada.send({ type: 'note', case: id, id: 'blank', text: ' \n ' });
  assert.equal((await ada.error('bad_message')).id, 'blank');
  ada.send({ type: 'note', case: NO_CASE, id: 'lost', text: 'where' });
  assert.equal((await ada.error('not_found')).id, 'lost');

  ada.send({ type: 'open', case: id });
  assert.deepEqual((await ada.type('case')).notes.map((n) => n.text), ['once'], 'what was refused left nothing behind');
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  ada.send({ type: 'note', case: id, id: 'late', text: 'too late' });
  await ada.error('not_found');
  assert.equal(ada.broken, null);
  await Promise.all([ada, c].map((x) => x.close()));
});

/* ---- transfers ---- */

test('a colleague gets the case with the note; the customer is told who takes over', async () => {
  const [ada, bob] = [await agent(server.url, 'Ada', PASSWORD), await agent(server.url, 'Bob', PASSWORD)];
  const { c, id, reference } = await waiting(ada);
  await claim(ada, id);
  await c.next((f) => f.type === 'state' && f.agent?.name === 'Ada', 'Ada');
  ada.send({ type: 'transfer', case: id, to: { agent: 'Bob' }, note: SECRET });

  const got = await bob.next((f) => f.type === 'case' && f.case === id, "Bob's case");
  assert.equal(got.open, undefined, 'it is his, not only looked at');
  assert.deepEqual(got.notes.map((n) => [n.from, n.text, n.transfer]), [['Ada', SECRET, { agent: 'Bob' }]]);
  assert.match(got.transcript.at(-1).text, /Bob takes over from Ada/);
  const told = await c.next((f) => f.type === 'state' && f.agent?.name === 'Bob', 'Bob');
  assert.deepEqual([told.state, told.outcome, told.reference], ['human', 'assigned', reference]);
  await ada.next((f) => f.type === 'state' && f.agent?.name === 'Bob', 'Ada hears it');

  ada.send({ type: 'message', case: id, id: freshId(), text: 'too late' });
  await ada.error('forbidden');
  bob.send({ type: 'message', case: id, id: freshId(), text: 'Good day, Bob here.' });
  await c.next((f) => f.type === 'message' && f.from === 'Bob', "Bob's message");
  for (const bytes of c.bytes) assert.ok(!bytes.includes('chargeback'), bytes);
  bob.send({ type: 'close', case: id, disposition: 'refunded' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  for (const x of [ada, bob, c]) assert.equal(x.broken, null);
  await Promise.all([ada, bob, c].map((x) => x.close()));
});

test("a team's line gets the case in front, and the customer is told which", async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const { c, id, reference } = await waiting(ada);
  await claim(ada, id);
  const others = [await waiting(ada), await waiting(ada)];
  ada.send({ type: 'transfer', case: id, to: { team: 'billing' }, note: null });
  const told = await c.next((f) => f.type === 'state' && f.state === 'queued' && f.position !== null, 'in line again');
  assert.deepEqual([told.outcome, told.position, told.reference, told.agent], ['queued', 1, reference, null]);
  assert.ok(c.messages().some((m) => m.origin === 'system' && /the team “Billing”/.test(m.text) && m.text.includes(reference)));
  const line = await ada.next((f) => f.type === 'queue' && f.cases.some((k) => k.case === id), 'the line');
  assert.equal(line.cases.find((k) => k.case === id).team, 'billing');

  await server.end('SIGTERM');
  await server.restart();
  const again = await agent(server.url, 'Bob', PASSWORD);
  assert.equal(await inLine(again, reference), id);
  const frame = again.frames.findLast((f) => f.type === 'queue');
  assert.deepEqual([frame.cases[0].case, frame.cases[0].team], [id, 'billing'], 'a restart keeps team and place');
  const shown = await claim(again, id);
  assert.deepEqual(shown.notes.map((n) => [n.from, n.text, n.transfer]), [['Ada', '', { team: 'billing' }]]);
  again.send({ type: 'close', case: id, disposition: 'resolved' });
  await again.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  await Promise.all([again, c, ...others.map((o) => o.c)].map((x) => x.close()));
});

test('a transfer that will not do is refused with what was wrong, and changes nothing', async () => {
  const [ada, bob, wei] = await Promise.all(['Ada', 'Bob', 'Wei'].map((name) => agent(server.url, name, PASSWORD)));
  const { c, id } = await waiting(ada);
  ada.send({ type: 'transfer', case: id, to: { team: 'billing' } });
  await ada.error('wrong_state');
  await claim(ada, id);
  const refused = async (to, code, about) => {
    const tag = freshId();
    ada.send({ type: 'transfer', case: id, id: tag, to, note: 'x' });
    const error = await ada.next((f) => f.type === 'error' && f.id === tag, `refusal of ${JSON.stringify(to)}`);
    assert.deepEqual([error.code, error.about, error.case], [code, about, id], JSON.stringify(to));
    return error;
  };
  assert.deepEqual((await refused({ team: 'gone' }, 'not_found', 'team')).known, ['support', 'billing']);
  await refused({ agent: 'Nobody' }, 'not_found', 'agent');
  await refused({ agent: 'Ada' }, 'bad_message', 'agent');
  wei.send({ type: 'presence', status: 'away' });
  await wei.type('presence');
  await refused({ agent: 'Wei' }, 'wrong_state', 'agent');
  const full = [await waiting(bob), await waiting(bob)];
  for (const chat of full) await claim(bob, chat.id);
  await refused({ agent: 'Bob' }, 'at_capacity', 'agent');
  bob.send({ type: 'transfer', case: id, to: { team: 'billing' } });
  await bob.error('forbidden');
  ada.send({ type: 'transfer', case: id, id: 'long', to: { team: 'billing' }, note: 'x'.repeat(8001) });
  assert.equal((await ada.error('too_large')).id, 'long');
  ada.send({ type: 'transfer', case: id, to: {} });
  await ada.error('bad_message');

  ada.send({ type: 'message', case: id, id: 'still', text: 'Still here.' });
  await ada.next((f) => f.type === 'ack' && f.id === 'still', 'ack');
  ada.send({ type: 'open', case: id });
  assert.deepEqual((await ada.next((f) => f.type === 'case' && f.case === id)).notes, []);
  for (const [a, chat] of [[ada, { c, id }], ...full.map((chat) => [bob, chat])]) {
    a.send({ type: 'close', case: chat.id, disposition: 'resolved' });
    await chat.c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  }
  ada.send({ type: 'transfer', case: id, to: { team: 'billing' } });
  await ada.error('not_found');
  await Promise.all([ada, bob, wei, c, ...full.map((chat) => chat.c)].map((x) => x.close()));
});

/* ---- the customer writes again ---- */

async function closedChat(ada, options) {
  const chat = await waiting(ada, options);
  await say(chat.c, 'the frame is bent');
  await claim(ada, chat.id);
  ada.send({ type: 'note', case: chat.id, text: SECRET });
  await noteOf(ada, SECRET);
  ada.send({ type: 'close', case: chat.id, disposition: 'refunded' });
  await chat.c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  return chat;
}

for (const restart of [false, true])
  test(`who writes again soon is back with the same agent, who sees the chat before${restart ? ', also after a restart' : ''}`, async () => {
    let ada = await agent(server.url, 'Ada', PASSWORD);
    const before = await closedChat(ada);
    let c = before.c;
    if (restart) {
      await server.end('SIGTERM');
      await server.restart();
      ada = await agent(server.url, 'Ada', PASSWORD);
      c = await customer(server.url, { token: c.token, after: 0 });
      assert.equal(c.welcome.state, 'closed');
    }
    await say(c, 'one more thing', 'more');
    const welcome = c.frames.findLast((f) => f.type === 'welcome');
    assert.notEqual(welcome.conversation, before.c.welcome.conversation, 'a new conversation, as ever');
    assert.deepEqual([welcome.token, welcome.resumed], [before.c.token, false]);
    const told = await c.next((f) => f.type === 'state' && f.state === 'human', 'a person');
    assert.deepEqual([told.outcome, told.agent.name], ['assigned', 'Ada']);
    assert.notEqual(told.reference, before.reference);
    const got = await ada.next((f) => f.type === 'case' && f.conversation === welcome.conversation, 'the case comes by itself');
    assert.deepEqual(
      [got.state, got.reopened.case, got.reopened.reference, got.reopened.agent, got.reopened.disposition],
      ['assigned', before.id, before.reference, 'Ada', 'refunded'],
    );
    assert.ok(got.reopened.transcript.some((m) => m.text === 'the frame is bent'), 'the earlier transcript');
    assert.deepEqual(got.reopened.notes.map((n) => n.text), [SECRET]);
    assert.deepEqual(got.transcript.map((m) => m.origin), ['customer', 'system']);
    assert.ok(!JSON.stringify(c.frames).includes('chargeback'));

    ada.send({ type: 'return_to_bot', case: got.case });
    await c.next((f) => f.type === 'state' && f.state === 'bot', 'with the assistant');
    await say(c, 'hello');
    await c.next((f) => f.type === 'message' && f.origin === 'rule', 'the assistant answers');
    assert.equal(ada.broken ?? c.broken, null);
    await Promise.all([ada, c].map((x) => x.close()));
  });

test('whose agent is away or has no room stands in front of the line', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const { c } = await closedChat(ada);
  const earlier = await waiting(bob);
  ada.send({ type: 'presence', status: 'away' });
  await ada.type('presence');
  await say(c, 'one more thing');
  const told = await c.next((f) => f.type === 'state' && f.state === 'queued', 'in line');
  assert.deepEqual([told.outcome, told.position], ['queued', 1]);
  const shown = await claim(bob, await inLine(bob, told.reference));
  assert.equal(shown.reopened.agent, 'Ada');
  bob.send({ type: 'close', case: shown.case, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  // A customer who ends the chat has ended it: the next message is the assistant's.
  earlier.c.send({ type: 'end' });
  await earlier.c.next((f) => f.type === 'state' && f.state === 'closed', 'ended');
  await say(earlier.c, 'hello');
  await earlier.c.next((f) => f.type === 'message' && f.origin === 'rule', 'the assistant answers');
  await Promise.all([ada, bob, c, earlier.c].map((x) => x.close()));
});

/* ---- dispositions, and who works here ---- */

test('a disposition that is not listed is refused with the list; what was chosen is counted', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const { c, id } = await waiting(ada);
  await claim(ada, id);
  const name = 'frontdesk_dispositions_total{disposition="refunded"}';
  const before = await metric(server.url, name).catch(() => 0);
  ada.send({ type: 'close', case: id, id: 'x', disposition: 'nonsense' });
  const error = await ada.error('bad_message');
  assert.deepEqual([error.about, error.known, error.case, error.id], ['disposition', ['resolved', 'refunded'], id, 'x']);
  ada.send({ type: 'close', case: id, disposition: 'refunded' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'closed');
  assert.equal(await metric(server.url, name), before + 1);
  await Promise.all([ada, c].map((x) => x.close()));
});

test('a console knows teams, dispositions and who is there', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const first = await ada.type('desk');
  assert.deepEqual(first.teams.map((x) => [x.name, x.title.de, x.title.fr]), [['support', 'support', 'support'], ['billing', 'Rechnung', 'Billing']]);
  assert.deepEqual(first.dispositions.map((x) => [x.id, x.title.en]), [['resolved', 'resolved'], ['refunded', 'Refunded']]);
  assert.equal(first.capacity, 2);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  bob.send({ type: 'presence', status: 'busy' });
  const sees = (frame, presence) => frame.type === 'desk' && frame.agents.some((x) => x.name === 'Bob' && x.presence === presence);
  await ada.next((f) => sees(f, 'busy'), 'Bob is busy');
  await bob.close();
  await ada.next((f) => f.type === 'desk' && !f.agents.some((x) => x.name === 'Bob'), 'Bob is gone');
  await ada.close();
});

/* ---- whatever happens at once ---- */

const ROUNDS = Number(process.env.ROUNDS ?? 60);
const AT_ONCE = 12;

async function yieldSome(dice) {
  for (let n = dice.pick([0, 0, 1, 3, 10, 40]); n > 0; n--) await new Promise((done) => setImmediate(done));
}

/** An agent who claims, transfers, closes, returns and notes at random, what is hers and what is not, until `over.yes`. */
async function restless(a, seed, names, over) {
  const dice = random(seed);
  const acts = (id, to) => [
    { type: 'transfer', case: id, to, note: dice.pick([null, SECRET]) },
    { type: 'transfer', case: id, to, note: SECRET },
    { type: 'transfer', case: id, to },
    { type: 'note', case: id, text: SECRET },
    { type: 'message', case: id, id: freshId(), text: 'Good day, a person here.' },
    { type: 'return_to_bot', case: id },
    { type: 'close', case: id, disposition: dice.pick(['resolved', 'nonsense']) },
  ];
  let looked = null;
  while (!over.yes) {
    const cases = a.frames.filter((f) => f.type === 'case').slice(-3);
    const queue = a.frames.findLast((f) => f.type === 'queue');
    const line = queue === looked ? [] : queue.cases;
    looked = queue;
    for (const k of line) if (dice.chance(0.6)) a.send({ type: 'claim', case: k.case });
    const any = [...cases, ...line].map((f) => f.case);
    if (any.length > 0) {
      const to = dice.chance(0.5) ? { team: dice.pick(['support', 'billing', 'gone']) } : { agent: dice.pick(names) };
      a.send(dice.pick(acts(dice.pick(any), to)));
    }
    await yieldSome(dice);
    if (dice.chance(0.05)) a.send({ type: 'presence', status: dice.pick(['available', 'busy', 'away', 'available']) });
    // Answered behind what was asked of that case: nobody runs ahead of the gateway.
    const tag = freshId();
    a.send({ type: 'note', case: any.length > 0 ? dice.pick(any) : NO_CASE, id: tag, text: SECRET });
    await a.until(() => a.frames.findLast((f) => (f.type === 'ack' || f.type === 'error') && f.id === tag), 'an answer');
  }
}

/** One customer who asks for a person and writes, leaves or ends at random; the story is judged, and the bytes. */
async function unrest(seed, hint) {
  const dice = random(seed);
  const c = await listened();
  const sent = new Map();
  const speak = async (text) => {
    const id = freshId();
    sent.set(id, text);
    await say(c, text, id);
  };
  await speak('hello');
  for (let n = 4 + dice.below(6); n > 0; n--) {
    const from = c.frames.length;
    c.send({ type: 'handoff', id: freshId() });
    if (dice.chance(0.7)) await c.until(() => c.frames.slice(from).find((f) => f.type === 'state' && f.state === 'human'), `a person; ${hint}`);
    await yieldSome(dice);
    if (dice.chance(0.5)) await speak('my parcel came broken');
    if (dice.chance(0.15)) c.send({ type: 'handoff', id: freshId(), cancel: true });
    if (dice.chance(0.15)) c.send({ type: 'end', id: freshId() });
    await yieldSome(dice);
  }
  await speak('ok');
  const told = await customer(server.url, { token: c.token, after: 0, consent: false });
  await c.until(() => c.frames.findLast((f) => f.type === 'welcome').conversation === told.welcome.conversation || undefined, 'same conversation');
  for (const story of stories(c, sent)) judge(story, hint);
  for (const bytes of c.bytes) assert.ok(!/chargeback|"type":"note"/.test(bytes), `a note went to the customer: ${bytes}; ${hint}`);
  for (const f of c.frames) if (f.type === 'error') assert.equal(f.code, 'wrong_state', hint);
  await Promise.all([c, told].map((x) => x.close()));
}

test(`transfers against claims, closes and customers who leave: ${ROUNDS} random interleavings`, { timeout: 180000 }, async (t) => {
  const seed = seedOfRun();
  t.diagnostic(`SEED=${seed}`);
  const agents = [];
  const names = ['Ada', 'Bob', 'Wei'];
  for (const name of names) agents.push(await agent(server.url, name, PASSWORD));
  agents.push(await agent(server.url, 'Ada', PASSWORD)); // a second window
  const over = { yes: false };
  const work = agents.map((a, i) => restless(a, seed + 104729 * (i + 1), [...names, 'Nobody'], over));
  try {
    for (let done = 0; done < ROUNDS; done += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, ROUNDS - done) }, (_, i) => unrest(seed + done + i, `SEED=${seed} round ${done + i}`)));
  } finally {
    over.yes = true;
  }
  await Promise.all(work);

  const codes = new Set(agents.flatMap((a) => a.frames.filter((f) => f.type === 'error').map((f) => f.code)));
  for (const code of codes)
    assert.ok(['already_claimed', 'not_found', 'wrong_state', 'forbidden', 'at_capacity', 'bad_message', 'rate_limited'].includes(code), `an agent was told ${code}; SEED=${seed}`);
  const [teams, people] = await Promise.all(['team', 'agent'].map((to) => metric(server.url, `frontdesk_transfers_total{to="${to}"}`)));
  assert.ok(teams > ROUNDS / 4 && people > ROUNDS / 10, `only ${teams} and ${people} transfers: the test does not test much; SEED=${seed}`);
  assert.equal(await metric(server.url, 'frontdesk_store_errors_total'), 0);
  for (const a of agents) assert.equal(a.broken, null);
  await Promise.all(agents.map((a) => a.close()));

  // Nobody's chats were counted twice or lost: who comes back has as many as the welcome lists, and each is really hers.
  let open = 0;
  for (const name of names) {
    const back = await agent(server.url, name, PASSWORD);
    const desk = await back.type('desk');
    const own = desk.agents.find((x) => x.name === name);
    assert.equal(own.chats, back.welcome.cases.length, `${name}'s chats; SEED=${seed}`);
    assert.ok(own.chats <= 2, `${name} has more chats than one may; SEED=${seed}`);
    open += own.chats;
    for (const id of back.welcome.cases) {
      back.send({ type: 'message', case: id, id: freshId(), text: 'I am still here.' });
      await back.type('ack');
    }
    await back.close();
  }
  t.diagnostic(`${teams} transfers to teams, ${people} to colleagues, ${open} chats still open`);
});

test('automatic: a chat that was passed on to the team does not come back to who passed it on', async (t) => {
  const auto = await startServer({ files: { 'escalation.yaml': 'version: 1\nassignment: {mode: auto, order: last_agent}\n' } });
  t.after(() => auto.stop());
  for (const name of ['Ada', 'Bob']) await auto.addUser(name, PASSWORD);
  const ada = await agent(auto.url, 'Ada', PASSWORD);
  const c = await customer(auto.url);
  c.send({ type: 'handoff' });
  const { case: id } = await ada.next((f) => f.type === 'case' && !f.open, 'the case goes to Ada');
  const bob = await agent(auto.url, 'Bob', PASSWORD);
  ada.send({ type: 'transfer', case: id, to: { team: 'support' }, note: SECRET });
  const got = await bob.next((f) => f.type === 'case' && f.case === id && !f.open, 'the case goes to Bob');
  assert.deepEqual(got.notes.map((n) => n.text), [SECRET]);
  await c.next((f) => f.type === 'state' && f.agent?.name === 'Bob', 'the customer is with Bob');
  for (const x of [ada, bob, c]) assert.equal(x.broken, null);
});
