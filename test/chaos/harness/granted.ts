/**
 * Grants as their owner takes them: by the call that home makes. Their homes are buckets that know nothing of them, which
 * changes nothing for an owner.
 */
import { bucketOf, digest, routeOf } from '../../../src/session/keys.ts';
import type { AdoptArgs, SubjectApi } from '../../../src/subject/api.ts';
import { KeyRing } from '../../../src/ticket/key-ring.ts';
import { Protector } from '../../../src/ticket/protector.ts';
import type { Granted } from './answer.ts';
import { now } from './virtual-clock.ts';

const protector = new Protector(new KeyRing([{ id: 'chaos-1', key: btoa('0123456789abcdef0123456789abcdef') }]));

export const grantId = (key: string): Promise<string> => digest(`grant\0${key}`);

/** A new stay of the grant at its owner. */
export async function adoptionOf(granted: Granted, began = now()): Promise<AdoptArgs> {
  const { key, type, subject, sid, client, data, creationTime = null, expiration = null } = granted;
  const route = subject === null ? `c${await routeOf(client ?? '')}` : await routeOf(subject);
  const id = await grantId(key);
  const plain = new TextEncoder().encode(data);
  const envelope = await protector.protect({ purpose: 'session', route, identity: [id], plain });
  return {
    route,
    id,
    home: bucketOf(id),
    via: began,
    content: {
      kind: 'grant',
      type,
      subjectId: subject,
      sessionId: sid,
      clientId: client,
      grantId: null,
      lookup: null,
      description: null,
      creationTime,
      expiration,
      consumedTime: null,
      envelope,
    },
    since: began,
    indexed: false,
    began,
    at: began,
    create: { limit: null, kept: null, by: { actor: 'chaos', onBehalfOf: null } },
  };
}

/** Adopted, or ended on arrival. */
export async function store(object: (route: string) => SubjectApi, granted: Granted, began = now()): Promise<string> {
  const args = await adoptionOf(granted, began);
  const { outcome } = await object(args.route).adopt(args);
  return outcome;
}
