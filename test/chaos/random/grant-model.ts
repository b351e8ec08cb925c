/**
 * What one key of a grant may do, seen from outside: a register that is stored into, read and emptied; a removal of its subject
 * empties it, too. An end never keeps the key.
 */
import type { Timed } from './linearizability.ts';

const HALF_DAY = 43_200_000;
/** Clocks of objects and of the caller differ by less. */
const SLACK = 10_000;

/** Null: there is none. */
export type GrantState = { readonly subject: string | null; readonly data: string } | null;

export type GrantAction =
  | { readonly do: 'store'; readonly content: NonNullable<GrantState>; readonly createOnly: boolean }
  | { readonly do: 'get' }
  | { readonly do: 'remove'; readonly representation: boolean }
  /** RemoveSessions, or a removal of grants by subject. */
  | { readonly do: 'revoke'; readonly subject: string };

export type GrantOperation = GrantAction &
  Timed & {
    readonly outcome: string;
    /** What a get found, or a removal handed out. */
    readonly data: string | null;
    /** Milliseconds of virtual time until its caller heard anything. */
    readonly took: number;
    /** A removal of its subject was not over when it was asked: what it makes may end as it arrives. */
    readonly cut: boolean;
  };

export function step(state: GrantState, operation: GrantOperation): readonly GrantState[] {
  const { outcome, data } = operation;
  switch (operation.do) {
    case 'get':
      return (outcome === 'found') === (state !== null) && (state === null || state.data === data) ? [state] : [];
    case 'revoke':
      return [state?.subject === operation.subject ? null : state];
    case 'remove':
      if (outcome === 'lost') return [null];
      if (outcome === 'absent') return state === null ? [null] : [];
      return state !== null && (!operation.representation || state.data === data) ? [null] : [];
    case 'store':
      return stored(state, operation);
  }
}

function stored(state: GrantState, operation: GrantOperation & { readonly do: 'store' }): readonly GrantState[] {
  const { content, createOnly, outcome, cut, took } = operation;
  switch (outcome) {
    case 'created':
      return state === null ? [content] : [];
    case 'replaced':
      return state !== null && !createOnly ? [content] : [];
    case 'revision-mismatch':
      return state !== null && createOnly ? [state] : [];
    case 'grant-revoked':
      // One that was on its way to its new subject has ended there.
      if (cut) return [state, null];
      // A create that was under way for half a day ends as it arrives.
      return state === null && took > HALF_DAY - SLACK ? [null] : [];
    case 'lost':
      if (createOnly && state !== null) return [state];
      return cut ? [content, null] : [content];
    default:
      return [];
  }
}
