/** Registration under another configuration, and with D1 out of reach. Contract: "Clients", "Operations". */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readiness, servicesOf } from '../../../src/compose.ts';
import { createApp } from '../../../src/http/app.ts';
import { fresh, type Problem, requestOf, type Sent, told } from '../http-client.ts';

const TOKEN = { token: 'configure-token' } as const;
const pathOf = (clientId: string): string => `/v1/clients/${encodeURIComponent(clientId)}`;

describe('configured otherwise', () => {
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
  const app = createApp(servicesOf, readiness);
  const sendWith = async (variables: object, method: string, path: string, sent: Sent) =>
    app.fetch(
      requestOf(method, path, sent),
      { ...env, ...variables } as unknown as Parameters<typeof app.fetch>[1],
      context as unknown as ExecutionContext,
    );

  it('ALLOW_PRIVATE_LOGOUT_URIS also allows http and any address', async () => {
    for (const backChannelLogoutUri of ['http://localhost:9000/logout', 'http://127.0.0.1/', 'https://[::1]:22/']) {
      const sent = { ...TOKEN, json: { backChannelLogoutUri } };
      const response = await sendWith({ ALLOW_PRIVATE_LOGOUT_URIS: 'true' }, 'PUT', pathOf(fresh('dev')), sent);
      expect([response.status, await response.json()]).toMatchObject([201, { backChannelLogoutUri }]);
    }
    const sent = { ...TOKEN, json: { backChannelLogoutUri: 'ftp://localhost/' } };
    expect(await told(await sendWith({ ALLOW_PRIVATE_LOGOUT_URIS: 'true' }, 'PUT', pathOf('dev'), sent))).toBe(
      '400 invalid-request backChannelLogoutUri',
    );
  });
  it('without signing keys no client can be registered', async () => {
    const response = await sendWith({ SIGNING_KEYS: '' }, 'PUT', pathOf('none'), { ...TOKEN, json: {} });
    expect(await told(response)).toBe('400 invalid-request idTokenSignedResponseAlg');
  });
  it('with D1 out of reach it is 503, which says whether something may have been stored', async () => {
    const failing = () => {
      throw new Error('D1_ERROR: out of reach');
    };
    const INDEX = { withSession: () => ({ prepare: failing, batch: failing }) };
    for (const [method, writes] of [
      ['PUT', true],
      ['GET', false],
      ['DELETE', true],
    ] as const) {
      const sent = { ...TOKEN, ...(method === 'PUT' ? { json: {} } : {}) };
      const response = await sendWith({ INDEX }, method, pathOf('down'), sent);
      expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(await response.json<Problem>()).toMatchObject({ code: 'unavailable', mayHaveBeenStored: writes });
    }
  });
});
