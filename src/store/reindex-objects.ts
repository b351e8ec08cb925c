/** Makes objects project everything again, by object id: nobody can list a namespace at run time, an operator can. */
import type { Meter } from '../session/cost.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import type { SubjectApi } from '../subject/api.ts';
import { forEachAtOnce } from './follow-located.ts';

export interface Reindexed {
  readonly projected: number;
  readonly waiting: number;
}

/** An id of another namespace is passed over: there is no object of ours behind it. */
export async function reindexObjects(
  namespace: DurableObjectNamespace,
  meter: Meter,
  objectIds: readonly string[],
): Promise<Reindexed> {
  let projected = 0;
  let waiting = 0;
  await forEachAtOnce(objectIds, async (text) => {
    const id = idOf(namespace, text);
    if (id === null) return;
    meter.add({ object: 1 });
    try {
      const answer = await (namespace.get(id) as unknown as SubjectApi).reindex();
      meter.add(answer.cost);
      projected += answer.projected;
      waiting += answer.waiting;
    } catch (fault) {
      throw new StorageUnavailable('a session object did not answer', { mayHaveBeenStored: true, cause: fault });
    }
  });
  return { projected, waiting };
}

function idOf(namespace: DurableObjectNamespace, text: string): DurableObjectId | null {
  try {
    return namespace.idFromString(text);
  } catch {
    return null;
  }
}
