// Two chats of one customer with two agents: both are told, one of them makes it one chat.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { agent as socketAgent, customer as socketCustomer, inLine, say } from '../integration/lib/client.mjs';
import { PHONE } from './lib/browser.mjs';
import * as agent from './lib/console.mjs';
import { checkPage, newPage, startStage } from './lib/stage.mjs';

let stage;

before(async () => {
  stage = await startStage(['Ada', 'Grace']);
});
after(() => stage?.stop());

const claim = async (who, reference) => {
  const id = await inLine(who, reference);
  who.send({ type: 'claim', case: id });
  return who.next((f) => f.type === 'case' && f.case === id, `the case ${reference}`);
};

/** Two tabs of a browser that did not know of each other, each with an agent; then they do. */
async function twoChats(page, words) {
  const grace = await socketAgent(stage.url, 'Grace', stage.passwordOf('Grace'));
  const [one, two] = [await socketCustomer(stage.url), await socketCustomer(stage.url)];
  const ask = async (c, text) => {
    await say(c, text);
    return c.next((f) => f.type === 'state' && f.outcome === 'queued', 'the line');
  };
  const [first, second] = [await ask(one, words[0]), await ask(two, words[1])];
  const hers = await claim(grace, second.reference);
  await agent.row(page, words[0]).waitFor();
  await agent.look(page, words[0]);
  await agent.claim(page);
  const both = await socketCustomer(stage.url, { token: one.token, joins: two.token });
  await grace.next((f) => f.type === 'case' && f.case === hers.case && f.twin?.reference === first.reference, 'Grace is told');
  return { grace, both, second };
}

for (const { language, view, send, merge, told, words } of [
  { language: 'de', view: {}, send: 'Senden', merge: 'Chats zusammenführen', told: 'Die beiden Chats sind jetzt einer.', words: ['Das ist eine Frechheit, ich möchte mich beschweren (Rosen)', 'Das ist eine Frechheit, ich möchte mich beschweren (Spaten)'] },
  { language: 'zh-Hant', view: PHONE, send: '傳送', merge: '合併對話', told: '兩個對話已合併。', words: ['太誇張了，我要客訴（玫瑰）', '太誇張了，我要客訴（鏟子）'] },
]) {
  test(`the agent is told of the second chat and merges it (${language})`, async (t) => {
    const page = await newPage(t, stage, { locale: language, ...view });
    await agent.openConsole(page, stage.url, 'Ada', stage.passwordOf('Ada'));
    const { grace, both, second } = await twoChats(page, words);
    const bar = page.locator('[data-bar=twin]');
    await bar.waitFor();
    assert.match(await bar.innerText(), new RegExp(`${second.reference}.*Grace`, 's'));
    await checkPage(page, `console-twin-${language}`);
    await page.getByRole('button', { name: merge }).click();
    await page.getByText(told).first().waitFor();
    await agent.seesCustomer(page, words[1]);
    await bar.waitFor({ state: 'detached' });
    const lines = await page.$$eval('.message[data-origin=customer] .bubble > .text', (nodes) => nodes.map((node) => node.textContent));
    assert.deepEqual(lines, words, 'the younger follows the older');
    await checkPage(page, `console-merged-${language}`);
    await grace.next((f) => f.type === 'state' && f.state === 'closed', 'the chat has left Grace');
    await page.fill('#composer', 'OK.');
    await page.getByRole('button', { name: send, exact: true }).click(); // on a phone Enter is a new line
    await both.next((f) => f.type === 'message' && f.origin === 'agent' && f.text === 'OK.', 'the answer in the one chat');
    await agent.closeChat(page);
    await page.getByRole('button', { name: merge }).waitFor({ state: 'detached' });
    await grace.close();
  });
}
