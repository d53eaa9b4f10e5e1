// Output that is held word for word: tests/golden/cli/NAME. GOLDEN_UPDATE=1 writes it anew; read the difference before committing it.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../../web/lib/server.mjs';

const MASKS = [[/sha256:[0-9a-f]+/g, 'sha256:…']];

/** Holds `text` against the golden file; hashes and `masks` ([pattern, text] pairs) are taken out first. */
export async function golden(name, text, masks = []) {
  const path = join(ROOT, 'tests/golden/cli', name);
  const shown = [...MASKS, ...masks].reduce((t, [pattern, by]) => t.replaceAll(pattern, by), text);
  if (process.env.GOLDEN_UPDATE) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, shown);
  }
  assert.equal(shown, await readFile(path, 'utf8'), `${path} differs; GOLDEN_UPDATE=1 writes it anew`);
}
