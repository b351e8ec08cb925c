/**
 * What operations on many sessions cost, counted by the service itself. By subject one object answers and D1 is not
 * asked; by sid alone the index names the objects; a summary touches no object.
 */
import { describe, expect, it } from 'vitest';
import { created, fresh, type Session } from '../http-client.ts';
import { priced } from '../work-cost.ts';

const NO_D1 = { d1: 0, read: 0, written: 0 };

interface Page {
  readonly results: readonly Session[];
}

/** Three sessions of one subject, one of another; all under one sid. */
async function scene() {
  const subjectId = fresh('subject');
  const sessionId = fresh('sid');
  const own = [];
  for (const key of [null, null, fresh('a chosen key')]) own.push(await created({ subjectId, sessionId, key }));
  const other = await created({ sessionId, subjectId: fresh('other') });
  return { subjectId, sessionId, ids: own.map(({ id }) => id), other };
}

const post = (path: string, json: unknown) => priced('POST', path, { json });

describe('by subject', () => {
  it('finding asks one object and no index', async () => {
    const { subjectId, sessionId, ids } = await scene();
    for (const filter of [{ subjectId }, { subjectId, sessionId }]) {
      const { cost, body } = await post('/v1/sessions/find', filter);
      expect(cost).toEqual({ object: 1, ...NO_D1 });
      expect((body as { sessions: Session[] }).sessions.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    }
  });

  it('deleting all is one object call and one round trip to D1', async () => {
    const { subjectId } = await scene();
    const { cost, body, pending } = await post('/v1/sessions/delete', { subjectId });
    expect({ body, pending }).toEqual({ body: { deleted: 3 }, pending: false });
    expect(cost).toMatchObject({ object: 1, d1: 2 });
  });

  it('finding nothing asks one object too', async () => {
    const nobody = { subjectId: fresh('nobody') };
    expect((await post('/v1/sessions/find', nobody)).cost).toEqual({ object: 1, ...NO_D1 });
  });
});

describe('by sid alone', () => {
  it('finding asks the index once, then each object once', async () => {
    const { sessionId } = await scene();
    const { cost, body } = await post('/v1/sessions/find', { sessionId });
    expect((body as { sessions: Session[] }).sessions).toHaveLength(4);
    expect(cost).toMatchObject({ object: 2, d1: 1, written: 0 });
  });

  it('deleting asks the index once with its fence, then each object once, and each projects once', async () => {
    const { sessionId } = await scene();
    const { cost, body } = await post('/v1/sessions/delete', { sessionId });
    expect(body).toEqual({ deleted: 4 });
    expect(cost).toMatchObject({ object: 2, d1: 2 + 2 * 2 });
  });

  it('deleting what is not there asks no object', async () => {
    expect((await post('/v1/sessions/delete', { sessionId: fresh('nobody') })).cost).toMatchObject({
      object: 0,
      d1: 2,
    });
  });
});

describe('a query', () => {
  const query = (parameters: Readonly<Record<string, string>>) =>
    priced('GET', `/v1/sessions?${new URLSearchParams(parameters)}`);

  it('of summaries touches no object', async () => {
    const { subjectId, ids } = await scene();
    const { cost, body } = await query({ subjectId, fields: 'summary' });
    expect((body as Page).results.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(cost).toMatchObject({ object: 0, written: 0 });
  });

  it('of whole records asks each object once', async () => {
    const { sessionId } = await scene();
    const { cost, body } = await query({ sessionId });
    expect((body as Page).results).toHaveLength(4);
    expect(cost).toMatchObject({ object: 2, written: 0 });
  });

  it('of one by its public id touches no object', async () => {
    const { other } = await scene();
    expect((await priced('GET', `/v1/sessions/${other.id}`)).cost).toMatchObject({ object: 0, d1: 1, written: 0 });
  });
});

describe('removing what has expired', () => {
  it('asks the index, then the objects that it names', async () => {
    const { cost } = await post('/v1/sessions/remove-expired', { count: 10 });
    expect(cost).toMatchObject({ object: 0, d1: 1, written: 0 });
  });
});
