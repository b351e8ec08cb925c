/** What the operations of the store work with: made once per request. */
import type { SessionIndex } from '../index-d1/session-index.ts';
import type { By } from '../session/ending.ts';
import type { SessionLimit } from '../subject/api.ts';
import type { Protector } from '../ticket/protector.ts';
import type { Directory } from './directory.ts';
import type { RouteCache } from './route-cache.ts';

export interface StoreParts {
  readonly directory: Directory;
  readonly index: SessionIndex;
  readonly protector: Protector;
  /** AES-GCM keys of results tokens; the first writes. */
  readonly tokenKeys: () => Promise<readonly CryptoKey[]>;
  readonly routes: RouteCache;
  readonly limit: SessionLimit | null;
  /** Whose request it is. */
  readonly by: By;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (event: string, details: Record<string, string>) => void;
}
