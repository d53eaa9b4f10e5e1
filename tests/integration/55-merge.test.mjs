// Two tabs of one browser that each began a conversation end up in one: nothing lost, nothing twice, nobody else's words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, freshId, handoff, inLine, say } from './lib/client.mjs';
import { cli, eventually, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse';
let server;

before(async () => {
  server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) } });
  for (const name of ['Ada', 'Bob']) await server.addUser(name, PASSWORD);
});
after(() => server?.stop());

const texts = (frames) => frames.filter((f) => f.type === 'message').map((f) => f.text);
const said = (c) => texts(c.frames.filter((f) => f.origin === 'customer'));
/** A fresh socket's view of a token: every message once and in order, then the state. */
const whole = async (token) => {
  const c = await customer(server.url, { token });
  const seqs = c.messages().map((f) => f.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => i + 1), 'numbered from 1 without gaps');
  assert.equal(c.welcome.seq, seqs.length);
  return c;
};
/** Both tabs of a browser that did not know of each other. */
const tabs = async () => [await customer(server.url), await customer(server.url)];
const claim = async (a, reference) => {
  const id = await inLine(a, reference);
  a.send({ type: 'claim', case: id });
  return a.next((f) => f.type === 'case' && f.case === id, `the case ${reference}`);
};
const hold = async (a, id, minutes) => {
  a.send({ type: 'hold', case: id, minutes });
  return (await a.next((f) => f.type === 'state' && f.case === id && f.hold, `the hold of ${id}`)).hold;
};
/** Both tabs of a browser, each with its case; `agents` have claimed them in this order. */
const claimedTabs = async (agents) => {
  const both = await tabs();
  const cases = [];
  for (const [i, c] of both.entries()) cases.push(await claim(agents[i], (await handoff(c)).reference));
  return [both, cases];
};
const stateNow = (c) => c.frames.findLast((f) => f.type === 'state');
const closeCase = async (a, id) => {
  a.send({ type: 'close', case: id, disposition: 'resolved' });
  await a.next((f) => f.type === 'state' && f.case === id && f.state === 'closed', 'the close');
};

test('two tabs that both wrote to the assistant go on in the older one, in step', async () => {
  const [one, two] = await tabs();
  assert.notEqual(one.welcome.conversation, two.welcome.conversation);
  await ask(one, 'where is my order');
  await ask(two, 'can I return an item');
  const again = await customer(server.url, { token: one.token, joins: two.token });
  assert.equal(again.welcome.conversation, one.welcome.conversation, 'the older goes on');
  assert.equal(again.welcome.resumed, true);
  assert.deepEqual(said(again), ['where is my order', 'can I return an item']);
  const line = again.messages().find((f) => f.origin === 'system');
  assert.match(line.text, /two windows/);
  assert.equal(again.messages()[line.seq].text, 'can I return an item', 'what was said in the other one follows the line');

  // Both sockets of before are in it, too, and what one says the other hears.
  const moved = await two.next((f) => f.type === 'welcome', 'the welcome to the other conversation');
  assert.equal(moved.conversation, one.welcome.conversation);
  await two.next((f) => f.type === 'message' && f.seq === again.welcome.seq, 'everything so far');
  await one.next((f) => f.type === 'message' && f.seq === again.welcome.seq, 'what was said elsewhere');
  await say(one, 'do you ship to Austria');
  await two.next((f) => f.type === 'message' && f.text === 'do you ship to Austria', 'what the other tab says');
  await say(two, 'and to Switzerland');
  await one.next((f) => f.type === 'message' && f.text === 'and to Switzerland', 'and the other way');
  for (const token of [one.token, two.token]) {
    const c = await whole(token);
    assert.equal(c.welcome.conversation, one.welcome.conversation, 'both keys lead there');
    assert.deepEqual(said(c), ['where is my order', 'can I return an item', 'do you ship to Austria', 'and to Switzerland']);
  }
});

