// Prints the weight of the widget and fails if it is over:  node gateway/web/check-size.mjs OUTDIR
//
// What a shop's customer downloads, gzipped as it is served: the loader that every page view pays,
// and the whole widget with all its languages, of which one customer loads one.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LOADER_BYTES = 4 * 1024;
const TOTAL_BYTES = 25 * 1024;

const out = process.argv[2];
if (!out) {
	process.stderr.write('usage: node check-size.mjs OUTDIR\n');
	process.exit(2);
}

async function* files(folder) {
	for (const entry of await readdir(join(out, folder), { withFileTypes: true })) {
		const path = `${folder}/${entry.name}`;
		if (entry.isDirectory()) yield* files(path);
		else if (!path.endsWith('.gz')) yield path;
	}
}

const weight = async (path) => gzipSync(await readFile(join(out, path)), { level: 9 }).length;

const rows = [['widget.js', await weight('widget.js')]];
for await (const path of files('widget')) rows.push([path, await weight(path)]);
const total = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
for (const [path, bytes] of rows) process.stdout.write(`${String(bytes).padStart(7)}  ${path}\n`);
process.stdout.write(`${String(total).padStart(7)}  whole widget, gzipped (limit ${TOTAL_BYTES}; loader ${rows[0][1]}, limit ${LOADER_BYTES})\n`);

if (rows.length < 5) process.stderr.write(`size: ${out} holds no built widget\n`);
if (rows[0][1] > LOADER_BYTES) process.stderr.write('size: the loader is too heavy\n');
if (total > TOTAL_BYTES) process.stderr.write('size: the widget is too heavy\n');
process.exitCode = rows.length < 5 || rows[0][1] > LOADER_BYTES || total > TOTAL_BYTES ? 1 : 0;
