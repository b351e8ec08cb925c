/**
 * 5,000 generated requests, valid and invalid, at the running Worker. Guarantees: each answer is one that the OpenAPI
 * document tells (status, headers, type, body), none is a 5xx, and a request that is wrong is never done.
 * The seed is another one at every run, is printed, and can be given: `SEED=1 npx vitest run --project system …`.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Memory } from './harness/memory.ts';
import { committed, OpenApi } from './harness/openapi.ts';
import { drafts } from './harness/openapi-requests.ts';
import { judged, READER } from './harness/openapi-sent.ts';

import { type Answer, Service } from './harness/service.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { stateFolder } from './harness/state-folder.ts';

const REQUESTS = 5_000;
/** Side by side: a request mostly waits. */
const LANES = 4;
const { SEED = Math.floor(Math.random() * 2 ** 31) } = process.env;
const seed = Number(SEED);

const PROBLEM = { 'Content-Type': 'application/problem+json' };
const problem = (status: number, code: string) => ({
  type: `/problems/${code}`,
  title: 'a title',
  status,
  detail: 'a detail',
  code,
  requestId: 'a',
});

let service: Service;
beforeAll(async () => {
  const sha256 = createHash('sha256').update(READER).digest('hex');
  service = await Service.start({
    folder: stateFolder(),
    variables: {
      SIGNING_KEYS: JSON.stringify(signingKeys()),
      API_TOKENS_2: JSON.stringify([{ name: 'reader', sha256, scopes: ['manage:read'] }]),
    },
  });
});
afterAll(() => service.stop());

it(`${REQUESTS} generated requests are answered as the document tells`, async () => {
  console.info(`SEED=${seed}`);
  const openApi = new OpenApi();
  const memory = new Memory();
  const origin = await service.address();
  const statuses = new Map<string, number[]>(openApi.operations.map(({ name }) => [name, []]));
  const lane = (n: number) =>
    fc.assert(
      fc.asyncProperty(drafts(openApi), async (draft) => {
        const { status, complaints } = await judged(openApi, origin, memory, draft);
        statuses.get(draft.operation)?.push(status);
        expect(complaints).toEqual([]);
      }),
      { seed: seed + n, numRuns: REQUESTS / LANES },
    );
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));

  const all = [...statuses.values()];
  expect(all.flat().length).toBe(REQUESTS);
  // That nearly all operations were done, and nearly all kinds of refusals heard, makes the rest worth something.
  expect(all.filter((one) => one.some((status) => status < 300)).length).toBeGreaterThan(all.length - 5);
  expect([...new Set(all.flat())]).toEqual(
    expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 405, 410, 413, 415]),
  );
});

describe('an answer that the document does not tell is seen', () => {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
    status,
    headers: new Headers({ 'Content-Type': 'application/json', 'X-Request-Id': 'a', ETag: '"1"', ...headers }),
    text: JSON.stringify(body),
  });
  const client = committed().components.schemas.Client.examples[0];
  const told = (answer: Answer, document = committed(), operation = 'GetClient') => {
    const openApi = new OpenApi(document);
    return openApi.complaints(openApi.operation(operation), 'GET', answer);
  };

  it('or it would not be worth asking', () => {
    expect(told(json(200, client))).toEqual([]);
  });
  it.each<[string, Answer]>([
    ['another status', json(202, client)],
    ['a 5xx, though the document has it', json(503, client)],
    ['a field missing', json(200, { ...client, enabled: undefined })],
    ['a field too many', json(200, { ...client, secret: 'a' })],
    ['a field of another type', json(200, { ...client, displayName: 1 })],
    ['another type of content', json(200, client, { 'Content-Type': 'text/plain' })],
    ['no request id', json(200, client, { 'X-Request-Id': '' })],
    ['a problem that is none of its own', json(404, problem(404, 'session-not-found'), PROBLEM)],
    ['a problem of another status', json(404, problem(410, 'client-not-found'), PROBLEM)],
  ])('%s', (_what, answer) => {
    expect(told(answer)).not.toEqual([]);
  });
  it('a header missing', () => {
    const grant = committed().components.schemas.Grant.examples[0];
    expect(told(json(200, grant), committed(), 'GetGrant')).toEqual([]);
    expect(told(json(200, grant, { ETag: '' }), committed(), 'GetGrant')).toEqual(['has no ETag']);
  });
  it('after the document has changed, what the service still answers', () => {
    const document = committed();
    document.components.schemas.Client.properties.enabled.type = 'string';
    expect(told(json(200, client), document)).toEqual(['/enabled must be string']);
  });
});
