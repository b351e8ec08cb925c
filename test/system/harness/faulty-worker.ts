/**
 * The service with faults on demand: D1 that is down, that never answers, that did what it says it did not; objects that
 * take no delivery. Nothing of the service is replaced: it gets what it gets anyway, with the faults in between.
 *
 * `PUT /test/faults` sets them; objects and Worker share the isolate, and so the faults.
 */
import { subjectPorts } from '../../../src/compose.ts';
import type { Env } from '../../../src/config.ts';
import service from '../../../src/index.ts';
import type { SubjectPeer } from '../../../src/subject/api.ts';
import { subjectSessions } from '../../../src/subject/subject-sessions.ts';

interface Faults {
  /** `hangs`: no answer, until the fault changes; then the connection is lost. `forgets`: it was done, and failed. */
  d1: 'up' | 'down' | 'hangs' | 'forgets';
  adopt: 'works' | 'fails';
}

const faults: Faults = { d1: 'up', adopt: 'works' };
/** Backoff without its length: what comes after a failure comes soon. */
const JITTER = 0.02;
const LOOK_AGAIN = 20;

const lost = () => new Error('D1_ERROR: Network connection lost.');

type Connection = Pick<D1Database, 'prepare' | 'batch'>;

const faulty = (connection: Connection): Connection => ({
  prepare: (statement) => connection.prepare(statement),
  async batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    if (faults.d1 === 'hangs') {
      while (faults.d1 === 'hangs') await scheduler.wait(LOOK_AGAIN);
      throw lost();
    }
    if (faults.d1 === 'down') throw lost();
    const answers = await connection.batch<T>(statements);
    if (faults.d1 === 'forgets') throw lost();
    return answers;
  },
});

const known = new WeakMap<Env, Env>();

/** The same object each time: the configuration is read once for each environment. */
function withFaults(env: Env): Env {
  const INDEX = Object.assign(faulty(env.INDEX), { withSession: () => faulty(env.INDEX.withSession('first-primary')) });
  const made = known.get(env) ?? { ...env, INDEX: INDEX as unknown as D1Database };
  known.set(env, made);
  return made;
}

function peerWithFaults(peer: SubjectPeer): SubjectPeer {
  return new Proxy(peer, {
    get(target, name) {
      if (name === 'adopt' && faults.adopt === 'fails') return () => Promise.reject(new Error('out of reach'));
      return Reflect.get(target, name);
    },
  });
}

/** As it is. */
export { SignInAttempts } from '../../../src/index.ts';

export class SubjectSessions extends subjectSessions<Env>((env) => {
  const ports = subjectPorts(withFaults(env));
  return { ...ports, random: () => JITTER, peer: (route) => peerWithFaults(ports.peer(route)) };
}) {}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    if (new URL(request.url).pathname === '/test/faults') {
      Object.assign(faults, await request.json());
      return Response.json(faults);
    }
    return service.fetch(request, withFaults(env), ctx);
  },
  scheduled: (controller, env) => service.scheduled(controller, withFaults(env)),
} satisfies ExportedHandler<Env>;
