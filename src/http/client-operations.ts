/** Registered clients. Contract: "Clients". Guarantees: an id that cannot exist is 404, whatever the operation. */
import { isClientId } from '../client/client-id.ts';
import { clientRecord, clientRegistration, toClientRecord } from './client-record.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { invalidRequest } from './problem.ts';
import { pagingParameters, queryResult, toPage } from './query-result.ts';

const PATH = '/v1/clients/:clientId';
const NOT_FOUND = { problem: problemOf('client-not-found') };

export const putClient = operation({
  name: 'PutClient',
  summary: 'Registers a client, or replaces its registration as a whole.',
  method: 'PUT',
  path: PATH,
  scope: 'configure',
  writes: true,
  headers: {},
  query: {},
  body: clientRegistration,
  answer: {
    status: 201,
    description: 'The client, new.',
    schema: clientRecord,
    or: { status: 200, description: 'The client, replaced.' },
  },
  problems: ['client-not-found'],
  async handle({ services, path: { clientId = '' }, body }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    if (body.clientId != null && body.clientId !== clientId) {
      return { problem: invalidRequest([{ path: 'clientId', message: 'is not the client id of the path' }]) };
    }
    const registered = await services().clients.register({ ...body, clientId });
    if (registered.outcome === 'refused') {
      return {
        problem: invalidRequest(registered.problems.map(({ member, message }) => ({ path: member, message }))),
      };
    }
    const status = registered.outcome === 'registered' ? 201 : 200;
    return { answer: { status, body: toClientRecord(registered.client) } };
  },
});

export const getClient = operation({
  name: 'GetClient',
  summary: 'A registered client.',
  method: 'GET',
  path: PATH,
  scope: 'configure',
  writes: false,
  headers: {},
  query: {},
  body: null,
  answer: { status: 200, description: 'The client.', schema: clientRecord },
  problems: ['client-not-found'],
  async handle({ services, path: { clientId = '' } }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    const found = await services().clients.client(clientId);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toClientRecord(found.client) } };
  },
});

export const deleteClient = operation({
  name: 'DeleteClient',
  summary: 'Forgets a client; 204 also when there is none.',
  method: 'DELETE',
  path: PATH,
  scope: 'configure',
  writes: true,
  headers: {},
  query: {},
  body: null,
  answer: { status: 204, description: 'There is no such client now.', schema: null },
  problems: ['client-not-found'],
  async handle({ services, path: { clientId = '' } }) {
    if (!isClientId(clientId)) return NOT_FOUND;
    await services().clients.remove(clientId);
    return { answer: { status: 204 } };
  },
});

export const queryClients = operation({
  name: 'QueryClients',
  summary: 'A page of clients by client id, in the order of its UTF-8 bytes.',
  method: 'GET',
  path: '/v1/clients',
  scope: 'configure',
  writes: false,
  headers: {},
  query: pagingParameters,
  body: null,
  answer: { status: 200, description: 'The page.', schema: queryResult(clientRecord) },
  problems: ['results-token-invalid'],
  async handle({ services, query }) {
    const found = await services().clients.query({ ...query, resultsToken: query.resultsToken ?? null });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toPage(found.page, toClientRecord) } };
  },
});
