/**
 * Requests generated from the OpenAPI document: as it describes them, or with one flaw. Guarantees: a flaw is one that the
 * service must see, so that what it answers then can be told beforehand: no success.
 */
import fc from 'fast-check';
import type { Described, OpenApi, Parameter } from './openapi.ts';
import { generated, textOf } from './openapi-values.ts';

/** What a request is made of; texts may hold `<kind:n>`. */
export interface Draft {
  readonly operation: string;
  readonly method: string;
  readonly token: Token;
  /** By place and name, not encoded. */
  readonly parameters: Readonly<Record<Parameter['in'], Readonly<Record<string, string>>>>;
  readonly body: unknown;
  readonly flaw: Flaw | null;
}

export type Token = 'all' | 'reader' | 'nobody' | 'none';

export type Flaw =
  | { readonly what: 'method'; readonly method: string }
  | { readonly what: 'path'; readonly suffix: string }
  | { readonly what: 'query'; readonly text: string }
  | { readonly what: 'header'; readonly name: string; readonly value: string }
  | { readonly what: 'header missing'; readonly name: string }
  | { readonly what: 'type'; readonly type: string }
  | { readonly what: 'text'; readonly text: string }
  | { readonly what: 'bytes'; readonly bytes: readonly number[] }
  | { readonly what: 'packed'; readonly text: string }
  | { readonly what: 'body'; readonly change: Change };

/** One thing that is wrong with a body, at the field that `at` counts to. */
export type Change =
  | { readonly to: 'lack' | 'twice as long' | 'half a surrogate pair'; readonly at: number }
  | { readonly to: 'value'; readonly at: number; readonly value: unknown }
  | { readonly to: 'more'; readonly name: string };

/** What no encoder would have made, and values on the far side of their bounds. */
const BAD_HEADERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'Session-Key': fc.constantFrom('', '%', '%ff', 'a b', 'caf\u00e9', '%00', '%20', 'a'.repeat(201), '%ED%A0%80'),
  'Session-Subject': fc.constantFrom('', '%', '%c3%28', '%0a', 'a'.repeat(201)),
  'On-Behalf-Of': fc.constantFrom('', '%', 'a b', '%7f', 'a'.repeat(201)),
  // Empty, these two do not arrive: the runtime drops them on their way to the service.
  'If-Match': fc.constantFrom('1', '"1', '"1" "2"', ',', '"\t"'),
  'If-None-Match': fc.constantFrom('"1"', '**'),
  'Idempotency-Key': fc.constantFrom('', 'a b', 'caf\u00e9', 'a'.repeat(256)),
  Prefer: fc.constantFrom('', ' '),
};

const WRONG_VALUES = fc.oneof(
  fc.constantFrom<unknown>(1e300, -1, 0, 1.5, 2 ** 53, true, [], {}, [[]], [null], { a: 1 }, ''),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ to: fc.constantFrom('lack', 'twice as long', 'half a surrogate pair'), at: fc.nat(20) }),
  fc.record({ to: fc.constant('value'), at: fc.nat(20), value: WRONG_VALUES }),
  fc.record({
    to: fc.constant('more'),
    name: fc.constantFrom('other', '__proto__', 'toString', 'x'.repeat(50), 'Key'),
  }),
);

