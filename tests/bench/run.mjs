// One table of `make bench`: the gateway next to a bare libwebsockets echo, in one run on one machine.
//
// node tests/bench/run.mjs FRONTDESK ECHO LOAD [--connections 64,1000,10000] [--seconds 5] [--rounds 1]
//
// A gateway message counts when its ack (after the commit) and the labelled reply of a rule have both arrived. Every row is a
// fresh process with a fresh data folder, so that nothing is inherited; echo and gateway take turns, so that a busy machine hits both.
import { spawn, execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [frontdesk, echo, load, ...rest] = process.argv.slice(2);
const option = (name, fallback) => {
	const at = rest.indexOf(`--${name}`);
	return at < 0 ? fallback : rest[at + 1];
};
const counts = option('connections', '64,1000,10000').split(',').map(Number);
const seconds = Number(option('seconds', '5'));
const rounds = Number(option('rounds', '1'));
if (!load) {
	console.error('usage: run.mjs FRONTDESK ECHO LOAD [--connections N,…] [--seconds S] [--rounds R]');
	process.exit(2);
}

// Questions that shipped rules answer, asked in turn, so that no customer looks like one who gets no answer.
const texts = ['hello', 'what delivery options do you have', 'thanks', 'which payment methods do you take',
	'how long does delivery take', 'can i return an item', 'bye', 'i forgot my password'];

const config = `version: 1
limits:
  sockets_per_address: 1000000
  connects_per_second: 100000
  messages_per_second: 100000
  message_burst: 100000
log:
  level: warning
`;

function start(command, args) {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	return new Promise((resolve, reject) => {
		let text = '';
		child.on('error', reject);
		child.on('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
		child.stdout.on('data', (data) => {
			text += data;
			const found = /listening on http:\/\/\S+:(\d+)/.exec(text);
			if (found) resolve({ child, port: found[1] });
		});
	});
}

async function withServer(name, folder, work) {
	const data = join(folder, 'data');
	const server = name === 'echo' ? await start(echo, ['0'])
		: await start(frontdesk, ['--config', join(folder, 'config'), 'serve', '--listen', '127.0.0.1:0', '--data', data]);
	try {
		return await work(server);
	} finally {
		const gone = new Promise((resolve) => server.child.once('exit', resolve));
		server.child.kill('SIGTERM');
		const late = setTimeout(() => server.child.kill('SIGKILL'), 20000);
		await gone;
		clearTimeout(late);
		rmSync(data, { recursive: true, force: true });
	}
}

function runLoad(server, mode, connections) {
	const words = mode === 'echo' || mode === 'idle-echo' ? [] : texts;
	const args = [server.port, mode.replace(/-.*/, ''), String(connections), String(seconds), String(server.child.pid), ...words];
	return new Promise((resolve, reject) => {
		execFile(load, args, { timeout: 300000 }, (error, out, err) => {
			if (err) process.stderr.write(err);
			try {
				resolve(JSON.parse(out));
			} catch {
				reject(error ?? new Error(`load printed ${out}`));
			}
		});
	});
}

const median = (rows, key) => {
	const all = rows.map((r) => r[key]).sort((a, b) => a - b);
	return all[Math.floor((all.length - 1) / 2)];
};
const cell = (value, digits = 0) => (value ?? 0).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

function print(rows) {
	const width = rows[0].map((_, i) => Math.max(...rows.map((r) => r[i].length)));
	for (const row of rows) console.log(row.map((c, i) => (i === 0 ? c.padEnd(width[i]) : c.padStart(width[i]))).join('  '));
}

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
let failed = false;
try {
	cpSync('config', join(folder, 'config'), { recursive: true });
	writeFileSync(join(folder, 'config', 'frontdesk.yaml'), config);

	const table = [['server', 'connections', 'messages/s', 'CPU us/message', 'p50 ms', 'p99 ms', 'upgrades/s', 'errors']];
	for (const connections of counts) {
		const results = { echo: [], gateway: [] };
		for (let round = 0; round < rounds; round++)
			for (const name of ['echo', 'gateway'])
				results[name].push(await withServer(name, folder, (s) => runLoad(s, name, connections)));
		for (const [name, rows] of Object.entries(results)) {
			const errors = rows.reduce((sum, r) => sum + r.errors + r.failed, 0);
			failed ||= errors > 0;
			table.push([name === 'echo' ? 'libwebsockets echo' : 'frontdesk', cell(median(rows, 'connections')),
				cell(median(rows, 'per_second')), cell(median(rows, 'cpu_us'), 1), cell(median(rows, 'p50_us') / 1000, 2),
				cell(median(rows, 'p99_us') / 1000, 2), cell(median(rows, 'upgrades_per_second')), cell(errors)]);
		}
	}
	print(table);
	console.log('');

	const memory = [['server', 'idle connections', 'bytes each', 'upgrades/s']];
	for (const name of ['echo', 'gateway']) {
		const r = await withServer(name, folder, (s) => runLoad(s, `idle-${name}`, Math.max(...counts)));
		memory.push([name === 'echo' ? 'libwebsockets echo' : 'frontdesk, after hello', cell(r.connections), cell(r.bytes_per_connection),
			cell(r.upgrades_per_second)]);
	}
	print(memory);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
