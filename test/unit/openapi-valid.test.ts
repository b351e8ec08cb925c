/**
 * The committed document is valid OpenAPI 3.1 by the engine of @redocly/cli, with every rule that it recommends, as errors.
 * Its rule `struct` is the structure of the specification; `no-invalid-*-examples` hold examples to their schemas.
 */
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';

const committed = readFileSync(new URL('../../src/http/openapi.json', import.meta.url), 'utf8');

/** `recommended-strict` tells as an error what `recommended` only warns of; the rest is not recommended, and held here. */
const rules = {
  'no-invalid-schema-examples': 'error',
  'no-invalid-media-type-examples': 'error',
  'no-invalid-parameter-examples': 'error',
  'no-required-schema-properties-undefined': 'error',
  'no-duplicated-tag-names': 'error',
  'no-http-verbs-in-paths': 'off', // /v1/sessions/delete: paths are the contract's.
  'operation-parameters-unique': 'error',
  'path-segment-plural': 'off', // The singular path addresses by a secret key, the plural one by a public id.
  'response-contains-header': 'off', // Headers are told by answer, not by status.
} as const;

/** Pages and documents ask for nothing that a caller could get wrong, so that they have no 4xx to tell. */
const ASKS_FOR_NOTHING = /^#\/paths\/(?!~1v1)[^{]*\/get\/responses$/;

async function problemsOf(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'], rules });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems
    .map(({ ruleId, message, location: [at] }) => ({ ruleId, message, pointer: at?.pointer ?? '' }))
    .filter(({ ruleId, pointer }) => ruleId !== 'operation-4xx-response' || !ASKS_FOR_NOTHING.test(pointer))
    .map(({ ruleId, message, pointer }) => `${ruleId}: ${message} ${pointer}`);
}

it('the document has no errors and no warnings', async () => {
  expect(await problemsOf(committed)).toEqual([]);
});

/** What is wrong with the document once a part of it is another one. */
async function rulesBrokenBy(change: (document: ReturnType<typeof JSON.parse>) => void): Promise<string[]> {
  const document = JSON.parse(committed);
  change(document);
  const problems = await problemsOf(JSON.stringify(document));
  return [...new Set(problems.map((problem) => problem.split(':', 1)[0] ?? ''))];
}

describe('a document is not valid', () => {
  it.each<[string, string, Parameters<typeof rulesBrokenBy>[0]]>([
    [
      'whose schema has a type that there is not',
      'struct',
      ({ components }) => (components.schemas.Grant.type = 'text'),
    ],
    ['with a member that OpenAPI has not', 'struct', ({ paths }) => (paths['/v1/session'].get.answers = {})],
    ['with a reference to nothing', 'no-unresolved-refs', ({ components }) => delete components.schemas.Client],
    [
      'with an example that lacks a field',
      'no-invalid-schema-examples',
      ({ components }) => delete components.schemas.Grant.examples[0].data,
    ],
    [
      'with a request that its schema refuses',
      'no-invalid-media-type-examples',
      ({ paths }) => (paths['/v1/grants'].post.requestBody.content['application/json'].example.type = ''),
    ],
    ['without a license', 'info-license', ({ info }) => delete info.license],
  ])('%s: %s', async (_what, rule, change) => {
    expect(await rulesBrokenBy(change)).toContain(rule);
  });
});
