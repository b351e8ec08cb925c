/**
 * The environment of the Worker, read once per isolate into a validated, typed configuration (contract, "Operations").
 *
 * Guarantees: an unknown value is refused, never guessed; all that is wrong is told at once, each message names its
 * variable, and none repeats a value, which may be a secret.
 * Relies on: the platform handing the same `env` object to every request of an isolate (else it is only read again).
 */
import * as v from 'valibot';
import { readSigningKey, type SigningKey } from './logout/signing-key.ts';
import type { TicketKey } from './ticket/key-ring.ts';
import { isTicketKeyId } from './ticket/ticket-key-id.ts';

/** What an API token may do. `manage` includes `manage:read`. */
export const SCOPES = ['store', 'manage:read', 'manage', 'tickets:read', 'configure'] as const;
export type Scope = (typeof SCOPES)[number];

/** Bindings and variables. A variable may also arrive as JSON of another type than string, as wrangler.toml allows. */
export interface Env {
  readonly INDEX: D1Database;
  readonly SUBJECTS: DurableObjectNamespace;
  /** The console's (`src/admin/sign-in-attempts.ts`). */
  readonly SIGN_IN_ATTEMPTS: DurableObjectNamespace;
  readonly API_TOKENS?: string;
  readonly TICKET_KEYS?: string;
  readonly SIGNING_KEYS?: string;
  readonly ISSUER?: string;
  readonly ORIGIN?: string;
  readonly JURISDICTION?: string;
  readonly REMOVE_EXPIRED_SESSIONS?: string;
  readonly REMOVE_EXPIRED_SESSIONS_BATCH_SIZE?: string;
  readonly USER_DISPLAY_NAME_CLAIM_TYPE?: string;
  readonly SESSION_ABSOLUTE_LIFETIME?: string;
  readonly SESSION_LIMIT_PER_SUBJECT?: string;
  readonly SESSION_LIMIT_POLICY?: string;
  readonly ALLOW_PRIVATE_LOGOUT_URIS?: string;
  readonly EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT?: string;
  readonly COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION?: string;
  readonly HISTORY_DAYS?: string;
}

export interface ApiToken {
  /** The actor in logs and in history. Two tokens may share a name while one replaces the other. */
  readonly name: string;
  /** SHA-256 of the token, 32 bytes. */
  readonly sha256: Uint8Array;
  readonly scopes: ReadonlySet<Scope>;
}

export type Jurisdiction = 'eu' | 'us' | 'fedramp';
export type SessionLimitPolicy = 'evict-oldest' | 'deny';

export interface Config {
  readonly apiTokens: readonly ApiToken[];
  /** The first one writes, every one reads. Never empty. */
  readonly ticketKeys: readonly TicketKey[];
  /** The first one of an algorithm signs, every one is published. May be empty: then no client can be registered. */
  readonly signingKeys: readonly SigningKey[];
  readonly issuer: string | null;
  /** Where the service is: `npm run dev` says so. Who signs logout tokens where neither session nor `ISSUER` says. */
  readonly origin: string | null;
  readonly jurisdiction: Jurisdiction | null;
  readonly removeExpiredSessions: boolean;
  readonly removeExpiredSessionsBatchSize: number;
  /** The claim of a ticket that a session's display name comes from; null: none does. */
  readonly userDisplayNameClaimType: string | null;
  /** Seconds from `created` until a session ends whatever is renewed; 0: none. */
  readonly sessionAbsoluteLifetime: number;
  /** 0: no limit. */
  readonly sessionLimitPerSubject: number;
  readonly sessionLimitPolicy: SessionLimitPolicy;
  /** For development: logout addresses may be http and private. */
  readonly allowPrivateLogoutUris: boolean;
  /** All clients of an expired session hear of it, not only coordinated ones. */
  readonly expiredSessionsTriggerBackchannelLogout: boolean;
  /** For clients that do not say themselves. */
  readonly coordinateClientLifetimesWithUserSession: boolean;
  /** How long history and deliveries are kept. */
  readonly historyDays: number;
}

export type Configuration =
  | { readonly outcome: 'configured'; readonly config: Config }
  | { readonly outcome: 'misconfigured'; readonly problems: readonly string[] };

