// Two customers and two agents in real browsers at the same time: each agent answers the one that they claimed,
// nobody sees what belongs to another, and both sides read the same words in the same order.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { agent as socketAgent, customer as socketCustomer, handoff, inLine } from '../integration/lib/client.mjs';
import * as agent from './lib/console.mjs';
import * as customer from './lib/customer.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

const PAIRS = [
  { agent: 'Ada', language: 'de', complaint: 'Das ist eine Frechheit, ich möchte mich beschweren', word: 'Paketmarder', answers: ['Ich sehe sofort nach.', 'Die Sendung ist unterwegs.'] },
  { agent: 'Grace', language: 'zh-Hant', complaint: '太誇張了，我要客訴', word: '玫瑰花', answers: ['我馬上為您查詢。', '包裹已經在路上。'] },
];

let stage;

before(async () => {
  stage = await startStage(PAIRS.map((pair) => pair.agent));
});
after(() => stage?.stop());

/** What a person reads in the conversation, system lines aside. */
const agentReads = (page) => page.$$eval('.message .bubble > .text', (nodes) => nodes.map((node) => node.textContent));
const customerReads = (frame) =>
  frame.locator('.msg:not(.system) .bubble > .text').evaluateAll((nodes) => nodes.map((node) => node.textContent));

async function converse({ page, frame, pair }) {
  await agent.row(page, pair.word).waitFor();
  await agent.look(page, pair.word);
  await agent.claim(page);
  for (const [i, answer] of pair.answers.entries()) {
    await agent.say(page, answer);
    await customer.seesAgent(frame, answer);
    await customer.write(frame, `${pair.word} ${i}`);
    await agent.seesCustomer(page, `${pair.word} ${i}`);
  }
}

test('two customers and two agents at the same time', async (t) => {
  const players = await Promise.all(
    PAIRS.map(async (pair) => {
      const page = await newPage(t, stage, { locale: pair.language });
      await agent.openConsole(page, stage.url, pair.agent, stage.passwordOf(pair.agent));
      const shop = await newPage(t, stage, { locale: pair.language });
      const frame = await customer.openChat(shop, stage.url, pair.language);
      return { page, shop, frame, pair };
    }),
  );
  await Promise.all(players.map(({ frame, pair }) => customer.write(frame, `${pair.complaint} (${pair.word})`)));
  for (const { page } of players)
    for (const { word } of PAIRS) await agent.row(page, word).waitFor();
  await Promise.all(players.map(converse));

  for (const [i, { page, shop, frame, pair }] of players.entries()) {
    const other = PAIRS[1 - i];
    const read = await agentReads(page);
    assert.deepEqual(read, await customerReads(frame), `${pair.agent} and the customer read the same`);
    assert.ok(!read.some((text) => text.includes(other.word)), `${pair.agent} reads nothing of the other chat`);
    assert.equal(await agent.row(page, other.word).count(), 0, 'what a colleague claimed has left the line');
    const labels = await agent.botLabels(page);
    assert.deepEqual(labels, await customer.labels(frame));
    await checkPage(page, `console-together-${pair.language}`);
    await checkPage(shop, `widget-together-${pair.language}`, [frame]);
  }

  await Promise.all(players.map(({ page }) => agent.closeChat(page)));
  for (const { page, pair } of players) await agent.row(page, pair.word).waitFor({ state: 'detached' });
});

test('the place in line and the wait come from the real line, and follow it', async (t) => {
  const colleague = await socketAgent(stage.url, 'Ada', stage.passwordOf('Ada'));
  const claim = async (reference) => {
    const id = await inLine(colleague, reference);
    colleague.send({ type: 'claim', case: id });
    await colleague.next((f) => f.type === 'case' && f.case === id, `the case of ${reference}`);
    return id;
  };
  const close = async (id) => {
    colleague.send({ type: 'close', case: id, disposition: 'resolved' });
    await colleague.next((f) => f.type === 'state' && f.case === id && f.state === 'closed', 'the close');
  };
  const before = [];
  for (let i = 0; i < 7; i++) before.push((await handoff(await socketCustomer(stage.url))).reference);
  // The wait is known from the fifth close on: it is measured, not guessed.
  for (const reference of before.slice(0, 5)) await close(await claim(reference));

  const waiting = [
    { language: 'de', person: 'Mit einem Menschen sprechen', place: 'Sie sind an 3. Stelle.', further: 'Sie sind als Nächstes an der Reihe.', wait: /Die Wartezeit beträgt etwa 1 Minute\./ },
    { language: 'zh-Hant', person: '轉接真人客服', place: '您排在第 4 位。', further: '您排在第 2 位。', wait: /大約需要等候 1\s?分鐘。/ },
  ];
  for (const one of waiting) {
    one.shop = await newPage(t, stage, { locale: one.language });
    one.frame = await customer.openChat(one.shop, stage.url, one.language);
    await one.frame.locator('.composer button', { hasText: one.person }).click();
    one.card = one.frame.locator('section.card');
    await one.card.locator('p', { hasText: one.place }).waitFor();
    await one.card.locator('p', { hasText: one.wait }).waitFor();
    await checkPage(one.shop, `widget-estimate-${one.language}`, [one.frame]);
  }
  for (const reference of before.slice(5)) await claim(reference);
  for (const { card, further, wait } of waiting) {
    await card.locator('p', { hasText: further }).waitFor();
    await card.locator('p', { hasText: wait }).waitFor();
  }
  await colleague.close();
});
