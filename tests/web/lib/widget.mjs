// The customer's side of a browser test: what a person does and sees in the widget.

export const LOCALES = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];

/** A question each language has an answer for. */
export const QUESTION = {
  en: 'how long does delivery take',
  de: 'wie lange dauert die Lieferung',
  fr: 'quel est le délai de livraison',
  'zh-Hant': '到貨要幾天',
  'zh-Hans': '几天到货',
};

export const launcher = (page) => page.locator('#frontdesk-chat button');

/** Loads the shop's page and waits until the button is there. */
export async function visit(page, url) {
  await page.goto(url);
  await launcher(page).waitFor();
}

/** The widget's frame, once its panel is drawn. */
export async function inside(page) {
  await page.frameLocator('#frontdesk-chat iframe').locator('.composer').waitFor({ state: 'attached' });
  return page.frames().find((frame) => new URL(frame.url()).pathname === '/widget/');
}

/** Presses the button; resolves when the gateway has greeted. */
export async function openChat(page) {
  await launcher(page).click();
  return greeted(page);
}

export async function greeted(page) {
  const frame = await inside(page);
  await frame.locator('.person, .consent:not([hidden]) legend').first().waitFor();
  return frame;
}

/** Answers the question before the chat, if it is asked. @param {'ai'|'people'} answer */
export async function agree(frame, answer = 'ai') {
  const form = frame.locator('.consent');
  if (!(await form.isVisible())) return;
  await frame.check(`.consent input[value=${answer}]`);
  await frame.click('.consent .primary');
  await form.waitFor({ state: 'hidden' });
}

/** Writes and sends, and waits for the bubble. */
export async function say(frame, text) {
  await frame.fill('#message', text);
  await frame.press('#message', 'Enter');
  await frame.locator('.msg.me', { hasText: text }).last().waitFor();
}

/** Writes and sends, and waits for the assistant's answer to it. */
export async function ask(frame, text) {
  const before = await frame.locator('.msg.bot').count();
  await say(frame, text);
  await frame.locator('.msg.bot').nth(before).waitFor();
}

/** A new chat in which the assistant answers. */
export async function chatting(page, url, text = null) {
  await visit(page, url);
  const frame = await openChat(page);
  await agree(frame);
  if (text) await ask(frame, text);
  return frame;
}

/** For every bubble of the assistant: what its label says, in the bubble and in its accessible name. */
export const labels = (frame) =>
  frame.$$eval('.msg.bot', (nodes) =>
    nodes.map((node) => {
      const chip = node.querySelector('.bubble .chip');
      const box = chip?.getBoundingClientRect();
      return { text: chip?.textContent ?? '', drawn: Boolean(box?.width && box?.height), name: node.getAttribute('aria-label') };
    }),
  );
