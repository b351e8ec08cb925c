/**
 * Values that the OpenAPI document's schemas describe, for generated requests. Guarantees: names come from small pools, so
 * that requests meet what others made; `<kind:n>` stands for something that an earlier answer told (`memory.ts`). What is
 * generated is what the schema says; what only the contract says, such as that a key is not blank, may be otherwise.
 */
import fc from 'fast-check';
import type { OpenApi, Schema } from './openapi.ts';

type Values = fc.Arbitrary<unknown>;

const remembered = (kind: string): fc.Arbitrary<string> => fc.nat(40).map((n) => `<${kind}:${n}>`);

const someOf = (...pool: string[]): fc.Arbitrary<string> => fc.constantFrom(...pool);

/** Few enough that two requests mean the same, and some that are hard to carry. */
const SUBJECTS = someOf('alice', 'bob', 'Zoë', '😀/..%2F', 'a b', '٣', '\u{1f469}\u200d\u{1f467}');
const SIDS = someOf('sid-1', 'sid-2', 'SID-1', 'ß', '<sessionId:0>');
const CHOSEN_KEYS = fc.oneof(
  fc.nat(500).map((n) => `a-chosen-key-${n}`),
  someOf('ключ', '%', 'key?#&', '"'),
);
const keysOf = (...kinds: string[]): fc.Arbitrary<string> =>
  fc.oneof(CHOSEN_KEYS, ...kinds.map((kind) => ({ weight: 3, arbitrary: remembered(kind) })));
const TIMES = fc.oneof(
  fc
    .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  someOf('2099-01-01T00:00:00Z', '2026-11-21T13:10:00.1239+02:00', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'),
);
const tokens = fc.oneof({ weight: 4, arbitrary: remembered('resultsToken') }, fc.string());

/** By the name of a field or parameter, or with the name of the field that it is in. */
const BY_NAME: Readonly<Record<string, fc.Arbitrary<string>>> = {
  subjectId: SUBJECTS,
  sub: SUBJECTS,
  'Session-Subject': SUBJECTS,
  sessionId: SIDS,
  sid: SIDS,
  exceptSessionIds: SIDS,
  key: CHOSEN_KEYS,
  'Session-Key': keysOf('sessionKey', 'bffKey'),
  'Grant-Key': keysOf('grantKey'),
  clientId: someOf('shop', 'web', 'a/b', '客户端'),
  clientIds: someOf('shop', 'web', 'a/b', '客户端'),
  partition: someOf('portal', 'Äpp / 1', '.a', '%2e'),
  bffPartitions: someOf('portal', 'Äpp / 1'),
  id: fc.oneof(remembered('id'), remembered('deliveryId'), someOf('nothing', '%', '😀')),
  ids: fc.oneof(remembered('id'), fc.string({ minLength: 1, maxLength: 60 })),
  resultsToken: tokens,
  type: someOf('refresh_token', 'reference_token', 'user_consent', 'device_code'),
  'claims.type': fc.oneof({ weight: 3, arbitrary: fc.constant('sub') }, someOf('sid', 'name', 'role')),
  'claims.value': SUBJECTS,
  scheme: someOf('cookie', 'Bearer'),
  types: someOf('refresh_token', 'reference_token', 'user_consent', 'device_code'),
  grantId: someOf('family-1', 'family-2'),
  lookup: someOf('user-code-1', 'user-code-2'),
  backChannelLogoutUri: someOf(
    'https://rp.example/logout',
    'https://shop.example/',
    'https://localhost/x',
    'http://rp.example/',
    'nothing',
  ),
  countRequested: someOf('0', '1', '2', '25', '1000', '1001'),
  'If-Match': fc.oneof(
    remembered('revision').map((tag) => `"${tag}"`),
    someOf('*', '"1", "2"', 'W/"1"', '"99999999999999999999"', '""'),
  ),
  'If-None-Match': someOf('*', ' * '),
  Prefer: someOf('respond-async', 'return=representation', 'return=representation, respond-async', 'wait=1'),
  'Idempotency-Key': fc.nat(200).map((n) => `again-${n}`),
  code: someOf('key-taken', 'unavailable', 'toString', 'nothing'),
  status: someOf('pending', 'delivered', 'dead'),
  expires: TIMES,
};

/** `ticket.claims.type` is a `claims.type` before it is a `type`. */
function poolOf(name: string): fc.Arbitrary<string> | undefined {
  const names = name.split('.');
  return BY_NAME[names.slice(-2).join('.')] ?? BY_NAME[names.at(-1) ?? ''];
}

/** Text of any planes, without what the contract refuses and a schema cannot tell: controls, white space alone. */
const anyText = ({ minLength = 0, maxLength = 12, pattern }: Schema): fc.Arbitrary<string> =>
  pattern === undefined
    ? fc
        .string({ unit: 'binary', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 12)) })
        .map((text) => text.replaceAll(/[\p{Cc}\s]/gu, 'x'))
    : fc.stringMatching(new RegExp(pattern));

/** A value that the schema takes, of a field of this name. */
export function generated(openApi: OpenApi, given: Schema, name: string): Values {
  const schema: Schema = openApi.resolved(given);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => generated(openApi, one, name)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return textOf(schema, name);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(generated(openApi, schema.items ?? {}, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'object':
      return objectOf(openApi, schema, name);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

export function textOf(schema: Schema, name: string): fc.Arbitrary<string> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.map(String));
  const pool = poolOf(name) ?? (schema.format === 'date-time' ? TIMES : anyText(schema));
  return fc.oneof({ weight: 20, arbitrary: pool }, anyText(schema));
}

function objectOf(
  openApi: OpenApi,
  { properties = {}, required = [], additionalProperties }: Schema,
  within: string,
): Values {
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object') {
    return fc.dictionary(fc.string({ maxLength: 8 }), generated(openApi, additionalProperties, ''), { maxKeys: 3 });
  }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, generated(openApi, field, `${within}.${name}`)]),
  );
  return fc.record(fields, { requiredKeys: [...required] });
}