function flawsOf(openApi: OpenApi, { parameters, body, path }: Described): fc.Arbitrary<Flaw> {
  const method = fc.constantFrom('PATCH', 'OPTIONS', 'PURGE', 'PROPFIND');
  const suffix = fc.constantFrom('/', '/x', '/%ff', '//');
  const text = fc.constantFrom(
    'nothing=1',
    'subjectId=a&subjectId=b',
    '%ff=1',
    'totals=%ff',
    'a%00=',
    'countRequested=-1',
  );
  const flaws: fc.Arbitrary<Flaw>[] = [fc.record({ what: fc.constant('method'), method })];
  // Below some paths there are others, and a name may end in anything.
  const isLeaf = !path.endsWith('}') && !openApi.operations.some((other) => other.path.startsWith(`${path}/`));
  if (isLeaf) flaws.push(fc.record({ what: fc.constant('path'), suffix }));
  if (path.startsWith('/v1')) flaws.push(fc.record({ what: fc.constant('query'), text }));
  for (const { name, in: place, required } of parameters) {
    const bad = BAD_HEADERS[name === 'Grant-Key' ? 'Session-Key' : name];
    if (place !== 'header' || bad === undefined) continue;
    flaws.push(fc.record({ what: fc.constant('header'), name: fc.constant(name), value: bad }));
    if (required) flaws.push(fc.record({ what: fc.constant('header missing'), name: fc.constant(name) }));
  }
  if (body === null) return fc.oneof(...flaws);
  const types = fc.constantFrom(
    'text/plain',
    'application/json; charset=utf-16',
    '',
    'application/jsonx',
    'multipart/form-data',
  );
  return fc.oneof(
    ...flaws,
    fc.record({ what: fc.constant('type'), type: types }),
    fc.record({
      what: fc.constant('text'),
      text: fc.constantFrom('', '{', 'null', '[]', '"x"', '1', '{"a":1e999}', ' '),
    }),
    fc.record({
      what: fc.constant('text'),
      text: fc.constantFrom(1024 * 1024 + 1, 70_000).map((size) => '['.repeat(size)),
    }),
    fc.record({
      what: fc.constant('bytes'),
      bytes: fc.constantFrom([0x7b, 0xff, 0x7d], [0xef, 0xbb, 0xbf], [0xc0, 0x80]),
    }),
    fc.record({ what: fc.constant('packed'), text: fc.constantFrom('{}', 'no gzip at all') }),
    { weight: 8, arbitrary: fc.record({ what: fc.constant('body'), change: changes }) },
  );
}

const tokens: fc.Arbitrary<Token> = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Token>('all') },
  fc.constantFrom<Token>('reader', 'nobody', 'none'),
);

function draftOf(openApi: OpenApi, operation: Described): fc.Arbitrary<Draft> {
  const { name, method, parameters, body } = operation;
  const methods = method === 'GET' ? fc.constantFrom('GET', 'GET', 'GET', 'HEAD') : fc.constant(method);
  const of = (place: Parameter['in']): fc.Arbitrary<Readonly<Record<string, string>>> => {
    const declared = parameters.filter((one) => one.in === place);
    const values = Object.fromEntries(declared.map((one) => [one.name, textOf(one.schema, one.name)]));
    const requiredKeys = declared.filter(({ required }) => required).map((one) => one.name);
    // Most of what may be left out is: all at once would seldom be valid.
    const sparse = fc.record(
      Object.fromEntries(
        Object.entries(values).map(([one, value]) => [
          one,
          requiredKeys.includes(one) ? value : fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, value),
        ]),
      ),
    );
    return sparse.map((chosen) =>
      Object.fromEntries(Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    );
  };
  return fc.record({
    operation: fc.constant(name),
    method: methods,
    token: tokens,
    parameters: fc.record({ path: of('path'), header: of('header'), query: of('query') }),
    body: body === null ? fc.constant(undefined) : generated(openApi, body.schema, ''),
    flaw: fc.option(flawsOf(openApi, operation), { freq: 2 }),
  });
}

/** What makes something comes often, and what ends much seldom: else most requests would find nothing. */
const MAKES = /^(?:Create|Store|Renew|Put|Update)/;
const ENDS = /^(?:Delete|Remove|ProcessLogout|GetAndRemove)/;

export const drafts = (openApi: OpenApi): fc.Arbitrary<Draft> =>
  fc.oneof(
    ...openApi.operations.map((operation) => ({
      weight: MAKES.test(operation.name) ? 8 : ENDS.test(operation.name) || !operation.path.startsWith('/v1') ? 1 : 2,
      arbitrary: draftOf(openApi, operation),
    })),
  );
