/**
 * One line of JSON per event.
 * Guarantees: callers pass request ids, route patterns, codes, public ids, names of tokens and counts; never a URL, a key,
 * a ticket, a token, a subject or a display name (design.md, "Conventions").
 */

export type Log = (event: string, details: Readonly<Record<string, unknown>>) => void;

/** A log whose every line carries the id of the request. */
export const logOf =
  (requestId: string): Log =>
  (event, details) =>
    console.log(JSON.stringify({ event, requestId, ...details }));

/**
 * What may be told of a fault that is not ours: its name and where it was thrown. Its message may quote what a caller
 * sent, so it stays out.
 */
export function describeFault(fault: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(fault instanceof Error)) return { name: typeof fault, at: [] };
  const frames = (fault.stack ?? '')
    .replace(fault.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return { name: fault.name, at: frames.slice(0, 6).map((line) => line.trim()) };
}
