/**
 * Where a logout notification stands and what its last error means, in words. Relies on the phrases of `src/logout/deliver.ts`; one
 * that it does not know is told as it is.
 */
import type { Delivery, DeliveryStatus } from '../session/ending.ts';

export const STATUSES: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'waits',
  delivered: 'delivered',
  dead: 'given up',
};

const MEANINGS: readonly (readonly [error: RegExp, meaning: string])[] = [
  [/^answered 410$/, 'the client says that it is there no more'],
  [/^answered 400/, 'the client refused the token, or could not sign out itself'],
  [/^answered 3/, 'the client has moved: register its new address'],
  [/^answered (401|403|404|405)/, 'this is hardly its logout address'],
  [/^answered 429/, 'the client wants fewer at a time'],
  [/^answered 5/, 'the client has a fault'],
  [/^no answer within/, 'the client is there, but too slow'],
  [/^connection failed/, 'wrong name, no server there, or a certificate that does not hold'],
];

/** What an error means; null where it says so itself. */
export const meaningOf = (error: string): string | null =>
  MEANINGS.find(([pattern]) => pattern.test(error))?.[1] ?? null;

export const attemptsOf = ({ attempts }: Pick<Delivery, 'attempts'>): string =>
  attempts === 1 ? '1 attempt' : `${attempts.toLocaleString('en')} attempts`;
