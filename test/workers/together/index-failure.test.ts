/** D1 fails: what is asked again, what is not, and what the caller is told. */
import { describe, expect, it } from 'vitest';
import { d1FailureKind } from '../../../src/index-d1/d1-failure.ts';
import { SessionIndex } from '../../../src/index-d1/session-index.ts';
import { Meter } from '../../../src/session/cost.ts';
import { StorageUnavailable } from '../../../src/session/session-store.ts';
import { db, live, query, REMOVAL, tokenKey, told } from '../index-rows.ts';

/** The real database, whose first batches fail. */
function failing(messages: string[]): { index: SessionIndex; meter: Meter; batches: () => number } {
  let batches = 0;
  const wrap = (connection: D1Database | D1DatabaseSession): D1Database =>
    ({
      prepare: (text: string) => connection.prepare(text),
      batch: async (statements: D1PreparedStatement[]) => {
        batches += 1;
        const message = messages.shift();
        if (message !== undefined) throw new Error(message);
        return connection.batch(statements);
      },
      withSession: (constraint: string) => wrap(db.withSession(constraint)),
    }) as unknown as D1Database;
  const meter = new Meter();
  return { index: new SessionIndex(wrap(db), meter), meter, batches: () => batches };
}

const LOST = 'D1_ERROR: Network connection lost.';
const OVERLOADED = 'D1_ERROR: D1 DB is overloaded. Requests queued for too long.';

async function fault(call: Promise<unknown>): Promise<StorageUnavailable> {
  const caught = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (caught instanceof StorageUnavailable) return caught;
  throw new Error('it did not fail as unavailable', { cause: caught });
}

describe('a failure of D1', () => {
  it('is known by its message', () => {
    expect(d1FailureKind(new Error(LOST))).toBe('retryable');
    expect(d1FailureKind(new Error('D1_ERROR: D1 DB reset because its code was updated.'))).toBe('retryable');
    expect(d1FailureKind(new Error('D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.'))).toBe(
      'retryable',
    );
    expect(d1FailureKind(new Error(OVERLOADED))).toBe('overload');
    expect(d1FailureKind(new Error('D1_ERROR: D1 DB exceeded its CPU time limit and was reset.'))).toBe('overload');
    expect(d1FailureKind(new Error('D1_ERROR: no such table: ix: SQLITE_ERROR'))).toBe('other');
    expect(d1FailureKind('a string')).toBe('other');
  });

  it('that passes is not seen by a reader: the read is sent once more', async () => {
    const { index, meter, batches } = failing([LOST]);
    const outcome = await index.page(query(), [await tokenKey()]);
    expect(outcome.outcome).toBe('page');
    expect(batches()).toBe(2);
    expect(meter.total.d1).toBe(4);
  });

  it('that stays is a fault: nothing was stored', async () => {
    const { index, batches } = failing([LOST, LOST, LOST]);
    const thrown = await fault(index.summaryById('x'));
    expect(thrown).toMatchObject({ mayHaveBeenStored: false, retryAfter: 1 });
    expect(batches()).toBe(2);
  });

  it('by overload is not answered with more load', async () => {
    const { index, batches } = failing([OVERLOADED]);
    expect(await fault(index.summaryById('x'))).toMatchObject({ mayHaveBeenStored: false, retryAfter: 10 });
    expect(batches()).toBe(1);
  });

  it('in a write is never repeated, and may have been stored', async () => {
    const removal = { ...REMOVAL, limit: 1 };
    for (const write of [
      (index: SessionIndex) => index.project(told([live(1)])),
      (index: SessionIndex) => index.fenceAndLocate(removal),
      (index: SessionIndex) => index.purgeTombstones(1, 1),
      (index: SessionIndex) => index.setCursor('a', 'b'),
    ]) {
      const { index, batches } = failing([LOST]);
      expect(await fault(write(index))).toMatchObject({ mayHaveBeenStored: true });
      expect(batches()).toBe(1);
    }
  });
});
