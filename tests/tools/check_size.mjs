// Lengths of C functions and files. Over a limit is an error; the figures of the tree are printed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const WARN = 60, FAIL = 80, P95 = 45, FILE = 600;
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'config/*.c', 'intents/*.c', 'escalation/*.c', 'gateway/*.c'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
const functions = [];
let wrong = 0;

for (const file of files) {
  const lines = readFileSync(file, 'utf8').split('\n');
  if (lines.length > FILE) {
    console.log(`${file}:1: error: ${lines.length} lines, at most ${FILE}: split it by idea`);
    wrong++;
  }
  let start = 0, name = '';
  lines.forEach((line, i) => {
    if (line === '{') {
      start = i + 1;
      for (let k = i - 1; k >= 0 && !name; k--) if (/^[A-Za-z_]/.test(lines[k])) name = /(\w+)\s*\(/.exec(lines[k])?.[1] ?? '';
    } else if (/^}/.test(line) && start) {
      if (line === '}' && name) functions.push({ file, line: start, name, length: i - start });
      start = 0;
      name = '';
    }
  });
}
functions.sort((a, b) => a.length - b.length);
for (const f of functions.filter((g) => g.length > WARN)) {
  const bad = f.length > FAIL;
  console.log(`${f.file}:${f.line}: ${bad ? 'error' : 'warning'}: ${f.name} has ${f.length} lines`);
  wrong += bad;
}
const at = (q) => functions[Math.floor(q * (functions.length - 1))]?.length ?? 0;
if (at(0.95) > P95) wrong++;
console.log(`${files.length} files, ${functions.length} functions: median ${at(0.5)} lines, 95th percentile ${at(0.95)} (at most ${P95}), longest ${at(1)}`);
process.exit(wrong ? 1 : 0);
