/** Registered clients, in words. */
import type * as operations from '../http/client-operations.ts';
import { clientRecord, clientTrial } from './client-record.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { paging } from './query-parameters.ts';
import { queryResult } from './query-result.ts';

export const clientOperations: DescriptionsOf<typeof operations> = {
  PutClient: {
    summary:
      'Registers a client, or replaces its registration as a whole, unless If-None-Match: * says to register only.',
    example: given.client,
    answer: {
      status: 201,
      description: 'The client, new.',
      schema: clientRecord,
      or: { status: 200, description: 'The client, replaced.' },
    },
    problems: ['client-not-found', 'revision-mismatch'],
  },
  GetClient: {
    summary: 'A registered client.',
    answer: { status: 200, description: 'The client.', schema: clientRecord },
    problems: ['client-not-found'],
  },
  DeleteClient: {
    summary: 'Forgets a client; 204 also when there is none.',
    answer: { status: 204, description: 'There is no such client now.', schema: null },
    problems: ['client-not-found'],
  },
  QueryClients: {
    summary: 'A page of clients by client id, in the order of its UTF-8 bytes.',
    query: paging,
    answer: { status: 200, description: 'The page.', schema: queryResult(clientRecord) },
    problems: ['results-token-invalid'],
  },
  TestClient: {
    summary: 'Sends the client a logout token with a made-up subject and session id, at once and once; stores nothing.',
    answer: { status: 200, description: 'How the client took it.', schema: clientTrial },
    problems: ['client-not-found'],
  },
};
