// gateway/asyncapi.yaml as a judge: does a frame say what the contract promises?
//
// A small JSON Schema checker and not a library, because the contract uses a dozen keywords and a wrong frame should be explained
// in one line. A keyword that is not known here is an error, so that nothing in the contract goes unchecked silently.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const contract = parse(readFileSync(fileURLToPath(new URL('../../../gateway/asyncapi.yaml', import.meta.url)), 'utf8'));

function resolve(node) {
  while (node.$ref) node = node.$ref.slice(2).split('/').reduce((at, key) => at[key], contract);
  return node;
}

const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const fitsType = (type, value) => (type === 'integer' ? Number.isInteger(value) : type === typeOf(value));
const length = (value) => [...value].length;
const show = (value) => JSON.stringify(value)?.slice(0, 80);

// Each: (schema's value, value, whole schema, path) => wrong, or nothing.
const keywords = {
  type: (types, value) => [types].flat().some((t) => fitsType(t, value)) || `is ${typeOf(value)}, not ${types}`,
  const: (only, value) => value === only || `is ${show(value)}, not ${show(only)}`,
  enum: (words, value) => words.includes(value) || `${show(value)} is none of ${words}`,
  pattern: (regex, value) => typeof value !== 'string' || new RegExp(regex, 'u').test(value) || `${show(value)} does not fit ${regex}`,
  minLength: (n, value) => typeof value !== 'string' || length(value) >= n || `is shorter than ${n}`,
  maxLength: (n, value) => typeof value !== 'string' || length(value) <= n || `is longer than ${n}`,
  minimum: (n, value) => typeof value !== 'number' || value >= n || `${value} is below ${n}`,
  maximum: (n, value) => typeof value !== 'number' || value <= n || `${value} is above ${n}`,
  required: (keys, value) => typeOf(value) !== 'object' || keys.every((k) => k in value) || `lacks ${keys.filter((k) => !(k in value))}`,
  additionalProperties: (allowed, value, schema) => {
    const unknown = typeOf(value) === 'object' ? Object.keys(value).filter((k) => !(k in (schema.properties ?? {}))) : [];
    return allowed || unknown.length === 0 || `has undocumented ${unknown}`;
  },
};

function* inner(schema, value, path) {
  if (schema.properties && typeOf(value) === 'object')
    for (const [key, sub] of Object.entries(schema.properties)) if (key in value) yield* faults(sub, value[key], `${path}.${key}`);
  if (schema.items && Array.isArray(value)) for (const [i, item] of value.entries()) yield* faults(schema.items, item, `${path}[${i}]`);
  for (const sub of schema.allOf ?? []) yield* faults(sub, value, path);
  if (schema.oneOf) {
    const fits = schema.oneOf.filter((sub) => isValid(sub, value)).length;
    if (fits !== 1) yield `${path} fits ${fits} of oneOf`;
  }
  if (schema.if) {
    const branch = isValid(schema.if, value) ? schema.then : schema.else;
    if (branch) yield* faults(branch, value, path);
  }
}

const SILENT = new Set(['description', 'examples', 'properties', 'items', 'allOf', 'oneOf', 'if', 'then', 'else']);

function* faults(node, value, path) {
  const schema = resolve(node);
  for (const [key, rule] of Object.entries(schema)) {
    if (SILENT.has(key)) continue;
    if (!keywords[key]) throw new Error(`asyncapi.yaml uses "${key}", which contract.mjs does not check`);
    const fault = keywords[key](rule, value, schema);
    if (fault !== true) yield `${path} ${fault}`;
  }
  yield* inner(schema, value, path);
}

const isValid = (schema, value) => faults(schema, value, '').next().done;

function payloads(operation) {
  return new Map(contract.operations[operation].messages.map(resolve).map((m) => [m.name, m.payload]));
}

const operations = {
  toCustomer: payloads('toCustomer'),
  fromCustomer: payloads('fromCustomer'),
  toAgent: payloads('toAgent'),
  fromAgent: payloads('fromAgent'),
};

/**
 * What is wrong with a frame, one line a fault; empty when it keeps the contract.
 * @param {'toCustomer'|'fromCustomer'|'toAgent'|'fromAgent'} operation
 */
export function frameFaults(operation, frame) {
  const payload = operations[operation].get(frame?.type);
  if (!payload) return [`${operation}: no frame of type ${show(frame?.type)}`];
  return [...faults(payload, frame, frame.type)];
}

/** The names of all frames of an operation. */
export const frameNames = (operation) => [...operations[operation].keys()];
