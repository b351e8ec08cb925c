/**
 * Makes `src/http/openapi.json` (OpenAPI 3.1) from the operations and the valibot schemas that check their requests:
 * `node scripts/openapi.mjs` writes it, and a test holds that it is up to date.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';

/**
 * What is read of an operation (src/http/operation.ts) here.
 * @typedef {import('valibot').GenericSchema} Schema
 * @typedef {{ name: string, description: string, schema: Schema }} Parameter
 * @typedef {{ status: number, description: string, schema: Schema | null, headers?: (keyof typeof RESPONSE_HEADERS)[] }} Answer
 * @typedef {{ name: string, summary: string, method: string, path: string, scope: string, body: Schema | null,
 *   headers: Record<string, Parameter>, query: Record<string, Parameter>, answer: Answer, problems: string[] }} Operation
 */

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** @param {string} path */
const load = (path) => import(new URL(path, import.meta.url).href);

const { sessionRecord, sessionSummary } = await load('../src/http/session-record.ts');
/** Schemas that stand in the document once, under a name. */
const definitions = { Session: sessionRecord, SessionSummary: sessionSummary };

/** Checks and transformations cannot be told as JSON Schema; what can be told of them stands in their metadata. */
const ignoreActions = ['check', 'raw_check', 'transform', 'raw_transform'];

/** @param {Schema} schema @param {'input' | 'output'} typeMode @returns {object} */
function schemaOf(schema, typeMode) {
  const {
    $schema: _schema,
    $defs: _definitions,
    ...described
  } = toJsonSchema(schema, {
    typeMode,
    ignoreActions,
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    errorMode: 'throw',
  });
  return described;
}

const RESPONSE_HEADERS = {
  ETag: 'The revision, as an entity tag.',
  Location: 'The path of the session by its public id.',
  'Session-Index': 'pending: queries may not show the change yet; it follows by itself.',
  'Idempotency-Replayed': 'true: this is the answer to the first request with this Idempotency-Key.',
};

/** @param {readonly (keyof typeof RESPONSE_HEADERS)[]} names */
const headersOf = (names) =>
  Object.fromEntries(names.map((name) => [name, { description: RESPONSE_HEADERS[name], schema: { type: 'string' } }]));

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/**
 * Parameters of an operation: its path's, then headers and query as declared.
 * @param {Operation} operation @param {Parameter} onBehalfOf
 */
function parametersOf({ path, headers, query }, onBehalfOf) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: 'One percent-encoded segment.',
    schema: { type: 'string' },
  }));
  /** @param {Record<string, Parameter>} parameters @param {string} place */
  const declared = (parameters, place) =>
    Object.values(parameters).map(({ name, description, schema }) => ({
      name,
      in: place,
      required: !schemaIsOptional(schema),
      description,
      schema: schemaOf(schema, 'input'),
    }));
  return [...inPath, ...declared({ ...headers, onBehalfOf }, 'header'), ...declared(query, 'query')];
}

/** Whether the schema takes what was not sent. @param {Schema} schema */
const schemaIsOptional = (schema) => v.is(schema, undefined);

/** @param {Operation} operation @param {(code: string) => number} statusOf */
function responsesOf({ answer, problems, body }, statusOf) {
  const everywhere = ['invalid-request', 'unauthorized', 'insufficient-scope', 'unavailable'];
  const ofBodies = body === null ? [] : ['content-too-large', 'unsupported-media-type'];
  const byStatus = Map.groupBy([...everywhere, ...ofBodies, ...problems], statusOf);
  const content =
    answer.schema === null ? {} : { content: { 'application/json': { schema: schemaOf(answer.schema, 'output') } } };
  const headers = answer.headers === undefined ? {} : { headers: headersOf(answer.headers) };
  return {
    [answer.status]: { description: answer.description, ...headers, ...content },
    ...Object.fromEntries(
      [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content: problemContent }]),
    ),
  };
}

/** The document, from the operations as they are now. */
export async function openApiDocument() {
  const { OPERATIONS } = await load('../src/http/operations.ts');
  const { PROBLEMS } = await load('../src/http/problem.ts');
  const { onBehalfOf } = await load('../src/http/headers.ts');
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  /** @param {string} code @returns {number} */
  const statusOf = (code) => PROBLEMS[code].status;
  /** @type {Record<string, Record<string, object>>} */
  const paths = {};
  for (const operation of /** @type {Operation[]} */ (OPERATIONS)) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][operation.method.toLowerCase()] = {
      operationId: operation.name,
      summary: operation.summary,
      description: `Scope: ${operation.scope}.`,
      security: [{ token: [] }],
      parameters: parametersOf(operation, onBehalfOf),
      ...(operation.body === null
        ? {}
        : {
            requestBody: {
              required: true,
              content: { 'application/json': { schema: schemaOf(operation.body, 'input') } },
            },
          }),
      responses: responsesOf(operation, statusOf),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'edge-sessions',
      version,
      description:
        'Server-side sessions over HTTP: JSON in and out, bearer tokens, problems by RFC 9457. HEAD is answered wherever GET is. In a body null means the same as absent.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: problemSchema(Object.keys(PROBLEMS)),
        ...toJsonSchemaDefs(definitions, { typeMode: 'output', ignoreActions, errorMode: 'throw' }),
      },
    },
  };
}

/** @param {string[]} codes */
const problemSchema = (codes) => ({
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: codes },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      minItems: 1,
      description: 'With invalid-request.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    mayHaveBeenStored: { type: 'boolean', description: 'With unavailable.' },
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = here('../src/http/openapi.json');
  writeFileSync(target, `${JSON.stringify(await openApiDocument(), null, 2)}\n`);
  execFileSync(here('../node_modules/.bin/biome'), ['format', '--write', target], { stdio: 'inherit' });
}
