/**
 * Makes `src/http/openapi.json` (OpenAPI 3.1) from the operations and the valibot schemas that check their requests
 * (`src/http`), and from the words, the examples and the schemas of answers that go with them (`src/openapi`):
 * `node scripts/openapi.mjs` writes it, and a test holds that it is up to date.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';

/**
 * What is read of an operation (src/http/operation.ts) and of its description (src/openapi/description.ts) here.
 * @typedef {import('valibot').GenericSchema} Schema
 * @typedef {{ name: string, schema: Schema }} Parameter
 * @typedef {{ status: number, description: string, schema: Schema | null, headers?: (keyof typeof RESPONSE_HEADERS)[],
 *   or?: Partial<Answer> }} Answer
 * @typedef {{ name: string, method: string, path: string, scope: string, alsoAsks?: { parameter: string, value: string, scope: string }, body: Schema | null,
 *   headers: Record<string, Parameter>, query: Record<string, Parameter> }} Operation
 * @typedef {{ summary: string, query?: Record<string, string>, example?: object, answer: Answer, problems: string[] }} Description
 * @typedef {{ name: string, summary: string, answers: Omit<Answer, 'headers'>[], problems: string[] }} Page
 */

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** @param {string} path */
const load = (path) => import(new URL(path, import.meta.url).href);

const { TOLD, GIVEN } = await load('../src/openapi/definitions.ts');
const { HEADERS } = await load('../src/openapi/headers.ts');
const { PROBLEM_MEANINGS } = await load('../src/openapi/problems.ts');
const { PAGES } = await load('../src/openapi/pages.ts');
const { HEADER_EXAMPLES, PATH_EXAMPLES } = await load('../src/openapi/examples.ts');
const { PROBLEMS } = await load('../src/http/problem.ts');

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
    definitions: typeMode === 'input' ? GIVEN : TOLD,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    errorMode: 'throw',
  });
  return described;
}

const RESPONSE_HEADERS = {
  ETag: 'The revision, as an entity tag.',
  Location: 'The path of the session by its public id.',
  'WWW-Authenticate': 'What is missing.',
  'Retry-After': 'Seconds.',
  'Session-Index': 'pending: queries may not show the change yet; it follows by itself.',
  'Already-Absent': 'true: there was nothing to delete.',
  'Idempotency-Replayed': 'true: this is the answer to the first request with this Idempotency-Key.',
};

/** On every such answer; the others say what is not the rule. */
const ALWAYS = ['ETag', 'Location', 'WWW-Authenticate', 'Retry-After'];
/** The headers of problems, by status. @type {Record<number, (keyof typeof RESPONSE_HEADERS)[]>} */
const PROBLEM_HEADERS = { 401: ['WWW-Authenticate'], 403: ['WWW-Authenticate'], 503: ['Retry-After'] };

/** @typedef {Record<'headers' | 'parameters' | 'responses', Record<string, object>>} Components */

/**
 * Puts a description into the components, where it stands once, and refers to it. Another one of the same name, such as
 * a header that one operation hears more of, gets a number.
 * @param {Components} components @param {keyof Components} kind @param {string} name @param {object} description
 */
function share(components, kind, name, description) {
  const shared = components[kind];
  const isTaken = (/** @type {string} */ as) => as in shared && !isDeepStrictEqual(shared[as], description);
  let as = name;
  for (let number = 2; isTaken(as); number += 1) as = `${name}.${number}`;
  shared[as] = description;
  return { $ref: `#/components/${kind}/${as}` };
}

/**
 * Parameters of an operation: its path's, then headers and query as declared.
 * @param {Operation} operation @param {Description} description @param {Parameter} onBehalfOf @param {Components} components
 */
function parametersOf({ path, headers, query }, { query: inWords = {} }, onBehalfOf, components) {
  const inHeader = Object.entries({ ...headers, onBehalfOf }).map(([property, header]) =>
    share(components, 'parameters', header.name, {
      ...parameter(header, 'header', HEADERS[property]),
      ...exampleOf(HEADER_EXAMPLES[property]),
    }),
  );
  const inQuery = Object.entries(query).map(([property, declared]) => parameter(declared, 'query', inWords[property]));
  return [...inPath(path), ...inHeader, ...inQuery];
}

/** @param {string} path */
const inPath = (path) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: 'One percent-encoded segment.',
    schema: { type: 'string' },
    ...exampleOf(path.includes('deliveries') ? undefined : PATH_EXAMPLES[name]),
  }));

/** @param {unknown} example */
const exampleOf = (example) => (example === undefined ? {} : { example });

/** @param {Parameter} declared @param {'header' | 'query'} place @param {string | undefined} description */
const parameter = ({ name, schema }, place, description) => ({
  name,
  in: place,
  // Optional is what takes that nothing was sent.
  required: !v.is(schema, undefined),
  description,
  schema: schemaOf(schema, 'input'),
});

