// Layers: who may include whom, and which folder may include which library. Reads layers.txt beside this file.
//   folder: folder...        what its files may include of ours (itself always)
//   <header>: folder...      where that header of a library may be included
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folders = new Map();
const headers = new Map();
for (const raw of readFileSync(join(here, 'layers.txt'), 'utf8').split('\n')) {
  const line = raw.replace(/#.*/, '').trim();
  if (!line) continue;
  const [name, list] = line.split(':');
  const names = list.trim().split(/\s+/).filter(Boolean);
  if (name.startsWith('<')) headers.set(name.slice(1, -1), names);
  else folders.set(name.trim(), new Set([name.trim(), ...names]));
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.c', '*.h', '*.inc', '*.def'], { encoding: 'utf8' })
  .split('\n')
  .filter((f) => f && !f.startsWith('tests/'));
let wrong = 0;
const report = (file, line, text) => {
  console.log(`${file}:${line}: ${text}`);
  wrong++;
};

for (const file of files) {
  const folder = dirname(file);
  const allowed = folders.get(folder);
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const own = /^\s*#include\s+"([^"]+)"/.exec(text);
      if (own) {
        const target = dirname(own[1]);
        if (!allowed) report(file, i + 1, `folder ${folder} stands not in tests/tools/layers.txt`);
        else if (!own[1].includes('/')) report(file, i + 1, `"${own[1]}": includes are written from the top of the tree`);
        else if (!allowed.has(target) && ![...allowed].some((a) => target.startsWith(`${a}/`) && a === folder))
          report(file, i + 1, `${folder} may not include ${target}`);
      }
      const lib = /^\s*#include\s+<([^>]+)>/.exec(text);
      if (lib && headers.has(lib[1]) && !headers.get(lib[1]).includes(folder))
        report(file, i + 1, `<${lib[1]}> belongs to ${headers.get(lib[1]).join(', ')}`);
    });
}
console.log(wrong ? `${wrong} includes against the layers` : `layers: ${files.length} files, all fine`);
process.exit(wrong ? 1 : 0);
