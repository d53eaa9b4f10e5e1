// Chromium, axe-core and screenshots for the browser tests.
import { createRequire } from 'node:module';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from './server.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SHOTS = resolve(ROOT, process.env.SCREENSHOTS ?? 'build/screenshots');

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** Debian's Chromium; without its sandbox only where it could not start with it. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/** Saves what is seen as build/screenshots/NAME.png. */
export async function shot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/**
 * What axe-core has against a frame, as lines that name rule and place; empty is clean.
 * @param {import('playwright-core').Frame} frame
 */
export async function axe(frame) {
  await frame.evaluate(await readFile(AXE, 'utf8'));
  return frame.evaluate(async () => {
    // What fades is neither there nor gone: what ends is waited for.
    const fading = document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity);
    await Promise.all(fading.map((a) => a.finished.catch(() => {})));
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
  });
}

/** Throws what a page complained of: errors of scripts, and of the content security policy. */
export function complaints(page) {
  const found = [];
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Refused to/i.test(text)) found.push(`policy: ${text}`);
  });
  return found;
}
