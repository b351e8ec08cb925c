/**
 * Request bodies: bounded, JSON, UTF-8, well-formed. Contract: "Bodies and values".
 * Guarantees: never more than the limit is read, whatever `Content-Length` says; bad UTF-8, bad JSON and unpaired
 * surrogates are refused before any schema sees the value; a member that is null is the same as an absent one. Nothing here
 * recurses: a body may nest half a million lists.
 */
import { LIMITS } from '../session/limits.ts';
import { gunzip, isGzip } from './content-coding.ts';
import { isJson } from './media-type.ts';
import type { FieldProblem } from './problem.ts';
import { isTellable, MOST_PROBLEMS } from './validation.ts';

export type BodyOutcome =
  | { readonly outcome: 'read'; readonly bytes: Uint8Array }
  | { readonly outcome: 'content-too-large' | 'unsupported-media-type' | 'not-gzip' };

/** Reads the body of an operation that has one. An empty body without a type is read: that it is missing is told later. */
export async function readBody(request: Request): Promise<BodyOutcome> {
  const { headers, body } = request;
  const declared = Number(headers.get('Content-Length') ?? 0);
  const sent = declared > LIMITS.bodyBytes ? null : await readAtMost(body, LIMITS.bodyBytes);
  if (sent === null) return { outcome: 'content-too-large' };
  const packed = isGzip(headers.get('Content-Encoding')) && sent.length > 0;
  const bytes = packed ? await gunzip(sent, LIMITS.unpackedBodyBytes) : sent;
  if (bytes === 'too-large') return { outcome: 'content-too-large' };
  const type = headers.get('Content-Type');
  if (!isJson(type) && !(type === null && bytes.length === 0)) return { outcome: 'unsupported-media-type' };
  return bytes === 'broken' ? { outcome: 'not-gzip' } : { outcome: 'read', bytes };
}

/**
 * How much of a body without a length is read and thrown away, in bytes: what Cloudflare takes of a body at most. A body
 * that was begun and is left, or cancelled, may cost the client its answer: the connection breaks while it still sends.
 * One that nobody began is drained by the runtime.
 */
const MOST_DRAINED = 100 * 1024 * 1024;

/** All bytes of a stream, or null where it has more than `most`. A stream that breaks off counts as ended there. */
async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
    if (done || size > MOST_DRAINED) break;
    size += value.length;
    if (size <= most) chunks.push(value);
    else chunks.length = 0;
  }
  reader.releaseLock();
  if (size > most) return null;
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}

/** The JSON object in a body, without the members that are null; or null. What is wrong is added to `problems`. */
export function parseBody(bytes: Uint8Array, problems: FieldProblem[]): object | null {
  const refuse = (message: string): null => {
    problems.push({ path: '', message });
    return null;
  };
  if (bytes.length === 0) return refuse('is required: a JSON object');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (fault) {
    // Not the parser's message, which quotes the body.
    return refuse(fault instanceof SyntaxError ? 'must be JSON' : 'must be UTF-8');
  }
  if (!isObject(value) || Array.isArray(value)) return refuse('must be a JSON object');
  clean(value, problems);
  return value;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

interface Place {
  readonly value: object;
  readonly name: string;
  readonly parent: Place | null;
}

/** Drops null members in place, and finds strings that are not well-formed: values, and names of members. */
function clean(root: object, problems: FieldProblem[]): void {
  const open: Place[] = [{ value: root, name: '', parent: null }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const members = place.value as Record<string, unknown>;
    for (const [name, value] of Object.entries(members)) {
      if (problems.length === MOST_PROBLEMS) return;
      if (!name.isWellFormed()) {
        problems.push({ path: pathOf(place), message: 'has a field whose name holds an unpaired surrogate' });
      }
      if (isObject(value)) {
        open.push({ value, name, parent: place });
      } else if (value === null && !Array.isArray(members)) {
        delete members[name];
      } else if (typeof value === 'string' && !value.isWellFormed()) {
        problems.push({
          path: pathOf({ value: members, name, parent: place }),
          message: 'holds an unpaired surrogate',
        });
      }
    }
  }
}

/** Deeper than any body of the contract: such a place is told as the body itself. */
const MOST_NAMES = 10;

function pathOf(place: Place): string {
  const names: string[] = [];
  for (let at = place; at.parent !== null && names.length <= MOST_NAMES; at = at.parent) names.push(at.name);
  return names.length <= MOST_NAMES && names.every(isTellable) ? names.reverse().join('.') : '';
}
