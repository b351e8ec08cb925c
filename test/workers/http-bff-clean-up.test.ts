/**
 * What has expired in all partitions, by the call alone: nothing else ends it here. Contract: "BFF sessions"; reference:
 * semantics.md, section 6.3 (DeleteExpired).
 */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { routeOf } from '../../src/session/keys.ts';
import { bff, getBff, inPartition, must, postBff, putBff, removedExpiredBff } from './bff-client.ts';
import { created, fresh, get, send, told } from './http-client.ts';
import { history, removeSessions } from './management-client.ts';
import { inside } from './within-service.ts';

// Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const FUTURE = '2099-01-01T00:00:00.000Z';
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

it('ends what has expired in every partition, whatever it is, and nothing else', async () => {
  const subjectId = fresh('subject');
  const expired = await Promise.all(
    [fresh('a'), fresh('b'), fresh('ç / d')].flatMap((partition) => [
      bff(partition, { expires: PAST, subjectId }),
      bff(partition, { expires: PAST, key: fresh('chosen') }),
      bff(partition, { expires: new Date(Date.now() - 1).toISOString() }),
    ]),
  );
  const live = await Promise.all([bff(fresh('app')), bff(fresh('app'), { expires: FUTURE, subjectId })]);
  const provided = await created({ expires: PAST, subjectId });
  expect(await removedExpiredBff()).toBe(expired.length);
  expect(await removedExpiredBff()).toBe(0);
  for (const { partition, key, subjectId: whose, sessionId } of expired) {
    expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
    expect(await told(await putBff(partition, key, { subjectId: whose, sessionId }))).toBe('410 session-ended');
    expect(await told(await postBff(partition, { key }))).toBe('410 session-ended');
  }
  for (const { partition, key } of live) expect((await getBff(partition, key)).status).toBe(200);
  expect((await get(provided.key)).status).toBe(200);
  expect((await history({ subjectId })).results).toEqual([]);
});

it('follows a session that has moved, and spares one that was renewed', async () => {
  const partition = fresh('app');
  const [moved, renewed] = await Promise.all([
    bff(partition, { key: fresh('moved'), expires: FUTURE }),
    bff(partition, { key: fresh('renewed'), expires: PAST }),
  ]);
  await putBff(partition, moved.key, { subjectId: fresh('other'), sessionId: fresh('sid'), expires: PAST });
  await putBff(partition, renewed.key, { ...renewed, expires: FUTURE });
  expect(await removedExpiredBff()).toBe(1);
  expect((await getBff(partition, renewed.key)).status).toBe(200);
});

it('counts each session to one caller, at most 1,000 a call, however many ask', async () => {
  const count = 1_105;
  for (let n = 0; n < count; n += 85) {
    await Promise.all(
      times(85, (m) =>
        must(
          201,
          postBff(`app-${(n + m) % 7}`, { expires: PAST, subjectId: `s-${m % 17}` }, { Prefer: 'respond-async' }),
        ),
      ),
    );
  }
  // What was not waited for comes into the index by itself.
  for (const n of times(17, (m) => m)) {
    const route = await routeOf(`s-${n}`);
    await expect
      .poll(() => inside(route, ({ sql }) => sql.exec('SELECT 1 FROM outbox').toArray().length), { timeout: 20_000 })
      .toBe(0);
  }
  const first = await removedExpiredBff();
  expect(first).toBe(1_000);
  const rest = await Promise.all(times(5, removedExpiredBff));
  expect(rest.reduce((sum, n) => sum + n, first)).toBe(count);
});

it('of sessions of the provider is not held up by those of BFFs', async () => {
  const provided = await Promise.all(times(3, () => created({ expires: PAST })));
  await Promise.all(times(40, () => bff(fresh('app'), { expires: '2019-01-01T00:00:00Z' })));
  const removed = await send('POST', '/v1/sessions/remove-expired', { json: { count: 1 } });
  const { sessions } = await removed.json<{ sessions: readonly { readonly partition?: string }[] }>();
  expect(sessions.length).toBe(1);
  expect(removed.headers.get('Server-Timing')).toContain('d1;desc=3,');
  for (const { subjectId } of provided) await removeSessions({ subjectId });
  expect(await removedExpiredBff()).toBe(40);
});

it('takes no parameter', async () => {
  expect(await told(await send('POST', '/v1/bff/sessions/remove-expired?count=1'))).toBe('400 invalid-request count');
  expect(await told(await send('GET', '/v1/bff/sessions/remove-expired'))).toBe('405 method-not-allowed');
  expect(await told(await send('POST', inPartition('app', 'sessions/remove-expired')))).toBe('404 not-found');
});
