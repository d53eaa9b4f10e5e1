// The console's message files: every language says everything, with the same places for values.
// Node alone, no browser.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const CONSOLE = fileURLToPath(new URL('../../gateway/web/console/', import.meta.url));
const LANGUAGES = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];
const read = (language) => JSON.parse(readFileSync(join(CONSOLE, 'i18n', `${language}.json`), 'utf8'));
const messages = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));
const places = (message) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();

for (const language of LANGUAGES.slice(1)) {
  test(`${language} has exactly the messages that English has`, () => {
    assert.deepEqual(Object.keys(messages[language]).sort(), Object.keys(messages.en).sort());
  });

  test(`${language} fills in the same values`, () => {
    for (const [key, message] of Object.entries(messages.en))
      assert.deepEqual(places(messages[language][key]), places(message), `${key} in ${language}.json`);
  });
}

test('every plural has the categories of its language', () => {
  for (const [language, all] of Object.entries(messages)) {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(all)) {
      if (typeof message === 'string') continue;
      assert.ok('other' in message, `${key} in ${language}.json has no "other"`);
      for (const category of Object.keys(message))
        assert.ok(needed.includes(category), `${key} in ${language}.json: ${category} is never chosen`);
    }
  }
});

test('every message that the code names exists', () => {
  for (const file of readdirSync(CONSOLE).filter((name) => /\.jsx?$/.test(name))) {
    const source = readFileSync(join(CONSOLE, file), 'utf8');
    for (const [, key] of source.matchAll(/\bt\(\s*'([\w.]+)'/g))
      assert.ok(key in messages.en, `${file} names ${key}, which en.json does not have`);
  }
});

test('the word for AI stands in the label of every language', () => {
  const words = { en: 'AI', de: 'KI', fr: 'IA', 'zh-Hant': 'AI', 'zh-Hans': 'AI' };
  for (const language of LANGUAGES)
    assert.ok(messages[language]['message.ai'].includes(words[language]), `message.ai in ${language}.json`);
});

test('every reason, error and disposition of the protocol has words', async () => {
  const { DISPOSITION, ERROR } = await import('../../gateway/web/shared/wire.js');
  const reasons =
    'request complaint sensitive low_confidence repeated_failure negative_feedback action_failed intent_policy llm_request llm_unavailable';
  for (const reason of reasons.split(' ')) assert.ok(`reason.${reason}` in messages.en, reason);
  for (const disposition of Object.values(DISPOSITION)) assert.ok(`close.${disposition}` in messages.en, disposition);
  // What an agent's console can cause; the others are told as "refused (code)".
  for (const code of ['ALREADY_CLAIMED', 'AT_CAPACITY', 'WRONG_STATE', 'NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED',
    'TOO_LARGE', 'ID_CONFLICT', 'STORE_UNAVAILABLE', 'SHUTTING_DOWN', 'NOT_AVAILABLE', 'INTERNAL'])
    assert.ok(`error.${ERROR[code]}` in messages.en, code);
});

test('every signal that the escalation can name has words', () => {
  // The list stands in a comment of the header; names that are reasons use the reason's words.
  const header = readFileSync(join(CONSOLE, '../../../escalation/score.h'), 'utf8');
  const list = /struct esc_signal \{\s*\/\*([\s\S]*?)\*\//.exec(header)[1];
  const names = Array.from(list.matchAll(/"(\w+)"/g), (match) => match[1]);
  assert.ok(names.length > 15, 'the list of signals was found in escalation/score.h');
  for (const name of names)
    assert.ok(`signal.${name}` in messages.en || `reason.${name}` in messages.en, `signal ${name} has no words`);
});
