/**
 * The examples of the OpenAPI document, sent to the running Worker as they stand, as a story: Alice signs in, is read, renewed,
 * listed and signed out. Guarantees: every operation is sent once, and its answer is a success that has what the schema tells,
 * in the shape of the examples of answers.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenApi, type Schema } from './harness/openapi.ts';
import { type Answer, Service } from './harness/service.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { stateFolder } from './harness/state-folder.ts';

/** In the order in which they make sense; the key of the document is one session's all the way. */
const STORY = [
  ...['Home', 'Health', 'Readiness', 'OpenApi', 'Docs', 'ProblemPage', 'KeySet', 'OpenIdConfiguration'],
  ...['PutClient', 'GetClient', 'QueryClients', 'TestClient'],
  ...['CreateSession', 'GetSession', 'UpdateSession', 'GetSessions', 'QuerySessions', 'GetSessionById'],
  ...['RenewTicket', 'RetrieveTicket', 'AddClient', 'TouchTicket', 'ValidateSession'],
  ...['QueryUserSessions', 'GetUserSession', 'GetUserSessions', 'StoreTicket'],
  ...['StoreGrant', 'GetGrant', 'FindGrants', 'CountGrants', 'RemoveGrants', 'RemoveGrant'],
  ...['CreateBffSession', 'GetBffSession', 'UpdateBffSession', 'FindBffSessions'],
  ...['DeleteBffSession', 'DeleteBffSessions', 'RemoveExpiredBffSessions'],
  ...['RemoveTicket', 'DeleteSession', 'ProcessLogout', 'RemoveSessions', 'DeleteSessions'],
  ...[
    'GetAndRemoveExpiredSessions',
    'QueryHistory',
    'QueryDeliveries',
    'Redeliver',
    'GetStats',
    'GetActivity',
    'Reindex',
    'DeleteClient',
  ],
];

const openApi = new OpenApi();
let service: Service;
beforeAll(async () => {
  service = await Service.start({
    folder: stateFolder(),
    variables: { SIGNING_KEYS: JSON.stringify(signingKeys()) },
  });
});
afterAll(() => service.stop());

/** What the document does not know beforehand: the minted id of a delivery. */
let delivery: string | undefined;

function send(name: string): Promise<Answer> {
  const { method, path, parameters, body } = openApi.operation(name);
  const headers: Record<string, string> = {};
  let address = path;
  for (const { name: parameter, in: place, required, example = delivery } of parameters) {
    if (!required) continue;
    if (example === undefined) throw new Error(`${name}: ${parameter} has no example`);
    if (place === 'path') address = address.replace(`{${parameter}}`, encodeURIComponent(example));
    else headers[parameter] = encodeURIComponent(example);
  }
  // A filter, of which the document cannot say that one is required.
  if (name === 'GetUserSessions' || name === 'CountGrants') address += '?subjectId=alice';
  return service.send(method, address, { headers, ...(body === null ? {} : { json: body.example }) });
}

it('the story tells every operation once', () => {
  expect(STORY.toSorted()).toEqual(openApi.operations.map(({ name }) => name).sort());
});

it.each(STORY)('%s', async (name) => {
  const answer = await send(name);
  expect(openApi.complaints(openApi.operation(name), openApi.operation(name).method, answer)).toEqual([]);
  expect(answer.status, answer.text).toBeLessThan(300);
  const { content } = openApi.operation(name).responses[answer.status] ?? {};
  const schema = content?.['application/json']?.schema;
  if (schema === undefined) return;
  const body = JSON.parse(answer.text);
  expect(unlikeExamples(body, schema)).toEqual([]);
  if (name === 'QueryDeliveries') delivery = body.results[0].id;
});

/** Where an answer, or a part of it, is not like the example that the schema of the part has. */
function unlikeExamples(value: unknown, given: Schema, at = ''): string[] {
  const schema: Schema = openApi.resolved(given);
  if (value === null) return [];
  if (schema.examples !== undefined) return differences(value, schema.examples[0], at);
  if (schema.anyOf !== undefined) {
    const [least = []] = schema.anyOf.map((one) => unlikeExamples(value, one, at)).sort((a, b) => a.length - b.length);
    return least;
  }
  const { items, properties = {} } = schema;
  if (items !== undefined) return (value as unknown[]).flatMap((one, n) => unlikeExamples(one, items, `${at}/${n}`));
  return Object.entries(properties).flatMap(([name, part]) =>
    name in Object(value) ? unlikeExamples((value as Record<string, unknown>)[name], part, `${at}/${name}`) : [],
  );
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/** Where a value has other members, or other kinds of values, than an example; null may stand for anything. */
function differences(value: unknown, example: unknown, at: string): string[] {
  const [kind, expected] = [kindOf(value), kindOf(example)];
  if (example === undefined || kind === 'null' || expected === 'null') return [];
  if (kind !== expected) return [`${at}: ${kind}, not ${expected}`];
  if (Array.isArray(value)) return value.flatMap((one, n) => differences(one, (example as unknown[])[0], `${at}/${n}`));
  if (kind !== 'object') return [];
  const [members, told] = [value as Record<string, unknown>, example as Record<string, unknown>];
  return [...new Set([...Object.keys(members), ...Object.keys(told)])].flatMap((name) =>
    name in members && name in told
      ? differences(members[name], told[name], `${at}/${name}`)
      : [`${at}/${name}: ${name in members ? 'not in the example' : 'missing'}`],
  );
}
