/** Values on both sides of every bound, and what all operations have in common, for the tests of requests. */
import { expect } from 'vitest';
import { type Sent, told } from './http-client.ts';
import type { Call } from './ticket-client.ts';

/** No text at all. */
export const NO_TEXTS: readonly unknown[] = [1, true, [], {}, ['a']];

/** Where control characters begin and end (contract, "Bodies and values"). */
const CONTROLS = ['a\u0000', '\u001f', 'a\u007fb', '\u0080', 'a\u009f'];
const NEXT_TO_CONTROLS = ['a\u0020b', '~', 'a\u00a0b'];

/** A key, an id or a type: 1 to `max` code points, not of white space only. */
export const nameTaken = (max: number): readonly string[] => [
  'a',
  '0',
  ' a ',
  'e\u0301',
  ...NEXT_TO_CONTROLS,
  'n'.repeat(max),
  '😀'.repeat(max),
];
export const nameRefused = (max: number): readonly unknown[] => [
  ...NO_TEXTS,
  '',
  ' ',
  '\u3000\u00a0',
  ...CONTROLS,
  '\ud800',
  'a\udc00',
  'n'.repeat(max + 1),
  '😀'.repeat(max + 1),
];

/** A value that may be empty or blank. */
export const labelTaken = (max: number): readonly string[] => [...nameTaken(max), '', ' ', '\u3000'];
export const labelRefused = (max: number): readonly unknown[] =>
  nameRefused(max).filter((value) => typeof value !== 'string' || value.trim() !== '' || value === '\u001f');

/** Filters: what is blank counts as not set. */
export const FILTER_UNSET: readonly (string | null)[] = ['', ' ', '\u3000', '\t\n', null];
export const filterRefused = (max: number): readonly unknown[] => [
  ...NO_TEXTS,
  'a\u0000',
  'a\u009f',
  '\ud800',
  'n'.repeat(max + 1),
  '😀'.repeat(max + 1),
  ' '.repeat(max + 1),
];

/** A list of ids, 1 to 100; each refusal with the place that is told. */
export const listTaken = (max: number): readonly (readonly string[])[] => [
  ['a'],
  ['a', 'a'],
  ['n'.repeat(max), '😀'.repeat(max)],
  Array.from({ length: 100 }, (_, n) => `id-${n}`),
];
export const listRefused = (name: string, max: number): readonly (readonly [unknown, string])[] => [
  [[], name],
  [{}, name],
  ['a', name],
  ['', name],
  [Array(101).fill('a'), name],
  [['a', ''], `${name}.1`],
  [[' '], `${name}.0`],
  [['a', null], `${name}.1`],
  [[1], `${name}.0`],
  [['a\u0007'], `${name}.0`],
  [['a'.repeat(max + 1)], `${name}.0`],
  [['😀'.repeat(max + 1), 'a', ' '], `${name}.0 ${name}.2`],
];

export const NO_FLAGS: readonly unknown[] = ['true', 'false', 0, 1, '', [], {}];
export const NO_TIMES: readonly unknown[] = [
  1,
  true,
  '',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-02-30T00:00:00Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01 00:00:00Z',
];
/** As sent, and as told. */
export const TIMES: readonly (readonly [string, string])[] = [
  ['2026-11-21T13:10:00Z', '2026-11-21T13:10:00.000Z'],
  ['2026-11-21T13:10:00.1239+02:00', '2026-11-21T11:10:00.123Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
];

export const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${[...text.slice(0, 80)].slice(0, 20).join('')}… (${text.length})` : text;
};

/** What every operation with a body refuses of its form. */
export async function refusesBadBodies(call: Call, method: string, path: string, sent: Sent = {}): Promise<void> {
  const headers = { ...sent.headers, 'Content-Type': 'application/json' };
  const toldOf = async (raw: string | Uint8Array, changed: Readonly<Record<string, string>> = headers) =>
    told(await call(method, path, { ...sent, json: undefined, raw, headers: changed }));
  for (const raw of ['', 'nothing', '{', 'null', '[]', '"text"', '1', new Uint8Array([0x7b, 0xff, 0x7d])]) {
    expect(await toldOf(raw), String(raw)).toBe('400 invalid-request (body)');
  }
  expect(await toldOf(`${JSON.stringify(sent.json).slice(0, -1)},"other":1}`)).toBe('400 invalid-request other');
  expect(await toldOf('{}', { ...sent.headers, 'Content-Type': 'text/plain' })).toBe('415 unsupported-media-type');
  expect(await toldOf('{}', { ...sent.headers })).toBe('415 unsupported-media-type');
  expect(await toldOf('{}', { ...headers, 'Content-Type': 'application/json; charset=utf-16' })).toBe(
    '415 unsupported-media-type',
  );
  expect(await toldOf(new Uint8Array(1024 * 1024 + 1).fill(32), { 'Content-Type': 'text/plain' })).toBe(
    '413 content-too-large',
  );
}

/** An operation as it is called rightly, with the tokens that may. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly sent?: Sent;
  readonly may: readonly string[];
}

const TOKENS = ['all-token', 'store-token', 'manage-token', 'read-token', 'configure-token'];

/** Who may call it, what it does without a token, and with a method that it does not have. */
export async function keepsAccess(call: Call, { method, path, sent = {}, may }: Asked): Promise<void> {
  for (const token of TOKENS) {
    const response = await call(method, path, { ...sent, token });
    expect(response.status === 403, `${method} ${path} with ${token}`).toBe(!may.includes(token));
    if (may.includes(token)) expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
    else expect(await told(response)).toBe('403 insufficient-scope');
  }
  for (const token of [null, 'nobody']) {
    expect(await told(await call(method, path, { ...sent, token }))).toBe('401 unauthorized');
  }
  for (const other of ['PATCH', 'OPTIONS']) {
    const response = await call(other, path, { token: 'configure-token' });
    expect(response.headers.get('Allow')).toContain(method);
    expect(response.headers.get('Allow')?.includes('HEAD')).toBe(response.headers.get('Allow')?.includes('GET'));
    expect(await told(response)).toBe('405 method-not-allowed');
  }
  const wrong = { ...sent, headers: { ...sent.headers, 'On-Behalf-Of': '%' }, token: may[0] ?? null };
  expect(await told(await call(method, `${path}?nothing=1`, wrong))).toBe('400 invalid-request On-Behalf-Of nothing');
  expect(await told(await call(method, `${path}/`, wrong))).toBe('404 not-found');
}

/** HEAD is answered as GET is, without a body. */
export async function answersHead(call: Call, path: string, sent: Sent = {}): Promise<void> {
  const got = await call('GET', path, sent);
  const head = await call('HEAD', path, sent);
  expect(head.status).toBe(got.status);
  expect(head.headers.get('ETag')).toBe(got.headers.get('ETag'));
  expect(await head.text()).toBe('');
}
