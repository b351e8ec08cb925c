/**
 * The receiving side of OpenID Connect Back-Channel Logout 1.0 (section 2.5 to 2.7): a token that verifies ends the sessions
 * it names. Guarantees: keys are fetched when they are needed, again when a token names one that is not there (the provider
 * has rolled over), then not for 30 s, whoever asks (requests at one moment fetch each for themselves: a Worker cannot wait
 * for what another request has begun); a token is remembered once its sessions have ended, so that a provider that tries
 * again after a fault is heard.
 *
 * Relies on: subjects and sids of the store being this provider's, as they stand in its ID tokens. Lives as long as the
 * isolate: it keeps keys and names, nothing of a request.
 */
import { createRemoteJWKSet, customFetch, type FetchImplementation } from 'jose/jwks/remote';
import type { JWTVerifyGetKey } from 'jose/jwt/verify';
import type { SessionsStore } from '../ticket/sessions-store.ts';
import {
  checkLogoutToken,
  type LogoutTokenFault,
  type LogoutTokenRules,
  type VerifiedLogoutToken,
} from './logout-token-check.ts';
import { MemoryReplays, type ReplayMemory } from './replay-memory.ts';

export interface LogoutReceiverOptions extends LogoutTokenRules {
  /** As the provider's discovery says it. */
  readonly jwksUri: string;
  /** What fetches the keys: of a service binding, where the provider is a Worker of the same zone. */
  readonly fetch?: FetchImplementation;
  /** By default one of this isolate: see there what several need. */
  readonly replays?: ReplayMemory;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export type ReceiveOutcome =
  /** `ended`: how many sessions; a token that names none here is as good. */
  | { readonly outcome: 'logged-out'; readonly ended: number }
  | { readonly outcome: 'refused'; readonly fault: LogoutTokenFault | 'replayed' }
  /** Keys, replay memory or store did not answer: the provider should try again. */
  | { readonly outcome: 'unavailable'; readonly cause: unknown };

export class LogoutReceiver {
  readonly #rules: LogoutTokenRules;
  readonly #keys: JWTVerifyGetKey;
  readonly #replays: ReplayMemory;
  readonly #now: () => number;

  constructor({ jwksUri, fetch, replays, now = Date.now, ...rules }: LogoutReceiverOptions) {
    this.#rules = rules;
    this.#keys = createRemoteJWKSet(new URL(jwksUri), fetch === undefined ? {} : { [customFetch]: fetch });
    this.#replays = replays ?? new MemoryReplays(now);
    this.#now = now;
  }

  async receive(token: string, store: SessionsStore): Promise<ReceiveOutcome> {
    const checked = await checkLogoutToken(token, this.#rules, { keys: this.#keys, now: this.#now() });
    switch (checked.outcome) {
      case 'refused':
        return checked;
      case 'keys-unavailable':
        return { outcome: 'unavailable', cause: checked.cause };
      case 'verified':
        return this.#act(checked, store);
    }
  }

  async #act({ name, until, ...named }: VerifiedLogoutToken, store: SessionsStore): Promise<ReceiveOutcome> {
    try {
      if (await this.#replays.seen(name)) return { outcome: 'refused', fault: 'replayed' };
      const ended = await endNamed(named, store);
      await this.#replays.remember(name, until);
      return { outcome: 'logged-out', ended };
    } catch (cause) {
      return { outcome: 'unavailable', cause };
    }
  }
}

/** A sid is the narrower name: without one, the person is logged out everywhere (section 2.7). */
async function endNamed(
  { subjectId, sessionId }: Pick<VerifiedLogoutToken, 'subjectId' | 'sessionId'>,
  store: SessionsStore,
): Promise<number> {
  if (sessionId !== null) return store.end({ which: 'sid', sessionId });
  return subjectId === null ? 0 : store.end({ which: 'subject', subjectId });
}
