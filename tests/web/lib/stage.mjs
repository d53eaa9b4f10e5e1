// A stage for browser tests: one real gateway with its agents, one Chromium, pages that fail their test when the
// browser reports an error, and the check that every state goes through (axe-core, overflow, screenshot).
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startServer } from './server.mjs';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const PATIENCE_MS = 20000;

/** @param {{agents?: string[], config?: object}} options  agents: names of people who may log in */
export async function startStage({ agents = [] } = {}) {
  const server = await startServer();
  const passwordOf = (name) => `a long password of ${name}`;
  for (const name of agents) await server.addUser(name, passwordOf(name));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium cannot sandbox itself as root; everywhere else it does.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return {
    url: server.url,
    browser,
    passwordOf,
    restart: () => server.restart(),
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

/** A page in a browser context of its own, gone with the test, which fails on errors that the page reports. */
export async function newPage(t, stage, options = {}) {
  const context = await stage.browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) problems.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'the page reported errors');
  });
  return page;
}

async function violationsOf(frame) {
  await frame.evaluate(AXE);
  const found = await frame.evaluate((tags) => axe.run(document, { runOnly: tags, iframes: false }), TAGS);
  return found.violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((node) => node.html.slice(0, 160)).join('\n    ')}`);
}

/** Keeps a screenshot; no axe-core violation in any frame, nothing wider than the window. */
export async function checkPage(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  for (const frame of page.frames()) {
    assert.deepEqual(await violationsOf(frame), [], `${name}: axe-core on ${frame.url()}`);
    const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name}: ${frame.url()} is ${wide} px wider than its window`);
  }
}
