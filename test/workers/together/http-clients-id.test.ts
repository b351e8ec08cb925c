/** Client ids, in paths and in bodies. Contract: "Access", "Bodies and values". */
import { describe, expect, it } from 'vitest';
import { fresh, send, told } from '../http-client.ts';

const TOKEN = { token: 'configure-token' } as const;
const pathOf = (clientId: string): string => `/v1/clients/${encodeURIComponent(clientId)}`;
const put = (clientId: string, json: unknown = {}) => send('PUT', pathOf(clientId), { ...TOKEN, json });
const get = (clientId: string) => send('GET', pathOf(clientId), TOKEN);
const remove = (clientId: string) => send('DELETE', pathOf(clientId), TOKEN);

describe('a client id', () => {
  it.each([
    ['slashes', 'a/b//c'],
    ['percent signs', '100%25%'],
    ['what looks like an escape', '%2F%ff'],
    ['a question mark and a fragment', 'a?b#c'],
    ['a URL', 'https://rp.example.com/metadata'],
    ['plus and spaces', ' a+b c '],
    ['quotes, a semicolon, SQL', `'; DROP TABLE client; -- "`],
    ['emoji and right to left', '🦊 مفتاح'],
    ['dots', '...'],
    ['200 four-byte characters', '𠜎'.repeat(200)],
  ])('with %s is one segment of the path', async (_, clientId) => {
    const response = await put(clientId, { clientId });
    expect([response.status, await response.json()]).toMatchObject([201, { clientId }]);
    expect(await (await get(clientId)).json()).toMatchObject({ clientId });
    expect((await remove(clientId)).status).toBe(204);
    expect(await told(await get(clientId))).toBe('404 client-not-found');
  });
  it('is compared as it is: case and normal form count', async () => {
    const clientId = fresh('\u00e9a');
    await put(clientId);
    for (const other of [clientId.toUpperCase(), clientId.normalize('NFD'), ` ${clientId}`]) {
      expect(await told(await get(other))).toBe('404 client-not-found');
    }
  });
  it.each([
    ['of 201 characters', 'a'.repeat(201)],
    ['of 201 four-byte characters', encodeURIComponent('𠜎'.repeat(201))],
    ['of white space only', '%20%E3%80%80'],
    ['with a control character', 'a%0Ab'],
    ['with NUL', 'a%00'],
    ['with C1', 'a%C2%85'],
    ['that is no UTF-8', '%ff'],
    ['that is half an escape', 'a%zz'],
    ['with an encoded surrogate', '%ED%A0%80'],
  ])('%s cannot exist: 404, whatever the method', async (_, segment) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await send(method, `/v1/clients/${segment}`, {
        ...TOKEN,
        ...(method === 'PUT' ? { json: {} } : {}),
      });
      expect(await told(response), method).toBe('404 client-not-found');
    }
  });
  it('may be repeated in the body; another value is 400', async () => {
    const clientId = fresh('web');
    expect(await told(await put(clientId, { clientId: `${clientId} ` }))).toBe('400 invalid-request clientId');
    expect(await told(await put(clientId, { clientId: '' }))).toBe('400 invalid-request clientId');
    expect(await told(await put(clientId, { clientId: 1 }))).toBe('400 invalid-request clientId');
    expect(await told(await get(clientId))).toBe('404 client-not-found');
  });
});