/** @param {Operation} operation @param {Description} description @param {Components} components */
function responsesOf({ body }, { answer, problems }, components) {
  const everywhere = ['invalid-request', 'unauthorized', 'insufficient-scope', 'unavailable'];
  const ofBodies = body === null ? [] : ['content-too-large', 'unsupported-media-type'];
  const successes = [answer, ...(answer.or ? [{ ...answer, ...answer.or }] : [])];
  return {
    ...Object.fromEntries(successes.map((success) => [success.status, successOf(success, components)])),
    ...problemsOf([...everywhere, ...ofBodies, ...problems], components),
  };
}

/** @param {string[]} codes @param {Components} components */
function problemsOf(codes, components) {
  const byStatus = Map.groupBy(codes, (code) => /** @type {number} */ (PROBLEMS[code].status));
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      share(components, 'responses', ofStatus.join('.'), {
        description: ofStatus.join(', '),
        ...headersOf(PROBLEM_HEADERS[status] ?? [], components),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ]),
  );
}

/** @param {Answer} answer @param {Components} components */
function successOf({ description, schema, headers = [] }, components) {
  return {
    description,
    ...headersOf(headers, components),
    ...(schema === null ? {} : { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }),
  };
}

/** @param {(keyof typeof RESPONSE_HEADERS)[]} names @param {Components} components */
function headersOf(names, components) {
  const told = names.map((name) => [
    name,
    share(components, 'headers', name, {
      description: RESPONSE_HEADERS[name],
      ...(ALWAYS.includes(name) ? { required: true } : {}),
      schema: { type: 'string' },
    }),
  ]);
  return told.length === 0 ? {} : { headers: Object.fromEntries(told) };
}

/** @param {string} path @param {Page} page @param {Components} components */
function pageOf(path, { name, summary, answers, problems }, components) {
  const html = { 'text/html': { schema: { type: 'string' } } };
  return {
    operationId: name,
    summary,
    description: 'No token.',
    security: [],
    parameters: inPath(path),
    responses: {
      ...Object.fromEntries(
        answers.map((answer) => [
          answer.status,
          { ...successOf(answer, components), ...(answer.schema === null ? { content: html } : {}) },
        ]),
      ),
      ...problemsOf(problems, components),
    },
  };
}

/** The document, from the operations as they are now. */
export async function openApiDocument() {
  const { OPERATIONS } = await load('../src/http/operations.ts');
  const { DESCRIPTIONS } = await load('../src/openapi/operations.ts');
  const { onBehalfOf } = await load('../src/http/headers.ts');
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  /** @type {Record<string, Record<string, object>>} */
  const paths = {};
  /** @type {Components} */
  const components = { headers: {}, parameters: {}, responses: {} };
  for (const operation of /** @type {Operation[]} */ (OPERATIONS)) {
    /** @type {Description} */
    const description = DESCRIPTIONS[operation.name];
    const path = templateOf(operation.path);
    paths[path] ??= {};
    paths[path][operation.method.toLowerCase()] = {
      operationId: operation.name,
      summary: description.summary,
      description: scopesInWords(operation),
      parameters: parametersOf(operation, description, onBehalfOf, components),
      ...(operation.body === null
        ? {}
        : {
            requestBody: {
              required: true,
              content: {
                'application/json': { schema: schemaOf(operation.body, 'input'), ...exampleOf(description.example) },
              },
            },
          }),
      responses: responsesOf(operation, description, components),
    };
  }
  for (const [path, page] of Object.entries(PAGES)) paths[templateOf(path)] = { get: pageOf(path, page, components) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'edge-sessions',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Server-side sessions over HTTP: JSON in and out, bearer tokens, problems by RFC 9457. HEAD is answered wherever GET is. In a body null means the same as absent.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    // Before the paths, which repeat its words: packed, it is shorter so.
    components: {
      ...components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: problemSchema(PROBLEM_MEANINGS),
        ...toJsonSchemaDefs(GIVEN, { typeMode: 'input', ignoreActions, errorMode: 'throw' }),
        ...toJsonSchemaDefs(TOLD, { typeMode: 'output', ignoreActions, errorMode: 'throw' }),
      },
    },
    paths,
  };
}

/** @param {string} path */
const templateOf = (path) => path.replaceAll(/:(\w+)/g, '{$1}');

/** @param {Operation} operation */
const scopesInWords = ({ scope, alsoAsks: also }) =>
  also === undefined ? `Scope: ${scope}.` : `Scope: ${scope}, with ${also.parameter}=${also.value} also ${also.scope}.`;

/** @param {Record<string, string>} meanings by code */
const problemSchema = (meanings) => ({
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: {
      type: 'string',
      oneOf: Object.entries(meanings).map(([code, description]) => ({ const: code, description })),
    },
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
  const document = await openApiDocument();
  writeFileSync(target, `${JSON.stringify(document, null, 2)}\n`);
  const text = JSON.stringify(document);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const packed = brotliCompressSync(text, { params }).toString('base64');
  writeFileSync(
    here('../src/http/openapi-brotli.ts'),
    `/** \`openapi.json\`, packed for the bundle: made by \`scripts/openapi.mjs\`, never by hand. */\nexport const OPENAPI_BROTLI =\n  '${packed}';\n`,
  );
  execFileSync(here('../node_modules/.bin/biome'), ['format', '--write', target], { stdio: 'inherit' });
}