test('asked for by both tabs at once, again, or with a key of nobody it stays one conversation', async () => {
  const [one, two] = await tabs();
  await ask(one, 'where is my order');
  await ask(two, 'can I return an item');
  const [a, b] = await Promise.all([
    customer(server.url, { token: one.token, joins: two.token }),
    customer(server.url, { token: two.token, joins: one.token }),
  ]);
  const c = await whole(one.token);
  assert.deepEqual(said(c), ['where is my order', 'can I return an item']);
  assert.equal(c.messages().filter((f) => f.origin === 'system').length, 1, 'told once');
  for (const tab of [a, b]) {
    await tab.until(() => tab.messages().at(-1)?.seq === c.welcome.seq || undefined, 'all of it');
  }
  const third = await customer(server.url, { token: two.token, joins: one.token });
  assert.equal(third.welcome.seq, c.welcome.seq, 'the same once more changes nothing');
  const unknown = await customer(server.url, { token: one.token, joins: 'A'.repeat(43) });
  assert.equal(unknown.welcome.seq, c.welcome.seq, 'a key that leads nowhere joins nothing');
});

test('a tab in which nothing was said comes along, and a key that was never used gives way', async () => {
  const agreed = await customer(server.url);
  const silent = await customer(server.url, { consent: false });
  const talking = await customer(server.url);
  await ask(talking, 'where is my order');
  const c = await customer(server.url, { token: silent.token, joins: talking.token });
  assert.equal(c.welcome.conversation, talking.welcome.conversation, 'the one in which something was said');
  assert.equal(c.welcome.token, talking.token, 'with the key that leads there');
  const moved = await silent.next((f) => f.type === 'welcome', 'the welcome of the silent tab');
  assert.deepEqual([moved.conversation, moved.token], [talking.welcome.conversation, talking.token]);
  assert.equal(texts(c.frames).some((text) => /two windows/.test(text)), false, 'nothing to tell');

  const older = await customer(server.url, { token: agreed.token, joins: talking.token });
  assert.equal(older.welcome.conversation, agreed.welcome.conversation, 'agreed to, and older');
  assert.deepEqual(said(older), ['where is my order']);
  assert.equal(texts(older.frames).some((text) => /two windows/.test(text)), false, 'nothing to tell either');

  const gone = await customer(server.url, { consent: false });
  await gone.close();
  const back = await customer(server.url, { token: gone.token, joins: agreed.token });
  assert.equal(back.welcome.conversation, older.welcome.conversation, 'nobody knows the first key any more');
  assert.equal(back.frames.some((f) => f.type === 'error'), false);
});

test('a message sent again after the merge is still the same message', async () => {
  const [one, two] = await tabs();
  await ask(one, 'where is my order');
  const id = freshId();
  await say(two, 'can I return an item', id);
  const c = await customer(server.url, { token: one.token, joins: two.token });
  const first = c.messages().find((f) => f.id === id);
  assert.equal(await say(c, 'can I return an item', id), first.seq, 'acknowledged with the number it has');
  assert.equal(said(await whole(one.token)).filter((text) => text === 'can I return an item').length, 1);
});

test('who is in line keeps the place, the agent reads both in order, and a kill loses none of it', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const [one, two] = await tabs();
  await ask(one, 'where is my order');
  await ask(two, 'can I return an item');
  const state = await handoff(two);
  const c = await customer(server.url, { token: one.token, joins: two.token });
  assert.equal(c.welcome.conversation, two.welcome.conversation, 'the one that waits for a person goes on');
  const told = c.frames.findLast((f) => f.type === 'state');
  assert.deepEqual([told.state, told.reference], ['queued', state.reference]);
  const mine = await claim(ada, state.reference);
  assert.equal(mine.twin, null);
  assert.deepEqual(said({ frames: mine.transcript }), ['can I return an item', 'where is my order']);
  await server.end('SIGKILL');
  await server.restart();
  for (const token of [one.token, two.token]) assert.deepEqual(said(await whole(token)), ['can I return an item', 'where is my order']);
  const again = await agent(server.url, 'Ada', PASSWORD);
  await closeCase(again, mine.case);
});

