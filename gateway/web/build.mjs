// Builds everything that browsers load:  node gateway/web/build.mjs [OUT]   (OUT: build/web)
//
// One page is one folder with an index.html. The page itself says what belongs to it: its
// <script src> and <link href> are bundled from the files of the same name, and everything else in
// the folder that is data (json, svg, png, woff2) keeps its path. So adding a file to a page means
// naming it in its HTML, and nothing here knows what a page contains. Only the loader, which shops
// paste as /widget.js, has a name of its own.
//
// Texts that a page fetches (i18n/LANGUAGE.json) are built as their values alone, in the order of the English file; the keys, which
// are the same in each, go into the script once, as WORD_KEYS. Both begin with a mark of the keys, so that an open page does not
// take the texts of a later version for its own.
//
// Each text file gets a twin with `.gz`, made once and at the highest level here, so that the gateway
// never compresses while it serves. Names carry no hashes: the gateway sends ETags.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(process.argv[2] ?? join(HERE, '../../build/web'));
const PAGES = ['widget', 'console', 'demo'];
const COPIED = new Set(['.json', '.svg', '.png', '.ico', '.woff2', '.webmanifest']);
const TEXT = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest']);

const COMMON = {
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  external: ['*.png', '*.svg', '*.woff2'],
};

/** Writes one output file, and its compressed twin if it is text. */
async function emit(path, bytes) {
  const file = join(OUT, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  if (TEXT.has(extname(path))) await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

/**
 * Bundles one script or stylesheet. A script is one closed function: it leaves no globals.
 * @returns {Promise<string[]>} the source files that went in, as full paths
 */
async function bundle(source, path, define = {}) {
  const result = await build({ ...COMMON, entryPoints: [source], format: 'iife', outfile: path, define });
  for (const { contents } of result.outputFiles) await emit(path, contents);
  return Object.keys(result.metafile.inputs).map((input) => resolve(input));
}

/** The files of its own folder that a page names, either as `./x.js` or as `/page/x.js`. */
function entries(html, page) {
  const found = html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([\w./-]+\.(?:js|css))"/g);
  const names = Array.from(found, (match) => match[1].replace(`/${page}/`, '').replace(/^\.\//, ''));
  return [...new Set(names)].filter((name) => !name.startsWith('/'));
}

/** `app.js` may be written as app.jsx. */
function sourceOf(folder, name) {
  const source = [name, name.replace(/\.js$/, '.jsx')].map((n) => join(folder, n)).find(existsSync);
  if (!source) throw new Error(`${relative(HERE, folder)}/index.html names ${name}, which does not exist`);
  return source;
}

async function* files(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The mark and the keys of a page's texts. */
async function wordKeys(folder) {
  const file = join(folder, 'i18n/en.json');
  const keys = existsSync(file) ? Object.keys(await readJson(file)) : [];
  return [createHash('sha256').update(keys.join()).digest('hex').slice(0, 6), ...keys];
}

/** The texts of a language in the order of the keys. */
async function wordValues(file, [mark, ...keys]) {
  const texts = await readJson(file);
  const odd = [...keys.filter((key) => !(key in texts)), ...Object.keys(texts).filter((key) => !keys.includes(key))];
  if (odd.length) throw new Error(`${relative(HERE, file)}: other keys than in en.json: ${odd.join(', ')}`);
  return JSON.stringify([mark, ...keys.map((key) => texts[key])]);
}

/** Copies what is data and was not bundled (message files that a script imports are part of it). */
async function copyData(folder, page, bundled, words) {
  for await (const file of files(folder)) {
    if (!COPIED.has(extname(file)) || bundled.has(file)) continue;
    const name = relative(folder, file).split('\\').join('/');
    const isText = name.startsWith('i18n/');
    const isJson = extname(file) === '.json';
    const bytes = isText ? await wordValues(file, words) : isJson ? JSON.stringify(await readJson(file)) : await readFile(file);
    await emit(posix.join(page, name), bytes);
  }
}

async function buildPage(page) {
  const folder = join(HERE, page);
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const bundled = new Set();
  const words = await wordKeys(folder);
  const define = { WORD_KEYS: JSON.stringify(words.join(' ')) };
  for (const name of entries(html, page))
    for (const file of await bundle(sourceOf(folder, name), posix.join(page, name), define)) bundled.add(file);
  await emit(posix.join(page, 'index.html'), Buffer.from(html.replace(/<!--[\s\S]*?-->\s*/g, '')));
  await copyData(folder, page, bundled, words);
}

async function main() {
  for (const old of ['widget.js', 'widget.js.gz', ...PAGES]) await rm(join(OUT, old), { recursive: true, force: true });
  await bundle(join(HERE, 'widget/loader.js'), 'widget.js');
  for (const page of PAGES) await buildPage(page);
}

await main().catch((error) => {
  // esbuild has already printed its own errors with file, line and column.
  if (!error.errors) process.stderr.write(`web: ${error.message}\n`);
  process.exitCode = 1;
});
