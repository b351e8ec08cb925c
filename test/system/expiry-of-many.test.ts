/**
 * A thousand sessions expire with three clients each, at the alarms of their objects: every client hears of every session.
 * Contract: "What an end takes along".
 */
import { expect, inject, it } from 'vitest';
import { Service } from './harness/service.ts';
import { fresh } from './harness/sessions.ts';
import { SignIns } from './harness/sign-ins.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { stateFolder } from './harness/state-folder.ts';

const SUBJECTS = 20;
const OF_EACH = 50;
const CLIENTS = 3;
/** Sign-ins at once. */
const HANDS = 16;

it('expiry of 1,000 sessions with 3 clients each tells all 3,000, each once', async () => {
  const service = await Service.start({
    folder: stateFolder(),
    variables: {
      ISSUER: 'https://op.example.com',
      SIGNING_KEYS: JSON.stringify(signingKeys()),
      ALLOW_PRIVATE_LOGOUT_URIS: 'true',
      EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT: 'true',
    },
  });
  try {
    const op = new SignIns(service, inject('relyingParties'));
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => op.party({ status: 200 }, { idTokenSignedResponseAlg: 'ES256' })),
    );
    const subjects = Array.from({ length: SUBJECTS }, () => fresh('subject'));
    const wanted = subjects.flatMap((subject) => Array<string>(OF_EACH).fill(subject)).values();
    const sids: string[] = [];
    // Some expire while others still sign in.
    const expires = Date.now() + 4_000;
    const hand = async () => {
      for (const subject of wanted) sids.push((await op.signIn({ subject, clients, expires })).session.sessionId);
    };
    await Promise.all(Array.from({ length: HANDS }, hand));
    expect(new Set(sids).size).toBe(SUBJECTS * OF_EACH);

    const count = async () => {
      const seen = await Promise.all(clients.map((client) => client.seen()));
      return seen.reduce((sum, { requests }) => sum + requests.length, 0);
    };
    const all = SUBJECTS * OF_EACH * CLIENTS;
    await expect.poll(count, { timeout: 120_000, interval: 250 }).toBeGreaterThanOrEqual(all);
    const pending = () => service.sql("SELECT id FROM delivery WHERE status <> 'delivered'");
    await expect.poll(pending, { timeout: 30_000, interval: 250 }).toEqual([]);

    // Each client each session, and none twice.
    for (const client of clients) {
      const told = await client.claims();
      expect(told.map(({ sid }) => String(sid)).toSorted()).toEqual(sids.toSorted());
      expect(new Set(told.map(({ jti }) => jti)).size).toBe(told.length);
      expect(new Set(told.map(({ aud }) => aud))).toEqual(new Set([client.clientId]));
      expect(new Set(told.map(({ logout_reason }) => logout_reason))).toEqual(new Set(['session_expiration']));
    }
    // Whatever an attempt that did not get through was repeated for: none arrived twice, as seen above.
    const shown = await service.sql('SELECT status, reason, count(*) AS n FROM delivery GROUP BY 1, 2');
    expect(shown).toEqual([{ status: 'delivered', reason: 'expired', n: all }]);
    const history = await service.sql("SELECT count(DISTINCT id) AS n FROM history WHERE reason = 'expired'");
    expect(history).toEqual([{ n: SUBJECTS * OF_EACH }]);
  } finally {
    await service.stop();
  }
});
