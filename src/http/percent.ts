/**
 * Percent-encoded UTF-8 in headers (`Session-Key`, `Session-Subject`, `On-Behalf-Of`). Contract: "Access".
 * Guarantees: what is accepted is well-formed and decodes to one value. Space is refused raw: a percent-encoder never
 * leaves one, and the platform joins a repeated header with `, `, which would be read as one longer value.
 */
import * as v from 'valibot';
import { bounded, type TextBounds } from './text.ts';

/** The decoded value, or null where a byte is not visible ASCII, an escape is broken or the bytes are no UTF-8. */
export function percentDecode(raw: string): string | null {
  if (!/^[\x21-\x7e]*$/.test(raw)) return null;
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** A header's value. Out: decoded. The bounds hold for what it decodes to. */
export const percentEncoded = (bounds: TextBounds) =>
  v.pipe(
    v.string('is required'),
    v.metadata({ minLength: bounds.min }),
    v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
      const value = percentDecode(dataset.value);
      if (value !== null) return value;
      addIssue({ message: 'must be one value, percent-encoded UTF-8' });
      return NEVER;
    }),
    bounded(bounds),
  );
