/** A subject with many sessions and grants, made fast: nobody waits for the index before all are there. */
import type { NewGrant } from '../../../src/grant/grant.ts';
import { routeOf } from '../../../src/session/keys.ts';
import { createSession } from '../../../src/store/by-key.ts';
import { storeGrant } from '../../../src/store/grant-by-key.ts';
import { type Actor, minted, updateOf } from '../harness/actor.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { register } from '../harness/registered.ts';

export interface Crowd {
  readonly subject: string;
  readonly route: string;
  readonly clients: readonly string[];
  /** Ids. */
  readonly sessions: readonly string[];
  readonly grants: number;
}

export interface Many {
  readonly sessions: number;
  readonly grants: number;
  readonly clients: number;
}

const TYPES = ['refresh_token', 'reference_token', 'authorization_code', 'user_consent', 'special'];
const AT_ONCE = 50;

export async function gather(env: ChaosEnv, actor: Actor, name: string, size: Many): Promise<Crowd> {
  const subject = `${name} ${crypto.randomUUID()}`;
  const clients = Array.from({ length: size.clients }, (_, n) => `${subject} client ${n}`);
  for (const clientId of clients) await register(env.INDEX, clientId);
  const sessions: string[] = [];
  await inParallel(size.sessions, async (n) => {
    const { key, id } = await minted(subject);
    sessions.push(id);
    const written = { subject, sid: `${subject} ${n}`, value: `${n}`, clients };
    await actor.ask((parts) => createSession(parts, { ...updateOf(written), key }, { respondAsync: true }));
  });
  await inParallel(size.grants, async (n) => {
    const { key } = await minted(subject);
    const grant: NewGrant = {
      key,
      type: TYPES[n % TYPES.length] ?? '',
      subjectId: subject,
      sessionId: `${subject} ${n % size.sessions}`,
      clientId: clients[n % clients.length] ?? null,
      grantId: null,
      lookup: null,
      description: null,
      creationTime: null,
      expiration: null,
      consumedTime: null,
      data: `${n}`,
    };
    await actor.ask((parts) => storeGrant(parts, grant, { respondAsync: true }));
  });
  return { subject, route: await routeOf(subject), clients, sessions, grants: size.grants };
}

async function inParallel(count: number, work: (n: number) => Promise<void>): Promise<void> {
  const rest = Array.from({ length: count }, (_, n) => n).values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const n of rest) await work(n);
    }),
  );
}