test('two in line become the older one; replay decides the moved turns as they were', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const [one, two] = await tabs();
  await ask(one, 'where is my order');
  await ask(two, 'can I return an item');
  const [first, second] = [await handoff(one), await handoff(two)];
  const c = await customer(server.url, { token: two.token, joins: one.token });
  assert.equal(c.welcome.conversation, one.welcome.conversation);
  const has = (f, { reference }) => f.cases.some((k) => k.reference === reference);
  await ada.next((f) => f.type === 'queue' && has(f, first) && !has(f, second), 'the line with the older alone');
  const mine = await claim(ada, first.reference);
  assert.deepEqual(said({ frames: mine.transcript }), ['where is my order', 'can I return an item']);
  await closeCase(ada, mine.case);
  const replay = cli(['replay', '--data', server.data, '--json'], { config: server.config });
  const totals = JSON.parse(replay.stdout.trim().split('\n').at(-1));
  assert.equal(totals.changed, 0, replay.stdout);
  assert.ok(totals.turns >= 9, `turns of merged conversations are still turns: ${replay.stdout}`);
});

test('with two agents in the middle of both, both are told, and one of them decides', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const [one, two] = await tabs();
  const [first, second] = [await handoff(one), await handoff(two)];
  await say(one, 'the red one');
  await say(two, 'the blue one');
  const hers = await claim(ada, first.reference);
  const his = await claim(bob, second.reference);
  bob.send({ type: 'note', case: his.case, id: freshId(), text: 'likes blue' });
  await bob.next((f) => f.type === 'note', 'his note');
  assert.equal(hers.twin, null);
  ada.send({ type: 'merge', case: hers.case, conversation: his.conversation });
  await ada.error('forbidden'); // nothing proves that it is the same customer

  const c = await customer(server.url, { token: one.token, joins: two.token });
  assert.equal(c.welcome.conversation, one.welcome.conversation, 'nobody is taken away from an agent');
  const told = await ada.next((f) => f.type === 'case' && f.case === hers.case && f.twin, 'Ada is told');
  assert.deepEqual([told.twin.conversation, told.twin.reference, told.twin.agent], [his.conversation, second.reference, 'Bob']);
  const both = await bob.next((f) => f.type === 'case' && f.case === his.case && f.twin, 'Bob is told');
  assert.equal(both.twin.conversation, hers.conversation);

  const stranger = await customer(server.url);
  const other = await claim(bob, (await handoff(stranger)).reference);
  ada.send({ type: 'merge', case: hers.case, conversation: other.conversation });
  await ada.error('forbidden');
  ada.send({ type: 'merge', case: his.case, conversation: hers.conversation });
  assert.equal((await ada.error('forbidden')).case, his.case, 'not her case');
  ada.send({ type: 'merge', case: freshId(), conversation: hers.conversation });
  await ada.error('not_found');

  bob.send({ type: 'merge', case: his.case, conversation: hers.conversation });
  await bob.next((f) => f.type === 'state' && f.case === his.case && f.state === 'closed', 'the younger is over');
  const merged = await bob.next((f) => f.type === 'case' && f.case === hers.case, 'the older case, now his');
  assert.deepEqual(said({ frames: merged.transcript }), ['the red one', 'the blue one']);
  assert.deepEqual(merged.notes.map((n) => n.text), ['likes blue']);
  assert.equal(merged.twin, null);
  const state = await ada.next((f) => f.type === 'state' && f.case === hers.case && f.agent?.name === 'Bob', 'Ada hears whose it is');
  assert.equal(state.state, 'human');
  bob.send({ type: 'message', case: hers.case, id: freshId(), text: 'Both colours are there.' });
  for (const tab of [one, two, c]) await tab.next((f) => f.type === 'message' && f.text === 'Both colours are there.', 'his answer');
  bob.send({ type: 'merge', case: hers.case, conversation: his.conversation });
  await bob.error('forbidden'); // it is over: no twin any more
  bob.send({ type: 'message', case: his.case, id: freshId(), text: 'to nobody' });
  await bob.error('not_found');
  assert.equal(texts(stranger.frames).some((text) => /red|blue|colours/.test(text)), false);
  await closeCase(bob, hers.case);
  await closeCase(bob, other.case);
  await eventually(async () => /disposition="merged"\} [1-9]/.test(await (await fetch(`${server.url}/metrics`)).text()), 'the count of merged cases');
});

