// Files of knowledge on the command line and in a running gateway: checked with file, line and column, shown, reloaded as a whole.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, startServer } from '../web/lib/server.mjs';
import { cli, eventually } from './lib/kit.mjs';

const INTENT = 'intents: [{id: zebra, examples: {en: [zebra], de: [zebra], fr: [zèbre], zh-Hans: [斑马]}, handoff: offer}]\n';

/** The shipped configuration with one intent: what is learned from the others is nobody's business here, and takes its time. */
function shipped(t) {
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-knowledge-'));
  t.after(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, 'intents'));
  writeFileSync(join(dir, 'intents/zebra.yaml'), INTENT);
  for (const name of ['frontdesk.yaml', 'escalation.yaml', 'knowledge', 'intents/synonyms.yaml'])
    cpSync(`${ROOT}/config/${name}`, join(dir, name), { recursive: true });
  return dir;
}

test('check names what is wrong with a file of knowledge, and nothing of it goes unnoticed', (t) => {
  const dir = shipped(t);
  writeFileSync(join(dir, 'knowledge/a.md'), '---\nlocale: eng\ntitle: A\n---\ntext\n');
  writeFileSync(join(dir, 'knowledge/b.md'), 'text\n');
  writeFileSync(join(dir, 'knowledge/c.md'), '---\nlocale: en\ntitle: C\n---\n## One\n## Two\ntext\n## Two\nmore\n');
  const checked = cli(['check'], { config: dir });
  assert.equal(checked.status, 1);
  const lines = checked.stdout.trim().split('\n').filter((line) => line.includes('knowledge/')).map((line) => line.replace(`${dir}/`, ''));
  assert.deepEqual(lines, [
    "knowledge/a.md:2:9: error: unknown locale 'eng' (did you mean 'en'?)",
    'knowledge/b.md:1:1: error: the file has no front matter (begin with ---, locale: and title:, and another ---)',
    'knowledge/c.md:5:1: warning: a heading without a text (write what it promises, or take the heading out)',
    "knowledge/c.md:8:1: warning: the heading 'Two' is there twice (an answer's source could be either)",
  ]);
  const { findings } = JSON.parse(cli(['check', '--json'], { config: dir }).stdout);
  assert.deepEqual(findings.filter((f) => f.file.includes('knowledge/')).map((f) => f.code), ['knowledge-locale', 'knowledge-front', 'knowledge-empty', 'knowledge-heading']);
});

test('try --knowledge shows passages with their score, place and reason, in 80 columns', (t) => {
  const config = shipped(t);
  for (const [locale, text] of [['en', 'do you pay customs to Norway?'], ['zh-Hant', '寄到挪威要付關稅嗎'], ['de', 'zoll nach norwegen']]) {
    const r = cli(['try', '--locale', locale, '--knowledge', text], { config });
    assert.equal(r.status, 0);
    assert.match(r.stdout, new RegExp(`^1\\. 0\\.\\d\\d  .*\\n   \\S*knowledge/delivery\\.${locale}\\.md:\\d+\\n   \\d+ % of the question`));
    for (const line of r.stdout.split('\n')) {
      const columns = [...line].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0);
      assert.ok(columns <= 80, `${columns} columns: ${line}`);
    }
  }
  const { hits, knowledge } = JSON.parse(cli(['try', '--json', '--knowledge', 'do you pay customs to Norway?'], { config }).stdout);
  assert.match(knowledge, /^sha256:[0-9a-f]{64}$/);
  assert.equal(hits[0].heading, 'Delivery abroad');
  assert.ok(hits.every((hit, i) => i === 0 || hit.score <= hits[i - 1].score));
  const alone = JSON.parse(cli(['try', '--json', '--knowledge', 'and to Norway?'], { config }).stdout);
  assert.equal(alone.hits[0].follow_up, false);
  const after = ['try', '--locale', 'de', '--after', 'Wie lange gilt die Gewährleistung?', '--knowledge', 'und bei Akkus?'];
  const together = JSON.parse(cli([...after.slice(0, 1), '--json', ...after.slice(1)], { config }).stdout);
  assert.ok(together.hits[0].follow_up && together.hits[0].file.endsWith('warranty.de.md'), JSON.stringify(together.hits[0]));
  assert.match(cli(after, { config }).stdout, /found with what was asked before/);
  assert.equal(cli(['try', '--after', 'x', 'y'], { config }).status, 2, 'only with --knowledge');
  assert.equal(cli(['try', '--knowledge'], { config }).status, 2, 'a question is needed');
});

test('a changed file goes live by itself, a broken one never', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  for (const name of readdirSync(join(server.config, 'intents')))
    if (name !== 'synonyms.yaml') rmSync(join(server.config, 'intents', name));
  writeFileSync(join(server.config, 'intents/zebra.yaml'), INTENT);
  await eventually(() => server.log.includes('intents=1'), 'the reload of the one intent', 60000);
  const file = join(server.config, 'knowledge/extra.md');

  writeFileSync(file, '---\nlocale: en\ntitle: Extra\n---\nWe also sell zebras.\n');
  await eventually(() => /knowledge_changed .*files="?21/.test(server.log), 'the reload', 60000);
  writeFileSync(file, '---\nlocale: en\n---\nWe also sell zebras.\n');
  await eventually(() => server.log.includes('reload_refused'), 'the refusal', 60000);
  assert.match(server.log, /knowledge\/extra\.md:2:1: error: /);
});
