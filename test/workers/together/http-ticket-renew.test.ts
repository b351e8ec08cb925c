/** RetrieveAsync, RenewAsync, Touch and RemoveAsync over HTTP. Contract: "Ticket store". The clock: `ticket-lifetimes`. */
import { describe, expect, it } from 'vitest';
import { created, fresh, get, keyHeader, send, told } from '../http-client.ts';
import {
  inSeconds,
  newTicket,
  remove,
  renew,
  retrieve,
  type Stored,
  stored,
  type Told,
  touch,
} from '../ticket-client.ts';
import { createdElsewhere } from '../work-elsewhere.ts';

const put = async (key: string, ticket: unknown): Promise<Told> => {
  const response = await renew(key, ticket);
  if (response.status !== 200) throw new Error(`not renewed: ${await response.text()}`);
  return response.json();
};
/** A record whose key is chosen: its home is a bucket. */
const chosen = async (subject = fresh('subject')): Promise<Stored> => {
  const key = fresh('a chosen key');
  const response = await renew(key, newTicket({ subject, sessionId: 'S' }));
  if (response.status !== 201) throw new Error(`not stored: ${await response.text()}`);
  return { key, ...(await response.json<Told>()) };
};

describe('RetrieveAsync', () => {
  it('gives the ticket and its session, with an ETag, also by HEAD and with any hint', async () => {
    const { key, ticket, session } = await stored({ clientIds: ['web'] });
    for (const hint of [{}, { 'Session-Subject': session.subjectId }, { 'Session-Subject': 'somebody-else' }]) {
      const response = await retrieve(key, hint);
      expect([response.status, response.headers.get('ETag')]).toEqual([200, `"${session.revision}"`]);
      expect(await response.json()).toEqual({ ticket, session });
    }
    expect((await send('HEAD', '/v1/ticket', { headers: keyHeader(key) })).status).toBe(200);
  });
  it('is 404 for what is unknown, and for what has ended', async () => {
    expect(await told(await retrieve(fresh('never')))).toBe('404 session-not-found');
    const { key } = await stored();
    await remove(key);
    expect(await told(await retrieve(key))).toBe('404 session-not-found');
  });
  it.each([
    '',
    'a ticket',
    'null',
    '[]',
    '{}',
    '{"scheme":"s","claims":[],"properties":{"items":{}}}',
    '{"scheme":"s","claims":[{"type":"t"}],"properties":{"items":{}},"clientIds":[]}',
    '{"scheme":"s","claims":[],"properties":{"items":{"a":1}},"clientIds":[]}',
    '{"scheme":"s","claims":[],"properties":{"items":{}},"clientIds":[1]}',
  ])('is 404 for a record whose text is no AuthenticationTicket, which stays: %s', async (ticket) => {
    const { key } = await created({ ticket });
    expect(await told(await retrieve(key))).toBe('404 session-not-found');
    expect((await get(key)).status).toBe(200);
  });
  it('is 404 once expired, and the record stays for the raw store', async () => {
    const ticket = JSON.stringify(newTicket());
    for (const times of [{ expires: inSeconds(-1) }, { absoluteExpires: inSeconds(-1), expires: inSeconds(60) }]) {
      const { key } = await created({ ...times, ticket });
      expect(await told(await retrieve(key))).toBe('404 session-not-found');
    }
  });
});

