// Who looks at which case: told to those who look at the same one, to nobody else, and forgotten with the socket.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, customer, freshId, handoff, inLine } from './lib/client.mjs';
import { ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
const NAMES = ['Ada', 'Grace', 'Joan'];

let server;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) } });
  for (const name of NAMES) await server.addUser(name, PASSWORD);
});
after(() => server.stop());

const login = (name) => agent(server.url, name, PASSWORD);
const view = (a, id) => a.send({ type: 'viewing', ...(id ? { case: id } : {}) });

/** The next `viewers` of the case that names exactly these. */
const sees = (a, id, names) =>
  a.next((f) => f.type === 'viewers' && f.case === id && f.agents.map((v) => v.name).sort().join() === names.join(), `viewers ${names} of ${id}`);

/** Nothing but the answer to a frame that is sent now has come: what was before it would have. */
async function silent(a, from, what) {
  const probe = freshId();
  a.send({ type: 'teleport', id: probe, case: probe });
  await a.until(() => a.frames.find((f) => f.type === 'error' && f.id === probe), 'the answer to a probe');
  assert.deepEqual(a.frames.slice(from).filter((f) => f.type === 'viewers'), [], what);
}

async function waiting(a) {
  const c = await customer(server.url);
  const { reference } = await handoff(c);
  return { c, id: await inLine(a, reference) };
}

test('agents who look at the same case know of each other, others and the customer hear nothing', async () => {
  const [ada, grace, joan] = await Promise.all(NAMES.map(login));
  const one = await waiting(ada);
  const two = await waiting(ada);

  view(ada, one.id);
  await sees(ada, one.id, ['Ada']);
  view(joan, two.id);
  await sees(joan, two.id, ['Joan']);
  const quiet = joan.frames.length;
  const customers = one.c.frames.length;
  view(grace, one.id);
  await sees(grace, one.id, ['Ada', 'Grace']);
  await sees(ada, one.id, ['Ada', 'Grace']);
  await silent(joan, quiet, 'who looks at another case is not told');
  assert.deepEqual(one.c.frames.slice(customers), []);

  view(grace, two.id);
  await sees(ada, one.id, ['Ada']);
  await sees(joan, two.id, ['Grace', 'Joan']);
  await sees(grace, two.id, ['Grace', 'Joan']);

  await grace.close();
  await sees(joan, two.id, ['Joan']);
  const before = joan.frames.length;
  view(joan, null);
  view(ada, two.id);
  await sees(ada, two.id, ['Ada']);
  await silent(joan, before, 'who looks at nothing is not told');
  for (const a of [ada, joan]) await a.close();
});

test('two windows of one agent are one; a case that is over or unknown counts as none', async () => {
  const [ada, second, grace] = await Promise.all(['Ada', 'Ada', 'Grace'].map(login));
  const { c, id } = await waiting(ada);
  view(ada, id);
  view(second, id);
  view(grace, id);
  await sees(grace, id, ['Ada', 'Grace']);
  const known = grace.frames.length;
  await second.close();
  await sees(grace, id, ['Ada', 'Grace']);
  assert.ok(grace.frames.slice(known).every((f) => f.type !== 'viewers' || f.agents.length === 2));

  const before = ada.frames.length;
  view(ada, '01a20414-b35e-706e-820f-b0ee7b6d9b4e');
  await sees(grace, id, ['Grace']);
  await silent(ada, before, 'nobody looks at a case that is none');

  c.send({ type: 'end' });
  await grace.next((f) => f.type === 'state' || (f.type === 'queue' && !f.cases.some((k) => k.case === id)), 'the end of the case');
  const over = ada.frames.length;
  view(ada, id);
  await silent(ada, over, 'the case is over');
  for (const a of [ada, grace]) await a.close();
});
