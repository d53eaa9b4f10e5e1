// How often the gateway calls the kernel: tests/support/count_calls.c preloaded into it, its page of counters read here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from '../../web/lib/server.mjs';

const LIBRARY = resolve(ROOT, process.env.COUNT_CALLS_LIBRARY ?? 'build/count_calls.so');
const NAMES = ['send', 'sendBytes', 'epollCtl', 'epollWait', 'poll', 'accept'];

/** What to start the gateway under, so that it counts into `file`. */
export const counting = (file) => ['env', `LD_PRELOAD=${LIBRARY}`, `COUNT_CALLS=${file}`];

function read(file) {
  const page = readFileSync(file);
  assert.ok(page.length >= NAMES.length * 8, `${LIBRARY} was not loaded: make ${LIBRARY}`);
  return NAMES.map((_, i) => Number(page.readBigUInt64LE(i * 8)));
}

/** Runs `work`; resolves with the calls made meanwhile, by name, each divided by `times`. */
export async function callsOf(file, times, work) {
  const before = read(file);
  await work();
  return Object.fromEntries(read(file).map((n, i) => [NAMES[i], (n - before[i]) / times]));
}
