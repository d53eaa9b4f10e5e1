// `frontdesk report`: conversations of every kind are led, then each figure is checked to the number, beside the gateway and without it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../web/lib/server.mjs';
import { agent, ask, customer, handoff, inLine, say } from './lib/client.mjs';
import { startDictation } from './lib/dictation.mjs';
import { cli, eventually, metric, ROOMY, set } from './lib/kit.mjs';

const PASSWORD = 'correct horse battery';
const QUESTION = 'do you ship living plants when it freezes';
const GOALS = { containment: 0.5, no_answer: 0.3, wait_p90: '2m', cost_per_chat: 0.01, locale_gap: 0.1 };
let provider;
let server;
let ada;

const report = (...args) => {
  const r = cli(['report', '--data', server.data, ...args], { config: server.config });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout;
};
const figures = (...args) => JSON.parse(report('--json', ...args));

before(async () => {
  provider = await startDictation();
  const priced = (yaml) => provider.edit(yaml).replace('model: test-1', 'model: test-1, price_in: 2, price_out: 10').replace(/^( {4}day:).*$/m, '$1 {tokens: 1000, money: 0}');
  server = await startServer({
    edit: { 'frontdesk.yaml': (yaml) => priced(set({ ...ROOMY, ...GOALS })(yaml)) },
    files: { 'escalation.yaml': 'version: 1\nsla: {targets: [{first_response: 1h, resolution: 2h}]}\n' },
  });
  await server.addUser('Ada', PASSWORD);
  ada = await agent(server.url, 'Ada', PASSWORD);
});
after(async () => {
  await server?.stop();
  await provider?.stop();
});

const end = async (c) => {
  c.send({ type: 'end' });
  await c.next((f) => f.type === 'state' && f.state === 'closed', 'the end');
  await c.close();
};
const claim = async (state) => {
  const id = await inLine(ada, state.reference);
  ada.send({ type: 'claim', case: id });
  return ada.next((f) => f.type === 'case' && f.case === id, 'the claimed case');
};

test('a period in which nothing happened gets words', () => {
  assert.match(report(), /No chat began and no case was opened in this period\./);
  assert.equal(figures().locales.all.containment, null);
});