test('a told time keeps standing in the one that goes on, whichever tab it was told in', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  for (const [one, other] of [[0, null], [1, null], [0, 1], [1, 0]]) { // which is on hold; and for longer
    const [both, cases] = await claimedTabs([ada, ada]);
    const told = await hold(ada, cases[one].case, 7);
    if (other !== null) await hold(ada, cases[other].case, 30);
    const c = await customer(server.url, { token: both[1].token, joins: both[0].token });
    assert.equal(c.welcome.conversation, cases[0].conversation, 'the older goes on');
    await ada.next((f) => f.type === 'state' && f.case === cases[1].case && f.state === 'closed', 'the end of the younger case');
    assert.deepEqual(stateNow(c).hold, { until: told.until }, 'the customer waits until the time that was told first');
    assert.ok(texts(c.frames).some((text) => /about 7 minutes/.test(text)), 'it is there to be read');
    const again = await agent(server.url, 'Ada', PASSWORD);
    const found = await again.until(() => again.frames.find((f) => f.type === 'case' && f.case === cases[0].case), 'the case');
    assert.deepEqual(found.hold, told, 'the agent sees it in every window');
    again.send({ type: 'message', case: cases[0].case, id: freshId(), text: 'Here I am.' });
    await c.next((f) => f.type === 'state' && !f.hold, 'the answer ends it');
    await again.close();
    await closeCase(ada, cases[0].case);
  }
});

test('a colleague who takes both ends the hold: the customer is told whose the chat is now', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  for (const holds of [0, 1]) { // Ada's is the older one or the younger one
    const agents = holds === 0 ? [ada, bob] : [bob, ada];
    const [both, cases] = await claimedTabs(agents);
    await hold(ada, cases[holds].case, 30);
    await customer(server.url, { token: both[0].token, joins: both[1].token });
    await bob.next((f) => f.type === 'case' && f.case === cases[1 - holds].case && f.twin, 'Bob is told of the other tab');
    bob.send({ type: 'merge', case: cases[1 - holds].case, conversation: cases[holds].conversation });
    for (const c of both) {
      await c.next((f) => f.type === 'message' && /Bob takes over from Ada/.test(f.text), 'who it is now');
      const state = await c.next((f) => f.type === 'state' && f.agent?.name === 'Bob', 'the state');
      assert.deepEqual([state.state, state.hold], ['human', undefined]);
    }
    const merged = await bob.next((f) => f.type === 'case' && f.case === cases[0].case, 'the case, now his');
    assert.equal(merged.hold, undefined);
    await closeCase(bob, cases[0].case);
  }
});

test('who merges both keeps the own told time, and a kill loses none of it', async () => {
  const ada = await agent(server.url, 'Ada', PASSWORD);
  const bob = await agent(server.url, 'Bob', PASSWORD);
  const [both, cases] = await claimedTabs([bob, ada]); // Ada's is the one that ends
  const told = await hold(ada, cases[1].case, 20);
  await hold(bob, cases[0].case, 5);
  await customer(server.url, { token: both[0].token, joins: both[1].token });
  await ada.next((f) => f.type === 'case' && f.case === cases[1].case && f.twin, 'Ada is told of the other tab');
  ada.send({ type: 'merge', case: cases[1].case, conversation: cases[0].conversation });
  const merged = await ada.next((f) => f.type === 'case' && f.case === cases[0].case, 'the case, now hers');
  assert.deepEqual(merged.hold, told);
  await server.end('SIGKILL');
  await server.restart();
  const c = await whole(both[1].token);
  assert.deepEqual(stateNow(c).hold, { until: told.until });
  assert.equal(stateNow(c).agent.name, 'Ada');
});
