/**
 * The tests of session coordination that depend on `COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION` and
 * `EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT`, for every value of both. Contract: "Coordination", "What an end takes along".
 * Relies on the environment having these values for Worker and objects.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { fresh, send } from './http-client.ts';
import { deliveries, granted, logout, registered, surviving } from './management-client.ts';
import { remove, retrieve, stored } from './ticket-client.ts';

export interface Validation {
  readonly valid: boolean;
  readonly coordinated: boolean;
  readonly expires: string | null;
}

export async function validate(json: object): Promise<Validation> {
  const response = await send('POST', '/v1/coordination/validate', { json });
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}

export const NOT_COORDINATED: Validation = { valid: true, coordinated: false, expires: null };
export const INVALID: Validation = { valid: false, coordinated: true, expires: null };

const FUTURE = '2099-01-01T00:00:00.000Z';

export function coordinationTable(byDefault: boolean, expiryTellsAll = false): void {
  const settings = [true, false, null] as const;
  const cases = settings.flatMap((setting) =>
    [true, false].map((enabled) => ({ setting, enabled, coordinated: setting ?? byDefault })),
  );
  const unregistered = { setting: 'unregistered' as const, enabled: false, coordinated: false };
  let ids: readonly string[] = [];
  const rows = [...cases, unregistered];
  const idOf = (row: (typeof rows)[number]) => ids[rows.indexOf(row)] ?? '';

  beforeAll(async () => {
    ids = await Promise.all(
      rows.map(({ setting, enabled }) =>
        setting === 'unregistered'
          ? fresh('unregistered')
          : registered({ coordinateLifetimeWithUserSession: setting, enabled }),
      ),
    );
  });

  const byExpiry = `an expiry tells ${expiryTellsAll ? 'all' : 'those'}`;
  describe(`where clients are ${byDefault ? '' : 'not '}coordinated by default, and ${byExpiry}`, () => {
    it.each(rows)('one that says $setting (enabled: $enabled) is so: $coordinated', async (row) => {
      const { coordinated } = row;
      const clientId = idOf(row);
      const { key, session } = await stored({ properties: { expires: FUTURE } });
      const { subjectId, sessionId } = session;
      const valid = coordinated ? { valid: true, coordinated, expires: FUTURE } : NOT_COORDINATED;
      expect(await validate({ subjectId, sessionId, clientId })).toEqual(valid);
      expect(await validate({ subjectId, clientId })).toEqual(valid);
      expect(await validate({ subjectId, sessionId: fresh('sid'), clientId })).toEqual(
        coordinated ? INVALID : NOT_COORDINATED,
      );
      await remove(key);
      const after = coordinated ? INVALID : NOT_COORDINATED;
      expect(await validate({ subjectId, sessionId, clientId })).toEqual(after);
      expect(await validate({ subjectId, clientId })).toEqual(after);
      expect(await validate({ subjectId: fresh('nobody'), clientId })).toEqual(after);
    });
    it('a logout takes the tokens of those that are coordinated, and tells those that are enabled', async () => {
      const { key, session } = await stored({ clientIds: [...ids] });
      const { subjectId, sessionId } = session;
      const grants = await Promise.all(
        ids.map((clientId, n) => granted({ subjectId, sessionId, clientId, data: `${n}` })),
      );
      const coordinated = rows.filter((row) => row.coordinated);
      const told = rows.filter(({ enabled }) => enabled);
      expect(await logout(subjectId, sessionId)).toMatchObject({
        sessionsRemoved: 1,
        tokensRevoked: coordinated.length,
        notificationsQueued: told.length,
      });
      expect((await retrieve(key)).status).toBe(404);
      expect(await surviving(grants)).toEqual(rows.flatMap((row, n) => (row.coordinated ? [] : [`${n}`])));
      const { results } = await deliveries({ subjectId });
      expect(results.map(({ clientId }) => clientId).toSorted()).toEqual(told.map(idOf).toSorted());
    });
    it(`an expiry tells those that are enabled${expiryTellsAll ? '' : ' and coordinated'}`, async () => {
      const past = new Date(Date.now() - 1_000).toISOString();
      const { key, session } = await stored({ clientIds: [...ids], properties: { expires: past } });
      const { subjectId, sessionId } = session;
      const grants = await Promise.all(
        ids.map((clientId, n) => granted({ subjectId, sessionId, clientId, data: `${n}` })),
      );
      expect((await remove(key)).status).toBe(204);
      expect(await surviving(grants)).toEqual(rows.flatMap((row, n) => (row.coordinated ? [] : [`${n}`])));
      const { results } = await deliveries({ subjectId });
      const told = rows.filter((row) => row.enabled && (expiryTellsAll || row.coordinated));
      expect(results.map(({ clientId }) => clientId).toSorted()).toEqual(told.map(idOf).toSorted());
    });
  });
}