const configurations = new WeakMap<object, Configuration>();

/** The configuration of this isolate. */
export function configurationOf(env: object): Configuration {
  const known = configurations.get(env);
  if (known !== undefined) return known;
  const configuration = readConfiguration(env as Readonly<Record<string, unknown>>);
  configurations.set(env, configuration);
  return configuration;
}

/** Reads all variables and tells everything that is wrong with them. */
export function readConfiguration(variables: Readonly<Record<string, unknown>>): Configuration {
  const read = new VariableReader(variables);
  const apiTokens = read.list('API_TOKENS', apiToken, (token) => token.sha256.toString(), 'sha256');
  const ticketKeys = read.list('TICKET_KEYS', ticketKey, (key) => key.id, 'id');
  const config: Config = {
    apiTokens: read.atLeastOne('API_TOKENS', apiTokens),
    ticketKeys: read.atLeastOne('TICKET_KEYS', ticketKeys),
    signingKeys: read.list('SIGNING_KEYS', signingKey, (key) => key.kid, 'kid'),
    issuer: read.issuer('ISSUER'),
    origin: read.issuer('ORIGIN'),
    jurisdiction: read.oneOf('JURISDICTION', ['eu', 'us', 'fedramp'], null),
    removeExpiredSessions: read.flag('REMOVE_EXPIRED_SESSIONS', true),
    removeExpiredSessionsBatchSize: read.integer('REMOVE_EXPIRED_SESSIONS_BATCH_SIZE', 1, 1000, 100),
    userDisplayNameClaimType: read.text('USER_DISPLAY_NAME_CLAIM_TYPE', 500),
    sessionAbsoluteLifetime: read.integer('SESSION_ABSOLUTE_LIFETIME', 0, 9_999_999_999, 0),
    sessionLimitPerSubject: read.integer('SESSION_LIMIT_PER_SUBJECT', 0, 1_000_000, 0),
    sessionLimitPolicy: read.oneOf('SESSION_LIMIT_POLICY', ['evict-oldest', 'deny'], 'evict-oldest'),
    allowPrivateLogoutUris: read.flag('ALLOW_PRIVATE_LOGOUT_URIS', false),
    expiredSessionsTriggerBackchannelLogout: read.flag('EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT', false),
    coordinateClientLifetimesWithUserSession: read.flag('COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION', false),
    historyDays: read.integer('HISTORY_DAYS', 1, 3650, 30),
  };
  return read.problems.length === 0
    ? { outcome: 'configured', config }
    : { outcome: 'misconfigured', problems: read.problems };
}

const name = v.pipe(
  v.string('must be a string'),
  v.regex(/^[^\p{Cc}]{1,100}$/u, 'must have 1 to 100 characters, no control characters'),
  v.check((text) => text.trim() !== '', 'must not be blank'),
);

const apiToken = v.strictObject(
  {
    name,
    sha256: v.pipe(
      v.string('must be a string'),
      v.regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 of the token: 64 hexadecimal digits'),
      v.transform((hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))),
    ),
    scopes: v.pipe(
      v.array(v.picklist(SCOPES, `must be one of ${SCOPES.join(', ')}`), 'must be a list'),
      v.transform((scopes): ReadonlySet<Scope> => new Set(scopes)),
    ),
  },
  'must be an object {name, sha256, scopes}',
);

const ticketKey = v.strictObject(
  {
    id: v.pipe(
      v.string('must be a string'),
      v.check(isTicketKeyId, 'must have 1 to 32 characters of A-Z, a-z, 0-9, _ and -'),
    ),
    key: v.pipe(v.string('must be a string'), v.regex(/^[A-Za-z0-9+/]{43}=$/, 'must be the base64 of 32 bytes')),
  },
  'must be an object {id, key}',
);

const signingKey = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, SigningKey>(({ dataset, addIssue, NEVER }) => {
    const read = readSigningKey(dataset.value);
    if (read.outcome === 'key') return read.key;
    for (const { member, message } of read.problems) {
      const place = { type: 'unknown', origin: 'value', input: null, key: member, value: null } as const;
      addIssue(member === null ? { message } : { message, path: [place] });
    }
    return NEVER;
  }),
);

