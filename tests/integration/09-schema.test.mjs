// The schemas that editors complete from accept what is shipped, and know a wrong key.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ROOT } from '../web/lib/server.mjs';

const files = {
  frontdesk: ['frontdesk.yaml'],
  escalation: ['escalation.yaml'],
  intents: readdirSync(`${ROOT}/config/intents`).map((name) => `intents/${name}`),
};

for (const [name, paths] of Object.entries(files)) {
  test(`config/schema/${name}.json fits the shipped files`, () => {
    const { $schema, ...schema } = JSON.parse(readFileSync(`${ROOT}/config/schema/${name}.json`, 'utf8'));
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
    for (const path of paths) {
      const content = parse(readFileSync(`${ROOT}/config/${path}`, 'utf8'));
      assert.ok(validate(content), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
      assert.equal(validate({ ...content, colour: 'blue' }), false, `${path}: an unknown key must be refused`);
    }
  });
}
