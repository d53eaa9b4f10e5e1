// What the same customer said before: named in the case, read whole by whoever has the case in view, and by nobody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';

let server, ada;
before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': 'version: 1\nreopen_within: 0s\n' } });
  await server.addUser('Ada', PASSWORD);
  ada = await agent(server.url, 'Ada', PASSWORD);
});
after(() => server.stop());

/** Opens the customer's case to read, and returns its frame. */
async function opened(reference) {
  const id = await inLine(ada, reference);
  ada.send({ type: 'open', case: id });
  return ada.next((f) => f.type === 'case' && f.case === id, 'the case');
}
const lookBack = (k, conversation, id = freshId()) => ada.send({ type: 'look_back', id, case: k, conversation });

test('three conversations of one customer: the newest first, with how they ended', async () => {
  const c = await customer(server.url, { locale: 'de' });
  await ask(c, 'Hallo');
  const first = await opened((await handoff(c)).reference);
  assert.deepEqual(first.past, [], 'nothing before the first');
  ada.send({ type: 'claim', case: first.case });
  await c.next((f) => f.type === 'state' && f.state === 'human', 'state human');
  ada.send({ type: 'note', case: first.case, id: 'n1', text: 'Was right.' });
  await ada.next((f) => f.type === 'ack' && f.id === 'n1', 'the note');
  ada.send({ type: 'close', case: first.case, disposition: 'resolved' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');

  await ask(c, 'Danke');
  const second = c.frames.findLast((f) => f.type === 'welcome').conversation;
  assert.notEqual(second, first.conversation);
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
  await say(c, 'Noch eine Frage');
  const third = await opened((await handoff(c)).reference);
  assert.deepEqual(
    third.past.map((p) => [p.conversation, p.case, p.reference, p.reason, p.agent, p.disposition]),
    [
      [second, null, null, null, null, null],
      [first.conversation, first.case, first.reference, 'request', 'Ada', 'resolved'],
    ],
  );
  for (const p of third.past) assert.ok(p.started_at <= p.ended_at);

  lookBack(third.case, first.conversation);
  const { chat } = await ada.next((f) => f.type === 'earlier', 'the first one');
  assert.deepEqual([chat.conversation, chat.agent, chat.disposition], [first.conversation, 'Ada', 'resolved']);
  assert.deepEqual([chat.transcript[0].text, chat.transcript[1].ai_generated], ['Hallo', true]);
  assert.deepEqual(chat.notes.map((n) => n.text), ['Was right.']);
  lookBack(third.case, second);
  const bots = await ada.next((f) => f.type === 'earlier' && f.chat.conversation === second, 'the second one');
  assert.deepEqual([bots.chat.case, bots.chat.agent, bots.chat.transcript[0].text], [null, null, 'Danke']);
  await c.close();
});

test("somebody else's conversations stay closed, and so does the customer's own that still goes on", async () => {
  const [one, other] = await Promise.all([customer(server.url), customer(server.url)]);
  await ask(one, 'hello');
  await ask(other, 'hello');
  const k = await opened((await handoff(one)).reference);
  for (const conversation of [other.welcome.conversation, k.conversation, '01a20414-b35e-706e-820f-b0ee7b6d9b4e', 'x']) {
    const id = freshId();
    lookBack(k.case, conversation, id);
    assert.equal((await ada.error('not_found')).id, id);
  }
  lookBack('01a20414-b35e-706e-820f-b0ee7b6d9b4e', k.conversation);
  await ada.error('not_found');
  ada.send({ type: 'look_back', case: k.case });
  await ada.error('bad_message');
});
