import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../scripts/openapi.mjs';
import { createApp } from '../../src/http/app.ts';
import {
  type DescribedOperation,
  type DescribedParameter,
  resolve,
  openApiDocument as served,
} from '../../src/http/openapi-document.ts';
import { OPERATIONS } from '../../src/http/operations.ts';
import { DESCRIPTIONS } from '../../src/openapi/operations.ts';

const unasked = () => {
  throw new Error('nobody asks this app');
};
const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
const committed = JSON.parse(readFileSync(new URL('../../src/http/openapi.json', import.meta.url), 'utf8'));

it('the committed document is what the operations make (else run: npm run openapi)', async () => {
  expect(committed).toEqual(await openApiDocument());
});

it('what is served is the committed document, packed', async () => {
  expect(await served()).toEqual(committed);
});

it('the document has every route of the app, and nothing else', () => {
  const described = Object.entries<object>(committed.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const { routes } = createApp(unasked, unasked);
  // For all methods: what comes before every route, and 405 after the methods that a path has.
  const served = routes.filter(({ method }) => method !== 'ALL');
  expect(served.length).toBeGreaterThan(OPERATIONS.length);
  expect(described.sort()).toEqual(served.map(({ method, path }) => `${method} ${templateOf(path)}`).sort());
  const paths = new Set(routes.map(({ path }) => templateOf(path)));
  expect([...paths].sort()).toEqual([...Object.keys(committed.paths), '/*', '/v1/*'].sort());
});

it('every operation that has a body has an example of it', () => {
  const bodies = Object.values<Record<string, DescribedOperation>>(committed.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, requestBody }) => (requestBody === undefined ? [] : [{ operationId, ...requestBody }]));
  expect(bodies.length).toBe(OPERATIONS.filter(({ body }) => body !== null).length);
  for (const { operationId, content } of bodies) {
    expect(content['application/json']?.example, operationId).toBeTypeOf('object');
  }
});

it('every operation that is described is served: that every one served is described, the compiler says', () => {
  expect(Object.keys(DESCRIPTIONS).sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
});

it('every operation and every parameter has words', () => {
  const operations = Object.values<Record<string, DescribedOperation>>(committed.paths).flatMap((methods) =>
    Object.values(methods),
  );
  for (const { operationId, summary, parameters } of operations) {
    expect(summary, operationId).toMatch(/\w/);
    for (const given of parameters) {
      const parameter = resolve(given, committed.components.parameters as Record<string, DescribedParameter>);
      expect(parameter?.description, `${operationId} ${parameter?.name}`).toMatch(/\w/);
    }
  }
});

it('every reference leads somewhere', () => {
  const references = [...JSON.stringify(committed).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(references.length).toBeGreaterThan(0);
  for (const path of references) {
    const target = path
      .split('/')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], committed);
    expect(target, path).toBeTypeOf('object');
  }
});

it('every schema has a message of its own: no message can repeat a value', () => {
  const valibotsOwn = /Invalid (?:type|format|length|value|key|integer)/;
  for (const { name, body, headers, query } of OPERATIONS) {
    for (const { name: parameter, schema } of [...Object.values(headers), ...Object.values(query)]) {
      for (const value of ['', '\u0000', '%', 'x'.repeat(3_000)]) {
        const { issues = [] } = schema['~standard'].validate(value) as { issues?: { message: string }[] };
        for (const { message } of issues) expect(message, `${name} ${parameter}`).not.toMatch(valibotsOwn);
      }
    }
    if (body === null) continue;
    const fields = Object.keys((body as unknown as { entries: object }).entries);
    for (const value of [1, '', true, [], [1], {}, 'x'.repeat(3_000), 1.5, -1, 1_001]) {
      const record = Object.fromEntries(fields.map((field) => [field, value]));
      const { issues = [] } = body['~standard'].validate(record) as { issues?: { message: string }[] };
      for (const { message } of issues) expect(message, name).not.toMatch(valibotsOwn);
    }
  }
});