describe('RenewAsync', () => {
  it('replaces scheme, times, names, clients and ticket; created and sid stay', async () => {
    for (const { key, session } of [await stored({ clientIds: ['old'], issuer: 'https://old' }), await chosen()]) {
      const issued = inSeconds(-5);
      const { ticket, session: renewed } = await put(key, {
        ...newTicket({ subject: session.subjectId }),
        scheme: 'other',
        properties: { issued, expires: inSeconds(60), items: { device: 'Safari' } },
        clientIds: ['new'],
      });
      expect(renewed).toMatchObject({
        id: session.id,
        subjectId: session.subjectId,
        sessionId: session.sessionId,
        device: 'Safari',
        created: session.created,
        renewed: issued,
        issuer: null,
        clientIds: ['new'],
      });
      expect(ticket).toMatchObject({ scheme: 'other', sessionId: session.sessionId, properties: { issued } });
      expect(renewed.revision).toBeGreaterThan(session.revision);
      expect(await (await retrieve(key)).json()).toEqual({ ticket, session: renewed });
      expect(await (await get(key)).json()).toMatchObject({ scheme: 'other', created: session.created });
    }
  });
  it('for another sid starts created anew', async () => {
    const { key, session } = await stored({ properties: { issued: '2020-01-01T00:00:00Z' }, sessionId: 'S' });
    const { session: renewed } = await put(key, newTicket({ subject: session.subjectId, sessionId: 'T' }));
    expect(renewed).toMatchObject({ id: session.id, sessionId: 'T', created: renewed.renewed });
    const claims = [{ type: 'sid', value: 'U' }];
    expect((await put(key, newTicket({ subject: session.subjectId, claims }))).session.sessionId).toBe('U');
    expect((await put(key, newTicket({ subject: session.subjectId }))).session.sessionId).toBe('U');
  });
  it('for another subject starts created anew, with a new sid where the ticket has none', async () => {
    for (const first of [await stored({ sessionId: 'S' }), await chosen()]) {
      const { key } = first;
      const subject = fresh('other');
      const { session } = await put(key, newTicket({ subject, properties: { issued: '2021-01-01T00:00:00Z' } }));
      expect(session).toMatchObject({ id: first.session.id, subjectId: subject, created: '2021-01-01T00:00:00.000Z' });
      expect(session.sessionId).toMatch(/^[0-9A-F]{32}$/);
      expect(await (await retrieve(key)).json()).toMatchObject({ session });
      const back = await put(key, newTicket({ subject: first.session.subjectId, sessionId: 'S' }));
      expect(back.session).toMatchObject({ sessionId: 'S', created: back.session.renewed });
    }
  });
  it('for another subject with the same sid starts created anew too', async () => {
    const { key } = await stored({ sessionId: 'S', properties: { issued: '2020-01-01T00:00:00Z' } });
    const { session } = await put(key, newTicket({ subject: fresh('other'), sessionId: 'S' }));
    expect(session.created).toBe(session.renewed);
  });
  it('creates a key that never existed, whoever asks, and then renews it', async () => {
    const { key: minted, session } = await stored();
    const otherMinted = `${minted.slice(0, 23)}${'A'.repeat(43)}`;
    for (const key of [fresh('a chosen key'), otherMinted]) {
      const subject = fresh('subject');
      const response = await renew(key, newTicket({ subject }), { 'If-Match': '"1"' });
      const first = await response.json<Told>();
      expect(response.status).toBe(201);
      expect(response.headers.get('ETag')).toBe(`"${first.session.revision}"`);
      expect(first.session.subjectId).toBe(subject);
      expect((await renew(key, newTicket({ subject }))).status).toBe(200);
    }
    expect(session.subjectId).not.toBe('');
  });
  it('is 410 for what has ended or expired, for every subject', async () => {
    for (const { key, session } of [await stored(), await chosen()]) {
      await remove(key);
      expect(await told(await renew(key, newTicket({ subject: session.subjectId })))).toBe('410 session-ended');
      expect(await told(await renew(key, newTicket()))).toBe('410 session-ended');
    }
    const { key, subjectId } = await created({ expires: inSeconds(-1) });
    for (const subject of [subjectId, fresh('other')]) {
      expect(await told(await renew(key, newTicket({ subject }), { 'If-Match': '"1"' }))).toBe('410 session-ended');
    }
  });
  it('heeds If-Match', async () => {
    const { key, session } = await stored();
    const ticket = newTicket({ subject: session.subjectId });
    expect(await told(await renew(key, ticket, { 'If-Match': '"1"' }))).toBe('412 revision-mismatch');
    expect(await told(await renew(key, ticket, { 'If-Match': `W/"${session.revision}"` }))).toBe(
      '412 revision-mismatch',
    );
    const response = await renew(key, ticket, { 'If-Match': `"1", "${session.revision}"` });
    expect(response.headers.get('ETag')).not.toBe(`"${session.revision}"`);
    expect(response.status).toBe(200);
    expect((await renew(key, ticket, { 'If-Match': '*' })).status).toBe(200);
    expect(await told(await renew(key, newTicket(), { 'If-Match': `"${session.revision}"` }))).toBe(
      '412 revision-mismatch',
    );
  });
  it('turns a record without an AuthenticationTicket into one with', async () => {
    const { key, subjectId, sessionId, created: begun } = await created({ created: '2020-01-01T00:00:00Z' });
    expect((await put(key, newTicket({ subject: subjectId }))).session).toMatchObject({ sessionId, created: begun });
    expect((await retrieve(key)).status).toBe(200);
  });
  it('finds a session that another isolate stored, with and without a hint', async () => {
    const subject = fresh('subject');
    for (const hint of [{}, { 'Session-Subject': subject }, { 'Session-Subject': 'somebody-else' }]) {
      const key = await createdElsewhere(fresh('a chosen key'), subject);
      expect((await renew(key, newTicket({ subject }), hint)).status).toBe(200);
    }
  });
});

