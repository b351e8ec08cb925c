/** What operations on sessions of BFFs cost: as those on other sessions, whether or not another one makes room. */
import { expect, it } from 'vitest';
import { bff, inPartition, newBff } from '../bff-client.ts';
import { fresh, keyHeader } from '../http-client.ts';
import { priced } from '../work-cost.ts';

const NO_D1 = { d1: 0, read: 0, written: 0 };
/** The upsert, and the fences over the same rows. */
const ONE_ROUND_TRIP = { d1: 2 };

it('a minted key is one call, whatever it does, and a read no statement', async () => {
  const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
  const create = () => priced('POST', inPartition(partition, 'sessions'), { json: newBff({ subjectId, sessionId }) });
  for (const replaced of [false, true]) {
    const { cost, body } = await create();
    expect(body).toMatchObject({ replaced });
    expect(cost).toMatchObject({ object: 1, ...ONE_ROUND_TRIP });
  }
  const { key } = await bff(partition, { subjectId });
  const at = { headers: keyHeader(key) };
  const path = inPartition(partition, 'session');
  expect((await priced('GET', path, at)).cost).toEqual({ object: 1, ...NO_D1 });
  // It takes the place of the one above.
  const put = await priced('PUT', path, { ...at, json: { subjectId, sessionId, ticket: 'u' } });
  expect(put.body).toMatchObject({ replaced: true });
  expect(put.cost).toMatchObject({ object: 1, ...ONE_ROUND_TRIP });
  const deleted = await priced('DELETE', path, at);
  expect(deleted.cost).toMatchObject({ object: 1, d1: 1 });
});

it('a chosen key is three, also where its owner creates it anew', async () => {
  const partition = fresh('app');
  const json = newBff({ key: fresh('key'), sessionId: fresh('sid') });
  for (const replaced of [false, true]) {
    const { cost, body } = await priced('POST', inPartition(partition, 'sessions'), { json });
    expect(body).toMatchObject({ replaced });
    expect(cost).toMatchObject({ object: 3, ...ONE_ROUND_TRIP });
  }
});

it('a subject is one call and no statement to find', async () => {
  const partition = fresh('app');
  const { subjectId } = await bff(partition);
  const found = await priced('POST', inPartition(partition, 'sessions/find'), { json: { subjectId } });
  expect(found.cost).toEqual({ object: 1, ...NO_D1 });
  const deleted = await priced('POST', inPartition(partition, 'sessions/delete'), { json: { subjectId } });
  expect(deleted.cost).toMatchObject({ object: 1, d1: 1 });
});
