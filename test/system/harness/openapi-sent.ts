/**
 * Drafts of requests, sent to the service as HTTP carries them, and judged. Guarantees: what is encoded is encoded as the
 * contract asks for, but for what a flaw breaks; a request that is wrong is never done.
 */
import type { Memory } from './memory.ts';
import type { Described, OpenApi } from './openapi.ts';
import type { Change, Draft, Token } from './openapi-requests.ts';
import { overHttp, type Sent } from './over-http.ts';
import { type Answer, TOKEN } from './service.ts';

export const READER = 'the-token-of-a-reader';

const AUTHORIZATION: Readonly<Record<Token, Readonly<Record<string, string>>>> = {
  all: { Authorization: `Bearer ${TOKEN}` },
  reader: { Authorization: `Bearer ${READER}` },
  nobody: { Authorization: 'Bearer of nobody' },
  none: {},
};

const PERCENT_ENCODED = ['Session-Key', 'Grant-Key', 'Session-Subject', 'On-Behalf-Of'];

interface Request {
  readonly method: string;
  readonly path: string;
  readonly sent: Sent;
  /** Whether the service has to refuse it. */
  readonly isWrong: boolean;
}

export interface Judged {
  readonly status: number;
  /** All that is wrong with the answer. */
  readonly complaints: readonly string[];
}

/** Sends a draft and judges what came back. */
export async function judged(openApi: OpenApi, origin: string, memory: Memory, draft: Draft): Promise<Judged> {
  const operation = openApi.operation(draft.operation);
  const request = requestOf(openApi, operation, memory, draft);
  const answer = await overHttp(request.method, `${origin}${request.path}`, request.sent);
  if (answer.status < 300 && answer.text.startsWith('{')) memory.remember(JSON.parse(answer.text));
  const complaints = [
    ...(request.isWrong && answer.status < 400 ? [`${answer.status} to a request that is wrong`] : []),
    ...accessComplaints(operation, draft, answer),
    ...(strays(draft)
      ? strayComplaints(operation, draft, answer)
      : openApi.complaints(operation, request.method, answer)),
  ];
  return {
    status: answer.status,
    complaints: complaints.map((complaint) => `${request.method} ${request.path}: ${complaint}`),
  };
}

/** Whether it asks for what the document does not have: another path, another method. */
const strays = ({ flaw }: Draft): boolean => flaw?.what === 'method' || flaw?.what === 'path';

function requestOf(openApi: OpenApi, operation: Described, memory: Memory, draft: Draft): Request {
  const { flaw, parameters } = draft;
  const entries = (place: keyof Draft['parameters']) =>
    Object.entries(parameters[place]).map(([name, text]): [string, string] => [name, memory.resolve(text)]);
  let path = operation.path;
  for (const [name, value] of entries('path'))
    path = path.replace(`{${name}}`, () => encodeURIComponent(segment(value)));
  if (flaw?.what === 'path') path += flaw.suffix;
  const query = new URLSearchParams(entries('query')).toString();
  const asked = [query, flaw?.what === 'query' ? flaw.text : ''].filter((part) => part !== '').join('&');
  const headers: Record<string, string> = { ...AUTHORIZATION[draft.token] };
  for (const [name, value] of entries('header')) {
    headers[name] = PERCENT_ENCODED.includes(name) ? encodeURIComponent(value) : carried(value);
  }
  if (flaw?.what === 'header') headers[flaw.name] = flaw.value;
  if (flaw?.what === 'header missing') delete headers[flaw.name];
  const { raw, isWrong } = bodyOf(openApi, operation, memory, draft);
  if (raw !== undefined) headers['Content-Type'] = flaw?.what === 'type' ? flaw.type : 'application/json';
  if (flaw?.what === 'packed') headers['Content-Encoding'] = 'gzip';
  return {
    method: flaw?.what === 'method' ? flaw.method : draft.method,
    path: asked === '' ? path : `${path}?${asked}`,
    sent: { headers, ...(raw === undefined ? {} : { body: raw }) },
    isWrong: isWrong || (flaw !== null && flaw.what !== 'body'),
  };
}