/** Reads variables one by one and collects what is wrong with them. */
class VariableReader {
  readonly problems: string[] = [];
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.#variables = variables;
  }

  oneOf<const T extends string, const D extends T | null>(variable: string, values: readonly T[], fallback: D): T | D {
    const text = this.#text(variable);
    if (text === null) return fallback;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) this.#refuse(variable, `must be ${values.join(' or ')}`);
    return value ?? fallback;
  }

  flag(variable: string, fallback: boolean): boolean {
    return this.oneOf(variable, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  /** At most `most` code points, without the white space around them. */
  text(variable: string, most: number): string | null {
    const text = this.#text(variable);
    if (text === null || [...text].length <= most) return text;
    this.#refuse(variable, `must have at most ${most} characters`);
    return null;
  }

  integer(variable: string, least: number, most: number, fallback: number): number {
    const text = this.#text(variable);
    if (text === null) return fallback;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.#refuse(variable, `must be a whole number from ${least} to ${most}`);
    return fallback;
  }

  /** An issuer identifier as OpenID Connect Discovery 1.0 section 3 has it: a URL without query and fragment. */
  issuer(variable: string): string | null {
    const text = this.#text(variable);
    if (text === null) return null;
    const url = URL.parse(text);
    const fits = url !== null && /^https?:$/.test(url.protocol) && !/[?#\s]/.test(text);
    if (!fits) this.#refuse(variable, 'must be an http(s) URL without query and fragment');
    return fits ? text : null;
  }

  /** A JSON list that may go on in `<variable>_2` to `_9`, each a list of its own; no two entries share `identity`. */
  list<S extends v.GenericSchema<unknown, object>>(
    variable: string,
    entry: S,
    identity: (entry: v.InferOutput<S>) => string,
    member: string,
  ): v.InferOutput<S>[] {
    const entries: v.InferOutput<S>[] = [];
    const seen = new Set<string>();
    for (const part of [variable, ...Array.from({ length: 8 }, (_, n) => `${variable}_${n + 2}`)]) {
      for (const [position, value] of this.#json(part).entries()) {
        const parsed = v.safeParse(entry, value);
        if (!parsed.success) {
          for (const issue of parsed.issues) this.#refuse(`${part}[${position}]${dotted(issue)}`, told(issue));
        } else if (seen.has(identity(parsed.output))) {
          this.#refuse(`${part}[${position}].${member}`, 'is listed twice');
        } else {
          seen.add(identity(parsed.output));
          entries.push(parsed.output);
        }
      }
    }
    return entries;
  }

  /** The entries of a list that must have some. */
  atLeastOne<T>(variable: string, entries: T[]): T[] {
    if (entries.length === 0 && !this.problems.some((problem) => problem.startsWith(variable))) {
      this.#refuse(variable, 'is missing: a JSON list with at least one entry');
    }
    return entries;
  }

  #json(variable: string): readonly unknown[] {
    const given = this.#variables[variable];
    const text = typeof given === 'object' && given !== null ? JSON.stringify(given) : this.#text(variable);
    if (text === null) return [];
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value)) return value;
    } catch {
      // The parser's message quotes the text, which holds secrets.
    }
    this.#refuse(variable, 'must be a JSON list');
    return [];
  }

  /** A blank variable is as good as none. */
  #text(variable: string): string | null {
    const value = this.#variables[variable];
    const text = value === undefined || value === null ? '' : String(value).trim();
    return text === '' ? null : text;
  }

  #refuse(place: string, message: string): void {
    this.problems.push(`${place} ${message}`);
  }
}

const dotted = (issue: v.BaseIssue<unknown>): string => {
  const unknownMember = issue.type === 'strict_object' && issue.expected === 'never';
  const path = unknownMember ? issue.path?.slice(0, -1) : issue.path;
  return (path ?? []).map((item) => `.${String(item.key)}`).join('');
};

/** Every schema above has a message of its own but the ones of members, which valibot words with the value in it. */
function told(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object' || issue.path === undefined) return issue.message;
  return issue.expected === 'never' ? 'has an unknown member' : 'is missing';
}
