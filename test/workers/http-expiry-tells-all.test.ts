/** `EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT`: an expiry tells all clients. Contract: "What an end takes along". */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { send } from './http-client.ts';
import { granted, registered, surviving, toldOf } from './management-client.ts';
import { inSeconds, remove, stored } from './ticket-client.ts';

// For Worker and objects alike. Set before any object exists.
Object.assign(env as object, {
  REMOVE_EXPIRED_SESSIONS: 'false',
  EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT: 'true',
});

it.each(['RemoveAsync', 'remove-expired'])(
  '%s of an expired session tells all, and takes the tokens of some',
  async (end) => {
    const coordinated = await registered({ coordinateLifetimeWithUserSession: true });
    const loose = await registered({ coordinateLifetimeWithUserSession: false });
    const disabled = await registered({ coordinateLifetimeWithUserSession: true, enabled: false });
    const clientIds = [coordinated, loose, disabled];
    const { key, session } = await stored({ clientIds, properties: { expires: inSeconds(-1) } });
    const { subjectId, sessionId } = session;
    const grants = await Promise.all(
      clientIds.map((clientId) => granted({ subjectId, sessionId, clientId, data: clientId })),
    );
    if (end === 'RemoveAsync') await remove(key);
    else await send('POST', '/v1/sessions/remove-expired', { json: { count: 1_000 } });
    expect(await toldOf(subjectId)).toEqual(
      [coordinated, loose].map((clientId) => `${sessionId} ${clientId} expired`).toSorted(),
    );
    expect(await surviving(grants)).toEqual([loose]);
  },
);
