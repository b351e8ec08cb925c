/**
 * `RequestSession` over a store. Guarantees: one `retrieve` per request at most, none without a key; a `touch` only past half
 * of the window, and one of a session at a time in this isolate; a key that was presented never becomes the key of a new
 * sign-in (no session fixation), and its session is over before the new one begins.
 */
import { isId } from '../session/keys.ts';
import type { Remembered } from '../session/remembered.ts';
import { slideOf } from '../session/slide.ts';
import { type AuthenticationTicket, firstClaim } from '../ticket/authentication-ticket.ts';
import type { SessionsStore, SlideAnswer } from '../ticket/sessions-store.ts';
import type { Ticketed } from '../ticket/ticket-store.ts';
import type { UserSession } from '../ticket/user-session.ts';
import type {
  Authenticated,
  EndOthersOutcome,
  EndOutcome,
  ListOutcome,
  RequestSession,
  SignIn,
  SignInOutcome,
} from './request-session.ts';
import type { CookieChange } from './session-cookie.ts';
import { answerOf } from './store-answer.ts';

export interface SessionParts {
  readonly store: SessionsStore;
  /** Of the tickets of new sign-ins. */
  readonly scheme: string;
  readonly clients: AuthenticationTicket['clients'];
  /** How long a session lives without being used, in milliseconds. */
  readonly idle: number;
  /**
   * The sessions that this isolate is sliding, or has just slid. Other requests go on with what they have read: to wait for
   * them would be to wait for another request, which the runtime may have cancelled.
   */
  readonly slides: Remembered<true>;
  readonly now: () => number;
}

export class CurrentSession implements RequestSession {
  readonly #parts: SessionParts;
  #key: string | null;
  #change: CookieChange | null = null;
  /** Null: the store has not been asked. */
  #current: Promise<Authenticated | null> | null = null;
  #slideConsidered = false;

  /** @param key as presented by the cookie */
  constructor(parts: SessionParts, key: string | null) {
    this.#parts = parts;
    this.#key = key;
  }

  /** What the response does to the cookie; null: nothing. */
  get cookieChange(): CookieChange | null {
    return this.#change;
  }

  authenticate({ slide = true }: { readonly slide?: boolean } = {}): Promise<Authenticated | null> {
    this.#current ??= this.#retrieved();
    if (slide && !this.#slideConsidered) {
      this.#slideConsidered = true;
      this.#current = this.#slid(this.#current);
    }
    return this.#current;
  }

  async signIn({ claims, items = {}, persistent = false }: SignIn): Promise<SignInOutcome> {
    const { store, scheme, clients, idle, now } = this.#parts;
    const issued = now();
    const ticket: AuthenticationTicket = {
      scheme,
      claims: claims.map(({ type, value, valueType = null, issuer = null }) => ({ type, value, valueType, issuer })),
      properties: { issued, expires: issued + idle, isPersistent: persistent, allowRefresh: null, items },
      sessionId: null,
      issuer: null,
      clients,
    };
    // Before anything ends: a caller's mistake signs nobody out.
    if ((firstClaim(ticket.claims, 'sub') ?? '').trim() === '') return { outcome: 'subject-missing' };
    if (this.#key !== null) await this.signOut();
    const stored = await answerOf(() => store.store(ticket));
    if (stored.outcome === 'session-limit' || stored.outcome === 'subject-missing') return { outcome: stored.outcome };
    if (stored.outcome !== 'stored') throw new Error(`a sign-in under a new key was refused: ${stored.outcome}`);
    const until = persistent ? (stored.session.absoluteExpires ?? Number.POSITIVE_INFINITY) : null;
    this.#become(stored, { to: 'set', key: stored.key, until });
    return { outcome: 'signed-in', ...authenticated(stored) };
  }

  async signOut(): Promise<void> {
    const key = this.#key;
    if (key !== null) await answerOf(() => this.#parts.store.remove(key));
    this.#become(null, { to: 'clear' });
  }

  async list(): Promise<ListOutcome> {
    const me = await this.authenticate();
    if (me === null) return { outcome: 'anonymous' };
    const sessions = await answerOf(() => this.#parts.store.list(me.session.subjectId));
    return {
      outcome: 'listed',
      sessions: sessions.map((session) => ({ ...session, current: session.id === me.session.id })),
    };
  }

  async end(id: string): Promise<EndOutcome> {
    const me = await this.authenticate();
    if (me === null) return { outcome: 'anonymous' };
    if (!isId(id)) return { outcome: 'session-not-found' };
    const { subjectId } = me.session;
    const ended = await answerOf(() => this.#parts.store.end({ which: 'one', subjectId, id }));
    if (id === me.session.id) this.#become(null, { to: 'clear' });
    return { outcome: ended > 0 ? 'ended' : 'session-not-found' };
  }

  async endOthers(): Promise<EndOthersOutcome> {
    const me = await this.authenticate();
    if (me === null) return { outcome: 'anonymous' };
    const { subjectId, sessionId } = me.session;
    const ended = await answerOf(() => this.#parts.store.end({ which: 'others', subjectId, sessionId }));
    return { outcome: 'ended', ended };
  }

  async #retrieved(): Promise<Authenticated | null> {
    const key = this.#key;
    if (key === null) return null;
    const found = await answerOf(() => this.#parts.store.retrieve(key));
    return found.outcome === 'found' ? authenticated(found) : null;
  }

  /** Slides what was read, where that is due. */
  async #slid(read: Promise<Authenticated | null>): Promise<Authenticated | null> {
    const { slides, now } = this.#parts;
    const found = await read;
    if (found === null || this.#key === null || !isDue(found, now())) return found;
    const { id } = found.session;
    if (slides.recall(id, now())) return found;
    slides.remember(id, true, now());
    const answer = await this.#touched(this.#key);
    if (answer === null) return found;
    return answer.outcome === 'touched' ? slidTo(found, answer) : null;
  }

  /** Null: the store did not answer. The session was read as live a moment ago, and a later request slides it. */
  async #touched(key: string): Promise<SlideAnswer | null> {
    try {
      return await this.#parts.store.touch(key);
    } catch (cause) {
      console.error('edge-sessions: a session could not be slid', cause);
      return null;
    }
  }

  /** From here on in this request. */
  #become(signedIn: (Ticketed & { readonly key: string }) | null, change: CookieChange): void {
    this.#key = signedIn?.key ?? null;
    this.#current = Promise.resolve(signedIn && authenticated(signedIn));
    this.#change = change;
  }
}

const authenticated = ({ session, ticket }: Ticketed): Authenticated => ({ session, ticket });

/** `allowRefresh: false` is a ticket that is not to be slid, whoever wrote it. */
const isDue = ({ session, ticket }: Authenticated, now: number): boolean =>
  ticket.properties.allowRefresh !== false && slideOf(session, now) !== null;

/** The times only: a request is one person throughout, even where the key has been renewed for another meanwhile. */
function slidTo({ session, ticket }: Authenticated, slid: { readonly session: UserSession }): Authenticated {
  const { renewed, expires, revision } = slid.session;
  const properties = { ...ticket.properties, issued: renewed, expires };
  return { session: { ...session, renewed, expires, revision }, ticket: { ...ticket, properties } };
}
