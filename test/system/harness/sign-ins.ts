/** People who sign in, and clients that hear when they are signed out; over HTTP. */
import { Party } from './party.ts';
import type { Behaviour } from './relying-party.ts';
import type { Answer, Sent, Service } from './service.ts';
import { fresh, keyHeader } from './sessions.ts';

/** A session as `POST /v1/tickets` answers it. */
export interface SignedIn {
  readonly key: string;
  readonly session: { readonly id: string; readonly subjectId: string; readonly sessionId: string };
}

/** A delivery as told. */
export interface ToldDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly reason: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttempt: string | null;
  readonly created: string;
}

interface Given {
  readonly subject?: string;
  readonly expires?: number;
  readonly clients?: readonly (Party | { readonly clientId: string; readonly sub?: string; readonly sid?: string })[];
  readonly ticket?: Readonly<Record<string, unknown>>;
}

export class SignIns {
  readonly service: Service;
  /** Of the relying parties. */
  readonly #origin: string;

  constructor(service: Service, origin: string) {
    this.service = service;
    this.#origin = origin;
  }

  /** A registered client. */
  async party(behaviour: Behaviour, client: Readonly<Record<string, unknown>> = {}): Promise<Party> {
    const party = await Party.that(behaviour, this.#origin);
    await this.register(party, client);
    return party;
  }

  async register({ clientId, address }: Party, client: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const json = { backChannelLogoutUri: address, ...client };
    const answer = await this.service.send('PUT', `/v1/clients/${clientId}`, { json });
    if (![200, 201].includes(answer.status)) throw new Error(`not registered: ${answer.status} ${answer.text}`);
  }

  async signIn({ subject = fresh('subject'), expires, clients = [], ticket = {} }: Given = {}): Promise<SignedIn> {
    const clientIds = clients.filter((one) => one instanceof Party).map(({ clientId }) => clientId);
    const answer = await this.post('/v1/tickets', {
      ticket: {
        scheme: 'cookie',
        claims: [{ type: 'sub', value: subject }],
        properties: { items: {}, ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }) },
        clientIds,
        clients: clients.filter((one) => !(one instanceof Party)),
        ...ticket,
      },
    });
    if (answer.status !== 201) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  }

  post = (path: string, json: unknown, headers: Sent['headers'] = {}): Promise<Answer> =>
    this.service.send('POST', path, { json, headers });

  remove = (filter: Readonly<Record<string, unknown>>): Promise<Answer> =>
    this.post('/v1/management/sessions/remove', filter);

  signOut = ({ key }: SignedIn): Promise<Answer> =>
    this.service.send('DELETE', '/v1/ticket', { headers: keyHeader(key) });

  async deliveries(filter: Readonly<Record<string, string>>): Promise<readonly ToldDelivery[]> {
    const query = new URLSearchParams({ countRequested: '1000', ...filter });
    const answer = await this.service.send('GET', `/v1/management/deliveries?${query}`);
    if (answer.status !== 200) throw new Error(`no deliveries: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text).results;
  }
}
