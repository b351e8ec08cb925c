/** The routes beside `/v1`, in words: pages and documents that ask for no token. A test holds that there are no others. */
import * as v from 'valibot';
import { SIGNING_ALGORITHMS } from '../client/client.ts';
import type { ProblemCode } from '../http/problem.ts';
import { told } from './told.ts';

interface DescribedPage {
  readonly name: string;
  readonly summary: string;
  readonly answers: readonly {
    readonly status: number;
    readonly description: string;
    /** Null for a page of HTML. */
    readonly schema: v.GenericSchema | null;
  }[];
  readonly problems: readonly ProblemCode[];
}

const html = (description: string) => [{ status: 200, description, schema: null }];
const json = (description: string, schema: v.GenericSchema) => [{ status: 200, description, schema }];

const health = told.oneOf(['ok', 'failing']);
const readiness = v.object({
  status: health,
  d1: health,
  object: health,
  keys: health,
  missingTicketKeys: v.optional(told.strings),
});

const coordinate = v.optional(told.string);
const publicKey = v.object({
  kty: told.string,
  crv: coordinate,
  x: coordinate,
  y: coordinate,
  n: coordinate,
  e: coordinate,
  kid: told.string,
  alg: told.oneOf(SIGNING_ALGORITHMS),
  use: told.oneOf(['sig']),
});

export const PAGES: Readonly<Record<string, DescribedPage>> = {
  '/': { name: 'Home', summary: 'What this is.', answers: html('A page with links.'), problems: [] },
  '/healthz': {
    name: 'Health',
    summary: 'Whether the Worker answers.',
    answers: json('It does.', v.object({ status: told.oneOf(['ok']) })),
    problems: [],
  },
  '/readyz': {
    name: 'Readiness',
    summary: 'Whether D1, objects and keys are ready, at most 5 s old.',
    answers: [
      { status: 200, description: 'All are.', schema: readiness },
      { status: 503, description: 'One is not.', schema: readiness },
    ],
    problems: [],
  },
  '/openapi.json': {
    name: 'OpenApi',
    summary: 'This document.',
    answers: json('OpenAPI 3.1.', v.record(told.string, v.unknown())),
    problems: [],
  },
  '/docs': { name: 'Docs', summary: 'This document, to read.', answers: html('A page.'), problems: [] },
  '/problems/:code': {
    name: 'ProblemPage',
    summary: 'What a problem means, and what to do about it.',
    answers: html('A page.'),
    problems: ['not-found'],
  },
  '/.well-known/jwks.json': {
    name: 'KeySet',
    summary: 'The public keys that verify logout tokens.',
    answers: json('A JWK set.', v.object({ keys: v.array(publicKey) })),
    problems: ['unavailable'],
  },
  '/.well-known/openid-configuration': {
    name: 'OpenIdConfiguration',
    summary: 'What relying parties discover.',
    answers: json(
      'Where the keys are.',
      v.object({
        issuer: told.string,
        jwks_uri: told.string,
        backchannel_logout_supported: told.boolean,
        backchannel_logout_session_supported: told.boolean,
      }),
    ),
    problems: ['unavailable'],
  },
};
