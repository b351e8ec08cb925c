/** Sessions that another isolate of the service created: this one has no memory of where they are. */
import { env } from 'cloudflare:workers';
import { configurationOf, type Env } from '../../src/config.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { Directory } from '../../src/store/directory.ts';
import { EdgeStore } from '../../src/store/edge-store.ts';
import { RouteCache } from '../../src/store/route-cache.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import { KeyRing } from '../../src/ticket/key-ring.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { fresh } from './http-client.ts';

const bindings = env as unknown as Env;

function storeOfAnotherIsolate(): EdgeStore {
  const configuration = configurationOf(bindings);
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  const ring = new KeyRing(configuration.config.ticketKeys);
  const meter = new Meter();
  return new EdgeStore({
    directory: new Directory((route) => bindings.SUBJECTS.getByName(route) as unknown as SubjectApi, meter),
    index: new SessionIndex(bindings.INDEX, meter),
    protector: new Protector(ring),
    tokenKeys: () => ring.tokenKeys(),
    routes: new RouteCache(),
    limit: null,
    by: SYSTEM,
    now: Date.now,
    log: () => undefined,
  });
}

/** The key of a new session; null mints one. */
export async function createdElsewhere(key: string | null, subjectId = fresh('subject')): Promise<string> {
  const now = Date.now();
  const answer = await storeOfAnotherIsolate().createSession({
    key,
    subjectId,
    scheme: 'cookie',
    sessionId: fresh('sid'),
    displayName: null,
    device: null,
    created: now,
    renewed: now,
    expires: null,
    absoluteExpires: null,
    ticket: 'a ticket',
  });
  if (answer.outcome !== 'created' || answer.session.key === null) throw new Error(`not created: ${answer.outcome}`);
  return answer.session.key;
}
