/**
 * What the OpenAPI document says of an operation beyond its declaration (`src/http/operation.ts`). Guarantees: an operation,
 * or a parameter of its query, that is not described does not compile; nothing here is part of the service, to whose
 * bundle these words and the schemas of answers would add 15 KiB (a test keeps them out).
 */
import type * as v from 'valibot';
import type { Answer, Operation } from '../http/operation.ts';
import type { ProblemCode } from '../http/problem.ts';

/** A success. */
interface DescribedAnswer {
  readonly status: Answer['status'];
  readonly description: string;
  /** Null for an answer without a body. */
  readonly schema: v.GenericSchema | null;
  readonly headers?: readonly ('ETag' | 'Location' | 'Session-Index' | 'Idempotency-Replayed' | 'Already-Absent')[];
  /** Another status, when it is given, and what differs with it. */
  readonly or?: Pick<DescribedAnswer, 'status' | 'description'> & Partial<Pick<DescribedAnswer, 'schema' | 'headers'>>;
}

interface Described {
  readonly summary: string;
  /** A body that can be sent as it stands, where there is one (`examples.ts`). */
  readonly example?: Readonly<Record<string, unknown>>;
  readonly answer: DescribedAnswer;
  /** The problems of its own; those of every operation are not repeated. */
  readonly problems: readonly ProblemCode[];
}

/** With each parameter of the query, where there are any. */
export type Description<Query extends string = string> = Described &
  ([Query] extends [never] ? { readonly query?: never } : { readonly query: Readonly<Record<Query, string>> });

type NameOf<Declared> = Declared extends Operation<infer Name, never> ? Name : never;
type QueryOf<Declared> = Declared extends Operation<string, infer Query> ? Query : never;

/** The descriptions of all operations that a module declares, by their names. */
export type DescriptionsOf<Module> = {
  readonly [Export in keyof Module as NameOf<Module[Export]>]: Description<QueryOf<Module[Export]>>;
};
