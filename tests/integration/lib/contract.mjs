// The AsyncAPI and OpenAPI files as a judge: every frame and every answer that a test sees is held against them.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { ROOT } from '../../web/lib/server.mjs';

const read = (name) => parse(readFileSync(`${ROOT}/gateway/${name}`, 'utf8'));
export const asyncapi = read('asyncapi.yaml');
export const openapi = read('openapi.yaml');

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default ? formats.default(ajv) : formats(ajv);
ajv.addSchema(asyncapi, 'asyncapi');
ajv.addSchema(openapi, 'openapi');

const pointer = (document, ref) => ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')], document);

/** operation -> type of frame -> validator. A message's `name` is the type on the wire. */
const operations = new Map();
for (const [operation, { messages }] of Object.entries(asyncapi.operations)) {
  const types = new Map();
  for (let { $ref } of messages) {
    let message = pointer(asyncapi, $ref);
    while (message.$ref) {
      $ref = message.$ref;
      message = pointer(asyncapi, $ref);
    }
    types.set(message.name, ajv.compile({ $ref: `asyncapi${$ref}/payload` }));
  }
  operations.set(operation, types);
}

/**
 * What is wrong with a frame, one line a fault; empty when it keeps the contract.
 * @param {'toCustomer'|'fromCustomer'|'toAgent'|'fromAgent'} operation
 */
export function frameFaults(operation, frame) {
  const validate = operations.get(operation).get(frame?.type);
  if (!validate) return [`${operation}: no frame of type ${JSON.stringify(frame?.type)}`];
  return validate(frame) ? [] : validate.errors.map((e) => `${frame.type}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

/** The names of all frames of an operation. */
export const frameNames = (operation) => [...operations.get(operation).keys()];

/** What is wrong with a frame of the gateway on that path, or null. */
export function frameProblem(path, frame) {
  const faults = frameFaults(path === '/ws/agent' ? 'toAgent' : 'toCustomer', frame);
  return faults.length ? `against gateway/asyncapi.yaml: ${faults.join('; ')}\n  ${JSON.stringify(frame).slice(0, 600)}` : null;
}

/** What is wrong with an HTTP answer, or null. */
export async function answerProblem(method, path, answer) {
  const responses = openapi.paths[path]?.[method.toLowerCase()]?.responses;
  if (!responses) return `the OpenAPI file knows no ${method} ${path}`;
  let response = responses[answer.status];
  if (!response) return `the OpenAPI file knows no ${answer.status} of ${method} ${path}`;
  if (response.$ref) response = pointer(openapi, response.$ref);
  const schema = response.content?.['application/json']?.schema;
  if (!schema) return null;
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
  const validate = ajv.compile(absolute);
  return validate(await answer.clone().json()) ? null : `${method} ${path} ${answer.status}: ${ajv.errorsText(validate.errors)}`;
}
