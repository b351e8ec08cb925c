/** What this Worker is bound to (`wrangler.toml`), and what a handler has of a request. */
import type { SessionsBinding } from 'edge-sessions/client';
import type { SessionVariables } from 'edge-sessions/hono';
import type { LogoutInbox } from './logout-inbox.ts';

export interface Bindings {
  /** The service, as what a web application may ask of it. */
  readonly SESSIONS: SessionsBinding;
  /** The service, as what an administrator may ask of it. */
  readonly ADMINISTRATION: SessionsBinding;
  /** The service over HTTP. */
  readonly SERVICE: Fetcher;
  readonly INBOX: DurableObjectNamespace<LogoutInbox>;
  /** Who signs logout tokens. */
  readonly ISSUER: string;
}

export interface AppEnv {
  Bindings: Bindings;
  Variables: SessionVariables;
}
