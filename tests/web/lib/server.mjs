// The real gateway for a browser test: own data folder, own port, own copy of the configuration.
//
// FRONTDESK names the binary (default build/frontdesk), FRONTDESK_CONFIG the configuration that is copied
// (default config). Everything is waited for; what does not come fails with the gateway's own output.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const BINARY = resolve(ROOT, process.env.FRONTDESK ?? 'build/frontdesk');
const CONFIG = resolve(ROOT, process.env.FRONTDESK_CONFIG ?? 'config');
const START_MS = 90000;
const STOP_MS = 40000;

/** Runs one command to its end; resolves with its output, rejects with it on another status than 0. */
function run(args, input) {
  return new Promise((done, fail) => {
    const child = spawn(BINARY, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes) => (output += bytes));
    child.stderr.on('data', (bytes) => (output += bytes));
    child.on('error', fail);
    child.on('close', (status) =>
      status === 0 ? done(output) : fail(new Error(`${BINARY} ${args.join(' ')} ended with ${status}:\n${output}`)),
    );
    child.stdin.end(input);
  });
}

/**
 * @param {object} [options]
 * @param {Record<string, (text: string) => string>} [options.edit]  changes to the copied configuration, by file
 *   name; an edit that changes nothing is an error, so that a test never runs on other settings than it says
 * @param {Record<string, string>} [options.files]  whole files of the configuration, written over what is there
 */
export async function startServer({ edit = {}, files = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-web-'));
  const config = join(folder, 'config');
  const data = join(folder, 'data');
  await cp(CONFIG, config, { recursive: true });
  const settings = join(config, 'frontdesk.yaml');
  // Training better models in each test would only keep the machine busy.
  await writeFile(settings, (await readFile(settings, 'utf8')).replace(/^( *refine:) true/m, '$1 false'));
  for (const [name, change] of Object.entries(edit)) {
    const before = await readFile(join(config, name), 'utf8').catch(() => '');
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${name} matches nothing in it`);
    await writeFile(join(config, name), after);
  }

  for (const [name, text] of Object.entries(files)) await writeFile(join(config, name), text);

  let child = null;
  let log = '';
  let ended = null;

  function start(listen) {
    log = '';
    child = spawn(BINARY, ['--config', config, 'serve', '--listen', listen, '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const mine = child;
    ended = new Promise((done) => mine.on('close', (code, signal) => done({ code, signal })));
    return new Promise((done, fail) => {
      const late = setTimeout(() => {
        mine.kill('SIGKILL'); // one that comes up later would keep the test program from ending
        fail(new Error(`the gateway did not get ready:\n${log}`));
      }, START_MS);
      mine.stderr.on('data', (bytes) => (log += bytes));
      mine.stdout.on('data', (bytes) => {
        log += bytes;
        const ready = /^listening on (http\S+)$/m.exec(log);
        if (!ready) return;
        clearTimeout(late);
        done(ready[1].replace(/\/$/, ''));
      });
      mine.on('error', fail);
      mine.on('close', (code) => fail(new Error(`the gateway ended with ${code} instead of listening:\n${log}`)));
    });
  }

  async function end(signal) {
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.kill(signal);
    const result = await ended;
    clearTimeout(hard);
    return result;
  }

  const server = {
    url: await start('127.0.0.1:0'),
    data,
    config,
    get log() {
      return log;
    },
    addUser: (name, password, role = 'agent') =>
      run(['--config', config, 'user', 'add', name, '--role', role, '--password-stdin', '--data', data], `${password}\n`),
    /** Any other command on the same configuration and data: ['user', 'disable', NAME]. */
    run: (args, input = '') => run(['--config', config, ...args, ...(args[0] === 'user' ? ['--data', data] : [])], input),
    signal: (name) => child.kill(name),
    /** Ends the gateway; `SIGKILL` leaves no time for anything. */
    end,
    /** Starts it again at the same address. */
    async restart() {
      await start(new URL(server.url).host);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}
