/**
 * What relying parties verify logout tokens with: the key set (RFC 7517 section 5) and the discovery document that names it
 * (OpenID Connect Discovery 1.0 section 4, Back-Channel Logout 1.0 section 2.1). Contract: "Back-channel logout".
 * Guarantees: public members of keys only; all keys, also those that sign no more; no token needed.
 */
import type { Context } from 'hono';
import { configurationOf } from '../config.ts';
import type { HttpEnv } from './http-env.ts';
import { misconfigured } from './misconfigured.ts';

/** Five minutes: how long a new key takes to be seen, so it is published before it signs. */
const CACHED = { headers: { 'Cache-Control': 'public, max-age=300' } };

const KEY_SET = '/.well-known/jwks.json';

export function keySet(c: Context<HttpEnv>): Response {
  const configuration = configurationOf(c.env);
  if (configuration.outcome === 'misconfigured') return misconfigured(c, configuration.problems);
  return Response.json({ keys: configuration.config.signingKeys.map(({ publicJwk }) => publicJwk) }, CACHED);
}

/** The issuer is that of logout tokens, else this origin. The keys are always here: the host of `ISSUER` may be another service's. */
export function openIdConfiguration(c: Context<HttpEnv>): Response {
  const configuration = configurationOf(c.env);
  if (configuration.outcome === 'misconfigured') return misconfigured(c, configuration.problems);
  const { config } = configuration;
  const { origin } = new URL(c.req.url);
  const document = {
    issuer: config.issuer ?? config.origin ?? origin,
    jwks_uri: `${origin}${KEY_SET}`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
  return Response.json(document, CACHED);
}
