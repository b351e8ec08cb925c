/** A stored grant with its envelope opened: key and data, or neither. Reading never removes anything. */
import { type Grant, grantFields } from '../grant/grant.ts';
import type { StoredGrant } from '../subject/outcome.ts';
import { openGrant } from '../ticket/grant-envelope.ts';
import type { StoreParts } from './store-parts.ts';

/** `route`: the object that holds the grant. */
export async function openedGrant(
  { protector, log }: Pick<StoreParts, 'protector' | 'log'>,
  route: string,
  stored: StoredGrant,
): Promise<Grant> {
  const { id, subjectId, sessionId, clientId, revision, envelope } = stored;
  const opened = await openGrant(protector, { route, id, subjectId, sessionId, clientId, envelope });
  if (opened.outcome !== 'opened') log('grant-unreadable', { id, reason: opened.outcome });
  const { key, data } = opened.outcome === 'opened' ? opened : { key: null, data: null };
  return { key, ...grantFields(stored), data, revision };
}
