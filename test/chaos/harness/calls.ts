/** The calls of one object, sent over the wire of this suite: a fresh stub for each. */
import type { SubjectApi, SubjectPeer } from '../../../src/subject/api.ts';
import type { ChaosEnv } from './environment.ts';
import { remember } from './known-objects.ts';
import { type Sender, send } from './wire.ts';

type Call = (args: object) => Promise<object>;

export function callsOf<Api extends SubjectApi | SubjectPeer>(sender: Sender, route: string, env: ChaosEnv): Api {
  const sent =
    (call: string): Call =>
    (args) => {
      remember(route);
      return send(sender, { call, to: route, ids: idsOf(args), args }, () => {
        const stub = env.SUBJECTS.getByName(route) as unknown as Record<string, Call>;
        return (stub[call] as Call)(args);
      });
    };
  return new Proxy({} as Api, {
    get: (_, call) => (typeof call === 'string' && call !== 'then' ? sent(call) : undefined),
  });
}

function idsOf(args: object): readonly string[] {
  if ('id' in args && typeof args.id === 'string') return [args.id];
  const rows = 'ids' in args ? args.ids : 'rows' in args ? args.rows : [];
  return Array.isArray(rows) ? rows.map(({ id }: { id: string }) => id) : [];
}
