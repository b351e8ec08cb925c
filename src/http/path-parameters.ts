/**
 * Parameters of a path. Contract: "Access": an id in a path is one percent-encoded segment.
 * Guarantees: decoded exactly once, and only as a whole (Hono's own decoding leaves a broken escape as it is, so that `%ff`
 * would be the name of something).
 */
import { percentDecode } from './percent.ts';

/** By name, for a pattern such as `/v1/clients/:clientId`; empty where a segment is not percent-encoded UTF-8. */
export function pathParameters(pattern: string, url: string): Readonly<Record<string, string>> {
  if (!pattern.includes(':')) return {};
  const segments = new URL(url).pathname.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.split('/').entries()) {
    if (part.startsWith(':')) parameters[part.slice(1)] = percentDecode(segments[index] ?? '') ?? '';
  }
  return parameters;
}