test('every figure of a day of conversations', async () => {
  // Answered to its end, with a thumb.
  const content = await customer(server.url);
  await ask(content, 'hello');
  const paid = await ask(content, 'what payment methods do you accept');
  content.send({ type: 'feedback', seq: paid.seq, rating: 'up' });
  await end(content);
  // Nothing fits, and the customer goes.
  const lost = await customer(server.url);
  await ask(lost, 'xyzzy plugh blorb, says Konrad Beispiel');
  await end(lost);
  // A model answers.
  const reads = await customer(server.url);
  await say(reads, QUESTION);
  (await provider.next()).say('Living plants are not dispatched in frost [1].').end();
  await reads.next((f) => f.type === 'message' && f.origin === 'llm', 'the reply');
  await end(reads);
  // In the middle of a form.
  const half = await customer(server.url);
  await ask(half, 'where is my order');
  await end(half);
  // A person takes over, answers and closes.
  const served = await customer(server.url, { locale: 'de' });
  await ask(served, 'was kostet der versand');
  await say(served, 'kann ich bitte mit einem menschen sprechen');
  const mine = await claim(await served.next((f) => f.type === 'state' && f.outcome, 'the outcome'));
  ada.send({ type: 'message', case: mine.case, id: 'a1', text: 'Guten Tag, ich sehe nach.' });
  await served.next((f) => f.type === 'message' && f.origin === 'agent', 'the answer');
  ada.send({ type: 'close', case: mine.case, disposition: 'resolved' });
  await served.next((f) => f.type === 'state' && f.state === 'closed', 'the close');
  // Leaves the line.
  const leaves = await customer(server.url, { locale: 'de' });
  await handoff(leaves);
  leaves.send({ type: 'handoff', cancel: true });
  await leaves.next((f) => f.type === 'state' && f.state === 'bot', 'out of the line');
  // Waits still; and one who goes on with the assistant.
  const waits = await customer(server.url, { locale: 'de', consent: false });
  await handoff(waits);
  const goesOn = await customer(server.url);
  await ask(goesOn, 'hello');
  await eventually(async () => (await metric(server.url, 'frontdesk_store_backlog')) === 0, 'all of it is stored');

  const r = figures();
  const { all, en, de } = r.locales;
  assert.deepEqual(Object.keys(r.locales), ['all', 'en', 'de']);
  assert.deepEqual(en.chats, { began: 5, going_on: 1, answered: 2, handed_over: 0, unanswered: 2 });
  assert.deepEqual(de.chats, { began: 3, going_on: 0, answered: 0, handed_over: 3, unanswered: 0 });
  assert.deepEqual(all.chats, { began: 8, going_on: 1, answered: 2, handed_over: 3, unanswered: 2 });
  assert.deepEqual([en.containment, de.containment, all.containment], [0.5, 0, 0.285714286]);
  assert.deepEqual(en.turns, { answered: 3, answered_llm: 1, asked: 1, not_answered: 1, offered: 0, handed_over: 0, cut: 0 });
  assert.deepEqual(de.turns, { answered: 1, answered_llm: 0, asked: 0, not_answered: 0, offered: 0, handed_over: 1, cut: 0 }, 'a button is no turn');
  assert.equal(en.no_answer_share, 0.166666667);
  assert.deepEqual([all.thumbs, all.rating], [{ up: 1, down: 0 }, 1]);
  assert.equal(en.cost, 0.0004, '100 tokens in at 2, 20 out at 10 a million');
  assert.equal(en.cost_per_chat, 0.00008);
  assert.equal(de.cost, 0);

  assert.deepEqual(de.handoffs, {
    opened: 3,
    open: 1,
    reasons: { request: 3 },
    outcomes: { assigned: 1, queued: 2 },
    callbacks: { contacts: 0, open: 0 },
  });
  assert.deepEqual([de.waits.taken, de.waits.left_line, de.waits.promised], [1, 1, 0]);
  assert.ok(de.waits.p50 === de.waits.p90 && de.waits.p90 === de.waits.longest && de.waits.longest < 60);
  assert.deepEqual(r.service_levels, [
    { team: 'support', priority: 4, first_response: { met: 1, breached: 0, open: 1 }, resolution: { met: 1, breached: 0, open: 1 } },
  ]);
  const intent = (id) => r.intents.find((i) => i.intent === id);
  assert.deepEqual(intent('greeting'), { intent: 'greeting', answered: 2, asked: 0, offered: 0, thumbs_up: 0, thumbs_down: 0, handed_over_after: 0 });
  assert.deepEqual(intent('check_payment_methods').thumbs_up, 1);
  assert.deepEqual([intent('track_order').asked, intent('delivery_options').handed_over_after], [1, 1]);

  assert.equal(r.llm.replies, 1);
  const [cost] = r.llm.costs;
  assert.deepEqual([cost.provider, cost.model, cost.tries, cost.tokens_in, cost.tokens_out, cost.money], ['main', 'test-1', 1, 100, 20, 0.0004]);
  assert.ok(cost.intent, 'the intent that the question came nearest to');
  assert.deepEqual(r.llm.outcomes, [{ provider: 'main', outcome: 'ok', tries: 1 }]);
  assert.deepEqual(r.llm.budget.day, { tokens: 120, money: 0.0004, tokens_used: 0.12, money_used: null });

  assert.deepEqual(r.goals.map((g) => [g.goal, g.want, g.verdict]), [
    ['containment', 0.5, 'too_few'],
    ['no_answer', 0.3, 'too_few'],
    ['wait_p90', 120, 'too_few'],
    ['rating', null, 'none'],
    ['cost_per_chat', 0.01, 'too_few'],
    ['score', null, 'none'],
  ]);
  assert.deepEqual(r.fairness.containment, { goal: 'locale_gap', want: 0.1, is: null, verdict: 'too_few', best: null, worst: null });

  for (const c of [waits, goesOn]) await c.close();
});

test('the text fits a terminal, marks what is too few, and names nobody', () => {
  const text = report();
  for (const line of text.split('\n')) assert.ok([...line].length <= 80, `wider than 80: ${line}`);
  assert.match(text, /^ {2}began +8 +5 +3$/m);
  assert.match(text, /^ {2}contained +\(29 %\) +\(50 %\) +\(0 %\)$/m);
  assert.match(text, /^ {2}contained +29 % +goal: at least 50 %: too few to say$/m);
  assert.match(text, /not two languages with 30 or more/);
  for (const words of [text, JSON.stringify(figures())])
    for (const personal of ['Konrad', 'Beispiel', 'Ada', 'Guten Tag', 'frost', 'plugh']) assert.ok(!words.includes(personal), `${personal} stands in the report`);
});

test('periods are those of the beginning; wrong ones are refused', () => {
  assert.equal(figures('--until', '1h').locales.all.chats.began, 0);
  assert.equal(figures('--since', '1h').locales.all.chats.began, 8);
  for (const args of [['--since', 'yesterday'], ['--until', '2026-02-30'], ['--since', '1h', '--until', '2h'], ['more']])
    assert.equal(cli(['report', '--data', server.data, ...args]).status, 2, args.join(' '));
});

test('without a gateway the same figures come from the store', async () => {
  const still = ({ since, until, at, ...rest }) => rest;
  const beside = still(figures());
  ada.close();
  await server.end('SIGKILL');
  assert.deepEqual(still(figures()), beside);
  await server.restart();
  assert.deepEqual(still(figures()), beside);
});