/** Segments that a client would take for another path are none that can be sent. */
const segment = (value: string): string => (/^\.{0,2}$/.test(value) ? `${value}x` : value);

/** What a header can carry of a text: one byte a character, no controls. */
const carried = (value: string): string => value.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?').trim();

function bodyOf(
  openApi: OpenApi,
  operation: Described,
  memory: Memory,
  { body, flaw }: Draft,
): { readonly raw?: NonNullable<Sent['body']>; readonly isWrong: boolean } {
  if (operation.body === null) return { isWrong: false };
  switch (flaw?.what) {
    case 'method':
      return { isWrong: true };
    case 'text':
    case 'packed':
      return { raw: flaw.text, isWrong: true };
    case 'bytes':
      return { raw: Uint8Array.from(flaw.bytes), isWrong: true };
    default: {
      const value = resolved(memory, flaw?.what === 'body' ? changed(body, flaw.change) : body);
      const raw = JSON.stringify(value);
      return { raw, isWrong: !openApi.takes(operation, withoutNulls(value)) || raw.includes('\\ud800') };
    }
  }
}

/** In a body a member that is null is the same as an absent one (contract, "Bodies and values"). */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(members.map(([name, one]) => [name, withoutNulls(one)]));
}

function resolved(memory: Memory, value: unknown): unknown {
  if (typeof value === 'string') return memory.resolve(value);
  if (Array.isArray(value)) return value.map((one) => resolved(memory, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(memory, one)]));
}

type Members = Record<string, unknown>;

/** A copy with one change. */
function changed(body: unknown, change: Change): unknown {
  const copy = structuredClone(body) as Members;
  const places = placesIn(copy);
  if (change.to === 'more') {
    Object.defineProperty(copy, change.name, { value: 1, enumerable: true });
    return copy;
  }
  const [members, name] = places[change.at % places.length] ?? [copy, 'other'];
  if (change.to === 'lack') delete members[name];
  else if (change.to === 'value') members[name] = change.value;
  else members[name] = change.to === 'twice as long' ? 'x'.repeat(2_001) : '\ud800';
  return copy;
}

const placesIn = (value: unknown): (readonly [Members, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.keys(value).flatMap((name) => [[value as Members, name] as const, ...placesIn((value as Members)[name])]);

const isProblem = (answer: Answer, status: number, code: string): boolean =>
  answer.status === status && (answer.text === '' || JSON.parse(answer.text).code === code);

/** 401 to nobody, 403 to who may not, unless there is no such path. */
function accessComplaints({ path, description }: Described, { token, flaw }: Draft, answer: Answer): string[] {
  if (!path.startsWith('/v1') || token === 'all') return [];
  if (token !== 'reader') return isProblem(answer, 401, 'unauthorized') ? [] : [`${answer.status} to ${token}`];
  const may = description.startsWith('Scope: manage:read');
  if (may || flaw?.what === 'method' || [403, 404].includes(answer.status)) return [];
  return [`${answer.status} to who may only read: ${answer.text}`];
}

function strayComplaints({ path, method }: Described, { flaw, token }: Draft, answer: Answer): string[] {
  if (path.startsWith('/v1') && ['nobody', 'none'].includes(token)) return [];
  const notFound = isProblem(answer, 404, 'not-found');
  // A method is wrong only where there is a path; a partition may be one that cannot exist.
  if (flaw?.what === 'path' || (notFound && path.includes('{')))
    return notFound ? [] : [`${answer.status}: ${answer.text}`];
  const allows = answer.headers.get('Allow')?.split(', ').includes(method) === true;
  return isProblem(answer, 405, 'method-not-allowed') && allows ? [] : [`${answer.status}: ${answer.text}`];
}
