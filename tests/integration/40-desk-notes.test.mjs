// What an agent does with a case besides answering: notes, transfers, closing with a disposition, and what happens when the
// customer writes again afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { set, ROOMY } from './lib/kit.mjs';

const PASSWORD = 'correct horse battery';
const SECRET = 'chargeback risk, ask Wei first';

let server;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) } });
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
  ada.send({ type: 'note', case: '0190c6f4-7b1a-7c3e-8d2f-1a2b3c4d5e6f', id: 'lost', text: 'where' });
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
