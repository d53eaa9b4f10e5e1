// The agent's side of a browser test: what a person does and sees in the console, as small functions on a
// Playwright page. Everything waits for what it needs; nothing sleeps.

/** Fills in the login form as a person would, and returns at once. */
export async function fillLogin(page, name, password) {
  await page.fill('#login-name', name);
  await page.fill('#login-password', password);
  await page.press('#login-password', 'Enter');
}

export async function openConsole(page, url, name, password) {
  await page.goto(`${url}/console/`);
  await page.waitForSelector('#login-name');
  await fillLogin(page, name, password);
  await page.waitForSelector('.link-state[data-link="online"]');
}

/** The row of a chat in the left pane that shows `text`. */
export const row = (page, text) => page.locator('[data-chat]', { hasText: text });

/** Opens a waiting chat to read it, and returns its case id. */
export async function look(page, text) {
  await row(page, text).first().click();
  await page.waitForSelector('[data-action="claim"]:not([disabled])');
  return page.locator('[data-chat][aria-current="true"]').getAttribute('data-chat');
}

export async function claim(page) {
  await page.click('[data-action="claim"]');
  await page.waitForSelector('#composer');
}

export async function say(page, text) {
  await page.fill('#composer', text);
  await page.press('#composer', 'Enter');
  await page.waitForFunction(
    (words) => [...document.querySelectorAll('.message[data-origin="agent"]:not(.unsent) .text')].some((node) => node.textContent === words),
    text,
  );
}

/** A message of the customer with exactly this text stands in the open conversation. */
export const seesCustomer = (page, text) =>
  page.waitForFunction(
    (words) => [...document.querySelectorAll('.message[data-origin="customer"] .text')].some((node) => node.textContent === words),
    text,
  );

export async function closeChat(page, disposition = 'resolved') {
  await page.click('[data-action="close"]');
  await page.check(`dialog[open] input[value="${disposition}"]`);
  await page.click('dialog[open] button[type="submit"]');
}

/** Every bot message in the conversation with what stands in its bubble as the label. */
export const botLabels = (page) =>
  page.$$eval('.message[data-origin="rule"], .message[data-origin="llm"]', (nodes) =>
    nodes.map((node) => node.querySelector('.bubble .chip')?.textContent ?? ''),
  );
