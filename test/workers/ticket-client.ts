/** Tickets over HTTP for the tests: what an application sends, what it gets, and the Worker with other variables. */
import { env } from 'cloudflare:workers';
import { readiness, servicesOf } from '../../src/compose.ts';
import type { Env } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import { fresh, keyHeader, requestOf, type Sent, send } from './http-client.ts';

export interface Ticket {
  readonly scheme: string;
  readonly claims: readonly { type: string; value: string; valueType: string | null; issuer: string | null }[];
  readonly properties: {
    readonly issued: string | null;
    readonly expires: string | null;
    readonly isPersistent: boolean | null;
    readonly allowRefresh: boolean | null;
    readonly items: Readonly<Record<string, string>>;
  };
  readonly sessionId: string | null;
  readonly issuer: string | null;
  readonly clientIds: readonly string[];
  readonly clients: readonly { clientId: string; sub: string | null; sid: string | null }[];
}

export interface UserSession {
  readonly id: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly device: string | null;
  readonly created: string;
  readonly renewed: string;
  readonly expires: string | null;
  readonly absoluteExpires: string | null;
  readonly issuer: string | null;
  readonly clientIds: readonly string[];
  readonly revision: number;
}

export interface Told {
  readonly ticket: Ticket;
  readonly session: UserSession;
}

export interface Stored extends Told {
  readonly key: string;
}

interface Given {
  readonly subject?: string;
  readonly claims?: readonly { readonly type: string; readonly value: string }[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** What an application sends; `claims` come after the subject's, all else replaces. */
export function newTicket({ subject = fresh('subject'), claims = [], properties = {}, ...others }: Given = {}) {
  return {
    scheme: 'cookie',
    claims: [{ type: 'sub', value: subject }, ...claims],
    properties: { items: {}, ...properties },
    clientIds: [],
    ...others,
  };
}

export type Call = (method: string, path: string, sent?: Sent) => Promise<Response>;

const context = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
} as unknown as ExecutionContext;

/** The Worker as it would be with these variables; objects and index are those of every test. */
export function workerWith(variables: Readonly<Record<string, string>>): Call {
  const app = createApp(servicesOf, readiness);
  const changed = { ...(env as unknown as Env), ...variables };
  return async (method, path, sent) => app.fetch(requestOf(method, path, sent), changed, context);
}

export const store = (given: Given = {}, headers: Readonly<Record<string, string>> = {}, call: Call = send) =>
  call('POST', '/v1/tickets', { json: { ticket: newTicket(given) }, headers });

/** Stores a ticket that must be stored. */
export async function stored(given: Given = {}, call: Call = send): Promise<Stored> {
  const response = await store(given, {}, call);
  if (response.status !== 201) throw new Error(`not stored: ${await response.text()}`);
  return response.json();
}

export const retrieve = (key: string, headers: Readonly<Record<string, string>> = {}, call: Call = send) =>
  call('GET', '/v1/ticket', { headers: { ...keyHeader(key), ...headers } });

export const renew = (
  key: string,
  ticket: unknown,
  headers: Readonly<Record<string, string>> = {},
  call: Call = send,
) => call('PUT', '/v1/ticket', { json: { ticket }, headers: { ...keyHeader(key), ...headers } });

export const touch = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  send('POST', '/v1/ticket/renew', { headers: { ...keyHeader(key), ...headers } });

export const remove = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  send('DELETE', '/v1/ticket', { headers: { ...keyHeader(key), ...headers } });

/** RFC 3339, so many seconds from now. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
