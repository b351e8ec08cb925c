/** Registered clients. Contract: "Clients". Guarantees: an id that cannot exist is 404, whatever the operation. */
import { isClientId } from '../client/client-id.ts';
import { clientRegistration, toClientRecord, toClientTrial } from './client-record.ts';
import { ifNoneMatch } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { invalidRequest } from './problem.ts';
import { pagingParameters, toPage } from './query-result.ts';

const PATH = '/v1/clients/:clientId';
const NOT_FOUND = { problem: problemOf('client-not-found') };

export const putClient = operation({
  name: 'PutClient',
  method: 'PUT',
  path: PATH,
  scope: 'configure',
  writes: true,
  headers: { ifNoneMatch },
  query: {},
  body: clientRegistration,
  async handle({ services, path: { clientId = '' }, headers, body }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    if (body.clientId != null && body.clientId !== clientId) {
      return { problem: invalidRequest([{ path: 'clientId', message: 'is not the client id of the path' }]) };
    }
    const registered = await services().clients.register({ ...body, clientId }, { createOnly: headers.ifNoneMatch });
    if (registered.outcome === 'refused') {
      return {
        problem: invalidRequest(registered.problems.map(({ member, message }) => ({ path: member, message }))),
      };
    }
    if (registered.outcome === 'revision-mismatch') return { problem: problemOf(registered.outcome) };
    const status = registered.outcome === 'registered' ? 201 : 200;
    return { answer: { status, body: toClientRecord(registered.client) } };
  },
});

export const getClient = operation({
  name: 'GetClient',
  method: 'GET',
  path: PATH,
  scope: 'configure',
  writes: false,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { clientId = '' } }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    const found = await services().clients.client(clientId);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toClientRecord(found.client) } };
  },
});

export const deleteClient = operation({
  name: 'DeleteClient',
  method: 'DELETE',
  path: PATH,
  scope: 'configure',
  writes: true,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { clientId = '' } }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    await services().clients.remove(clientId);
    return { answer: { status: 204 } };
  },
});

export const queryClients = operation({
  name: 'QueryClients',
  method: 'GET',
  path: '/v1/clients',
  scope: 'configure',
  writes: false,
  headers: {},
  query: pagingParameters,
  body: null,
  async handle({ services, query }) {
    const found = await services().clients.query({ ...query, resultsToken: query.resultsToken ?? null });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toPage(found.page, toClientRecord) } };
  },
});

/** Nothing is stored, so that a fault leaves nothing open but whether the client has heard of nobody. */
export const testClient = operation({
  name: 'TestClient',
  method: 'POST',
  path: `${PATH}/test`,
  scope: 'configure',
  writes: false,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { clientId = '' } }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    const tested = await services().clients.test(clientId);
    if (tested.outcome !== 'tried') return { problem: problemOf(tested.outcome) };
    return { answer: { status: 200, body: toClientTrial(tested.trial) } };
  },
});
