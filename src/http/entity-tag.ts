/**
 * `ETag`, `If-Match` and `If-None-Match` (RFC 9110, 8.8.3, 13.1.1 and 13.1.2) over revisions. Contract: "Answers".
 * Guarantees: strong comparison, so that a weak tag matches nothing; a tag that is no revision of ours is valid syntax
 * that matches nothing.
 */
import * as v from 'valibot';

export const entityTag = (revision: number): string => `"${revision}"`;

/** One list element and what ends it; an element may be empty (RFC 9110, 5.6.1.2). etagc is visible ASCII but the quote, or obs-text. */
const ELEMENT = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\u{10ffff}]*)"[ \t]*)?(,|$)/uy;

/** The revisions that a header names, `*`, or null for bad syntax. */
export function parseIfMatch(value: string): readonly number[] | '*' | null {
  if (value.trim() === '*') return '*';
  const revisions: number[] = [];
  let tags = 0;
  ELEMENT.lastIndex = 0;
  for (let ended = false; !ended; ) {
    const element = ELEMENT.exec(value);
    if (element === null) return null;
    const [, weak, opaque, separator] = element;
    if (opaque !== undefined) tags += 1;
    if (weak === undefined && isRevision(opaque)) revisions.push(Number(opaque));
    ended = separator === '';
  }
  return tags === 0 ? null : revisions;
}

const isRevision = (opaque: string | undefined): boolean =>
  opaque !== undefined && /^(?:0|[1-9]\d{0,15})$/.test(opaque) && Number.isSafeInteger(Number(opaque));

export const ifMatchSchema = v.pipe(
  v.string('is required'),
  v.rawTransform<string, readonly number[] | '*'>(({ dataset, addIssue, NEVER }) => {
    const value = parseIfMatch(dataset.value);
    if (value !== null) return value;
    addIssue({ message: 'must be * or a list of entity tags such as "123"' });
    return NEVER;
  }),
);

/** Only to create: another revision than these is nothing that a caller of ours asks for. Out: true. */
export const ifNoneMatchSchema = v.pipe(
  v.string('is required'),
  v.check((value) => value.trim() === '*', 'must be *'),
  v.transform(() => true),
);
