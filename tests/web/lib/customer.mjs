// The customer's side of a browser test: the demo shop, the launcher, the chat in its frame. Everything waits
// for what it needs; nothing sleeps.

/** Opens the demo shop in a language and presses the launcher. Returns the chat's frame. */
export async function openChat(page, url, language = 'en') {
  await page.goto(`${url}/?lang=${language}`);
  return pressLauncher(page);
}

export async function pressLauncher(page) {
  await page.locator('#frontdesk-chat > button').click();
  return chatOf(page);
}

/** The frame of a chat that is open, with its composer usable. */
export async function chatOf(page) {
  const frame = page.frameLocator('#frontdesk-chat iframe');
  await frame.locator('.composer textarea:not([disabled])').waitFor();
  return frame;
}

export async function write(frame, text) {
  const field = frame.locator('.composer textarea');
  await field.fill(text);
  await field.press('Enter');
  await frame.locator('.msg.me .text', { hasText: text }).last().waitFor();
}

/** A message of an agent with this text has arrived. */
export const seesAgent = (frame, text) => frame.locator('.msg.agent .text', { hasText: text }).last().waitFor();

/** Every bot bubble's label, as it stands there. */
export const labels = (frame) =>
  frame.locator('.msg.bot').evaluateAll((nodes) => nodes.map((node) => node.querySelector('.bubble .chip')?.textContent ?? ''));

/** The reference number of the handoff card. */
export const referenceOf = (frame) => frame.locator('section.card b', { hasText: /^FD-/ }).textContent();
