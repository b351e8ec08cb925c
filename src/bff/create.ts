/**
 * Create in a partition (contract, "BFF sessions"). Home decides about the key; where the key lives with its subject
 * already, the owner compares the sid (consistency.md). Guarantees: nothing is repeated but where an object said that
 * it did nothing.
 */
import { homeOf, mintKey, routeOf, sessionIdOf } from '../session/keys.ts';
import { StorageUnavailable, type WriteOptions } from '../session/session-store.ts';
import { contentOf } from '../store/by-key.ts';
import type { StoreParts } from '../store/store-parts.ts';
import { mintSessionId } from '../ticket/record-of-ticket.ts';
import type { NewBffSession } from './bff-session.ts';
import { recordOf } from './stored-record.ts';
import type { CreateBffOutcome } from './user-session-store.ts';

/** Each turn more needs a change by somebody else in between. */
const TURNS = 12;

export async function createBffSession(
  parts: StoreParts,
  partition: string,
  given: NewBffSession,
  { respondAsync = false }: WriteOptions,
): Promise<CreateBffOutcome> {
  const { directory, routes, by } = parts;
  const session = { ...given, sessionId: given.sessionId ?? mintSessionId() };
  const target = await routeOf(session.subjectId);
  const key = session.key ?? mintKey(target);
  const id = await sessionIdOf(key, partition);
  const home = homeOf(key, id);
  const content = await contentOf(parts, recordOf(session), { target, id, partition, key });
  const wait = !respondAsync;
  const created = ({ revision, replaced, indexed }: Made): CreateBffOutcome => {
    routes.learn(id, target, home);
    return { outcome: 'created', session: { ...session, id, key, partition, revision }, replaced, indexed };
  };
  for (let turn = 0; turn < TURNS; turn++) {
    const answer = await directory.call(home, 'once', (object) =>
      object.create({ route: home, id, target, content, by, limit: null, kept: null, wait }),
    );
    switch (answer.outcome) {
      case 'created':
        return created(answer);
      case 'key-taken':
      case 'session-ended':
        return { outcome: answer.outcome };
      case 'forward': {
        const own = await directory.call(answer.route, 'once', (object) =>
          object.replaceOwn({ route: answer.route, id, content, wait }),
        );
        if (own.outcome === 'replaced') return created({ ...own, replaced: true });
        if (own.outcome === 'key-taken') return { outcome: 'key-taken' };
        break;
      }
      default:
        throw new Error(`a session of a partition has no ${answer.outcome}`);
    }
  }
  throw new StorageUnavailable('a key changed hands again and again while it was taken', { mayHaveBeenStored: false });
}

interface Made {
  readonly revision: number;
  readonly replaced: boolean;
  readonly indexed: boolean;
}