describe('Touch', () => {
  it('answers the session, and slides nothing within the first half of its window', async () => {
    const { key, session } = await stored({ clientIds: ['web'], properties: { expires: inSeconds(3600) } });
    const response = await touch(key);
    expect([response.status, response.headers.get('ETag')]).toEqual([200, `"${session.revision}"`]);
    expect(await response.json()).toEqual({ session, renewed: false });
    expect(response.headers.get('Server-Timing')).toBe('object;desc=1, d1;desc=0, read;desc=0, written;desc=0');
  });
  it('slides by its own window past half of it', async () => {
    const properties = { issued: inSeconds(-2000), expires: inSeconds(1000) };
    const { key, session } = await stored({ properties });
    const response = await touch(key);
    const answer = await response.json<{ session: Told['session']; renewed: boolean }>();
    expect(answer.renewed).toBe(true);
    expect(answer.session.created).toBe(session.created);
    expect(Date.parse(answer.session.expires ?? '') - Date.parse(answer.session.renewed)).toBe(3_000_000);
    expect(answer.session.revision).toBeGreaterThan(session.revision);
    expect(response.headers.get('ETag')).toBe(`"${answer.session.revision}"`);
    const { ticket, session: read } = await (await retrieve(key)).json<Told>();
    expect(read).toEqual(answer.session);
    expect(ticket.properties).toMatchObject({ issued: read.renewed, expires: read.expires });
    expect(await (await touch(key)).json()).toEqual({ session: read, renewed: false });
  });
  it('takes a record without an AuthenticationTicket: no issuer, no clients', async () => {
    const { key } = await created();
    expect(await (await touch(key)).json()).toMatchObject({ renewed: false, session: { issuer: null, clientIds: [] } });
  });
  it('is 404 for what is unknown, 410 for what has ended or expired', async () => {
    expect(await told(await touch(fresh('never')))).toBe('404 session-not-found');
    const { key } = await stored();
    await remove(key);
    expect(await told(await touch(key))).toBe('410 session-ended');
    const expired = await created({ expires: inSeconds(-1), ticket: JSON.stringify(newTicket()) });
    expect(await told(await touch(expired.key))).toBe('410 session-ended');
  });
  it('ignores a body and its type', async () => {
    const { key } = await stored();
    const sent = { raw: 'no json', headers: { ...keyHeader(key), 'Content-Type': 'text/plain' } };
    expect((await send('POST', '/v1/ticket/renew', sent)).status).toBe(200);
  });
});

describe('RemoveAsync', () => {
  it('is 204 without a body, also when there is nothing, and leaves no mark then', async () => {
    const { key } = await stored();
    const never = fresh('never');
    for (const absent of [key, key, never]) {
      const response = await remove(absent);
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    expect((await renew(never, newTicket())).status).toBe(201);
  });
  it('ends what has expired', async () => {
    const { key } = await created({ expires: inSeconds(-1) });
    expect((await remove(key)).status).toBe(204);
    expect((await get(key)).status).toBe(404);
  });
  it('heeds If-Match, where there is something', async () => {
    const { key, session } = await stored();
    expect(await told(await remove(key, { 'If-Match': '"1"' }))).toBe('412 revision-mismatch');
    expect((await remove(key, { 'If-Match': `"${session.revision}"` })).status).toBe(204);
    expect((await remove(key, { 'If-Match': '"1"' })).status).toBe(204);
  });
});
