/** Sessions over HTTP, as the tests of this folder use them. */
import { randomUUID } from 'node:crypto';
import type { Answer, Sent, Service } from './service.ts';

/** A record as answered. */
export interface Session {
  readonly id: string;
  readonly key: string | null;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly created: string;
  readonly renewed: string;
  readonly expires: string | null;
  readonly ticket: string | null;
  readonly revision: number;
  readonly ticketError: string | null;
}

export type Keyed = Session & { readonly key: string };

export const fresh = (name: string): string => `${name}-${randomUUID()}`;

export const newSession = (given: Readonly<Record<string, unknown>> = {}) => ({
  scheme: 'cookie',
  subjectId: fresh('subject'),
  sessionId: fresh('sid'),
  ticket: 'a ticket',
  ...given,
});

export const keyHeader = (key: string) => ({ 'Session-Key': encodeURIComponent(key) });

export class Sessions {
  readonly service: Service;

  constructor(service: Service) {
    this.service = service;
  }

  create = (given: Readonly<Record<string, unknown>> = {}, headers: Sent['headers'] = {}): Promise<Answer> =>
    this.service.send('POST', '/v1/sessions', { json: newSession(given), headers });

  get = (key: string): Promise<Answer> => this.service.send('GET', '/v1/session', { headers: keyHeader(key) });

  update = ({ key, ...session }: Keyed, changes: Readonly<Record<string, unknown>>): Promise<Answer> =>
    this.service.send('PUT', '/v1/session', { headers: keyHeader(key), json: { ...session, ...changes } });

  delete = (key: string): Promise<Answer> => this.service.send('DELETE', '/v1/session', { headers: keyHeader(key) });

  find = (filter: object): Promise<Answer> => this.service.send('POST', '/v1/sessions/find', { json: filter });

  deleteAll = (filter: object): Promise<Answer> => this.service.send('POST', '/v1/sessions/delete', { json: filter });

  query = (parameters: Readonly<Record<string, string>>): Promise<Answer> =>
    this.service.send('GET', `/v1/sessions?${new URLSearchParams(parameters)}`);

  /** A session that must be created. */
  async created(given: Readonly<Record<string, unknown>> = {}): Promise<Keyed> {
    const answer = await this.create(given);
    if (answer.status !== 201) throw new Error(`not created: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  }
}

export const listed = (answer: Answer): readonly Session[] => {
  const body = JSON.parse(answer.text);
  return body.sessions ?? body.results ?? [];
};
