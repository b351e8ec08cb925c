/**
 * The operations of the grant store: upsert, read, remove by key; find and remove by filter. Contract: "Persisted grants".
 * Guarantees: a key is never read from a URL, and never written into one.
 */
import { absence } from './already-absent.ts';
import { entityTag } from './entity-tag.ts';
import { grantFilter, grantFind, newGrant, toGrant } from './grant-record.ts';
import { grantKey, ifMatch, ifNoneMatch, prefer, preferRepresentation, sessionSubject } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { indexState } from './session-index.ts';

export const storeGrant = operation({
  name: 'StoreGrant',
  method: 'POST',
  path: '/v1/grants',
  scope: 'store',
  writes: true,
  headers: { sessionSubject, ifMatch, ifNoneMatch, prefer },
  query: {},
  body: newGrant,
  async handle({ services, headers, body }) {
    const stored = await services().grants.store(body, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      createOnly: headers.ifNoneMatch,
      respondAsync: headers.prefer,
    });
    if (stored.outcome !== 'created' && stored.outcome !== 'replaced') return { problem: problemOf(stored.outcome) };
    return {
      answer: {
        status: stored.outcome === 'created' ? 201 : 200,
        body: toGrant(stored.grant),
        headers: { ETag: entityTag(stored.grant.revision), ...indexState(stored) },
      },
    };
  },
});

export const getGrant = operation({
  name: 'GetGrant',
  method: 'GET',
  path: '/v1/grant',
  scope: 'store',
  writes: false,
  headers: { grantKey, sessionSubject },
  query: {},
  body: null,
  async handle({ services, headers }) {
    const found = await services().grants.get(headers.grantKey, { subjectHint: headers.sessionSubject });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { grant } = found;
    return { answer: { status: 200, body: toGrant(grant), headers: { ETag: entityTag(grant.revision) } } };
  },
});

export const removeGrant = operation({
  name: 'RemoveGrant',
  method: 'DELETE',
  path: '/v1/grant',
  scope: 'store',
  writes: true,
  headers: { grantKey, sessionSubject, ifMatch, preferRepresentation },
  query: {},
  body: null,
  async handle({ services, headers }) {
    const { representation = false, respondAsync } = headers.preferRepresentation ?? {};
    const removed = await services().grants.remove(headers.grantKey, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      representation,
      respondAsync,
    });
    if (removed.outcome === 'revision-mismatch') return { problem: problemOf(removed.outcome) };
    if (!representation) {
      return { answer: { status: 204, headers: { ...indexState(removed), ...absence(removed) } } };
    }
    const grant = removed.outcome === 'removed' ? removed.grant : null;
    if (grant === null) return { problem: problemOf('grant-not-found') };
    return {
      answer: {
        status: 200,
        body: toGrant(grant),
        headers: { ETag: entityTag(grant.revision), ...indexState(removed) },
      },
    };
  },
});

export const findGrants = operation({
  name: 'FindGrants',
  method: 'POST',
  path: '/v1/grants/find',
  scope: 'store',
  writes: false,
  headers: {},
  query: {},
  body: grantFind,
  async handle({ services, body: { filter, resultsToken } }) {
    const found = await services().grants.find(filter, resultsToken);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: { grants: found.grants.map(toGrant), resultsToken: found.resultsToken } } };
  },
});

export const removeGrants = operation({
  name: 'RemoveGrants',
  method: 'POST',
  path: '/v1/grants/remove',
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: grantFilter,
  async handle({ services, headers, body }) {
    const removed = await services().grants.removeAll(body, { respondAsync: headers.prefer });
    if (removed.outcome !== 'deleted') return { problem: problemOf(removed.outcome) };
    return { answer: { status: 200, body: { removed: removed.deleted }, headers: indexState(removed) } };
  },
});
