/** What every request on tickets heeds: `Idempotency-Key`, `Prefer`, scopes, and what it costs. Contract: "Everywhere". */
import { describe, expect, it } from 'vitest';
import { send, told } from '../http-client.ts';
import { newTicket, remove, renew, type Stored, store } from '../ticket-client.ts';
import { priced } from '../work-cost.ts';

describe('Idempotency-Key', () => {
  const post = (raw: string, key: string, token = 'store-token') =>
    send('POST', '/v1/tickets', {
      raw,
      token,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    });

  it('gives the first answer again, with its minted key and sid, whatever became of the session', async () => {
    const [raw, idempotency] = [JSON.stringify({ ticket: newTicket({ clientIds: ['web'] }) }), crypto.randomUUID()];
    const response = await post(raw, idempotency);
    const first = await response.json<Stored>();
    expect(response.headers.get('Idempotency-Replayed')).toBeNull();
    const again = async () => {
      const repeat = await post(raw, idempotency);
      expect([repeat.status, repeat.headers.get('Idempotency-Replayed')]).toEqual([201, 'true']);
      expect(repeat.headers.get('ETag')).toBe(`"${first.session.revision}"`);
      expect(await repeat.json()).toEqual(first);
    };
    await again();
    await renew(first.key, { ...newTicket({ subject: first.session.subjectId }), clientIds: ['other'] });
    await again();
    await remove(first.key);
    await again();
  });
  it('belongs to the bytes of the body, to token, path and subject', async () => {
    const [json, key] = [{ ticket: newTicket() }, crypto.randomUUID()];
    const raw = JSON.stringify(json);
    await post(raw, key);
    expect(await told(await post(`${raw} `, key))).toBe('422 idempotency-key-reused');
    for (const response of [
      await post(raw, key, 'all-token'),
      await post(JSON.stringify({ ticket: newTicket() }), key),
      await send('POST', '/v1/sessions', {
        json: { scheme: 's', subjectId: json.ticket.claims[0]?.value, sessionId: 's', ticket: '' },
        headers: { 'Idempotency-Key': key },
      }),
    ]) {
      expect([response.status, response.headers.get('Idempotency-Replayed')]).toEqual([201, null]);
    }
  });
});

describe('what it costs', () => {
  it('one call to store and to retrieve, two to renew, one to touch and to remove', async () => {
    const { cost, body } = await priced('POST', '/v1/tickets', { json: { ticket: newTicket() } });
    const { key, session } = body as Stored;
    const headers = { 'Session-Key': key };
    expect(cost).toMatchObject({ object: 1, d1: 2 });
    expect((await priced('GET', '/v1/ticket', { headers })).cost).toMatchObject({ object: 1, d1: 0 });
    const ticket = newTicket({ subject: session.subjectId, sessionId: session.sessionId });
    expect((await priced('PUT', '/v1/ticket', { headers, json: { ticket } })).cost).toMatchObject({ object: 2, d1: 0 });
    expect((await priced('POST', '/v1/ticket/renew', { headers })).cost).toMatchObject({ object: 1, d1: 0 });
    expect((await priced('DELETE', '/v1/ticket', { headers })).cost).toMatchObject({ object: 1, d1: 2 });
  });
  it('Prefer: respond-async does not wait for the index, and says so', async () => {
    const response = await store({}, { Prefer: 'respond-async' });
    expect([response.status, response.headers.get('Session-Index')]).toEqual([201, 'pending']);
    expect((await store()).headers.get('Session-Index')).toBeNull();
  });
  it('asks for the scope store', async () => {
    const sent = { token: 'manage-token', json: { ticket: newTicket() }, headers: { 'Session-Key': 'k' } };
    for (const [method, path] of [
      ['POST', '/v1/tickets'],
      ['GET', '/v1/ticket'],
      ['PUT', '/v1/ticket'],
      ['DELETE', '/v1/ticket'],
      ['POST', '/v1/ticket/renew'],
    ] as const) {
      const { json: _json, ...bodiless } = sent;
      const response = await send(method, path, method === 'GET' ? bodiless : sent);
      expect(await told(response), `${method} ${path}`).toBe('403 insufficient-scope');
    }
  });
});
