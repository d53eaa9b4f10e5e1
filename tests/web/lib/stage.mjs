// A stage for the console's tests: one real gateway with its agents, one Chromium, pages that fail their test when
// the browser reports an error, and the check that every state goes through.
import assert from 'node:assert/strict';
import { axe, complaints, DESKTOP, launch, shot } from './browser.mjs';
import { startServer } from './server.mjs';

const PATIENCE_MS = 45000;

/** @param {string[]} agents  names of people who may log in; `options` as for startServer() */
export async function startStage(agents, options = {}) {
  const server = await startServer(options);
  const passwordOf = (name) => `a long password of ${name}`;
  for (const name of agents) await server.addUser(name, passwordOf(name));
  const browser = await launch();
  return {
    url: server.url,
    browser,
    server,
    passwordOf,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

/** A page in a browser context of its own, gone with the test, which fails on errors that the page reports. */
export async function newPage(t, stage, options = {}) {
  const context = await stage.browser.newContext({ locale: 'en-GB', ...DESKTOP, ...options });
  const page = await context.newPage();
  const found = complaints(page);
  page.setDefaultTimeout(PATIENCE_MS);
  t.after(async () => {
    await context.close();
    assert.deepEqual(found, [], 'the page reported errors');
  });
  return page;
}

/** Keeps a screenshot; no axe-core violation in any of the frames, nothing wider than its window. */
export async function checkPage(page, name, frames = page.frames()) {
  await shot(page, name);
  for (const frame of frames) {
    assert.deepEqual(await axe(frame), [], `${name}: axe-core on ${frame.url()}`);
    const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name}: ${frame.url()} is ${wide} px wider than its window`);
  }
}
