/**
 * A removal as an address or a form of the console asks for it, and back. Guarantees: every flag of RemoveSessions has a field, and
 * what is left out means what the contract's default means; ids are taken as they are written, one a line or one a field.
 */
import type { Removal } from '../management/session-management.ts';
import { filterValue } from '../session/session-filter.ts';
import { addressOf } from './address.ts';

export type AskedRemoval = Omit<Removal, 'dryRun'>;

/** An address and a form name the public ids one by one. */
const LISTS = {
  ids: 'id',
  clientIds: 'clientIds',
  exceptSessionIds: 'exceptSessionIds',
  bffPartitions: 'bffPartitions',
};
export const FLAGS = [
  'removeServerSideSession',
  'sendBackchannelLogoutNotification',
  'revokeTokens',
  'revokeConsents',
] as const;
export type Flag = (typeof FLAGS)[number];

export function removalAsked(fields: URLSearchParams): AskedRemoval {
  const list = (name: string): readonly string[] | null => {
    const lines = fields.getAll(name).flatMap((field) => field.split(/\r?\n/));
    const values = [...new Set(lines.filter((line) => line.trim() !== ''))];
    return values.length === 0 ? null : values;
  };
  // A form says `false` first, and a box that is ticked says `true` after it.
  const flag = (name: Flag): boolean => fields.getAll(name).at(-1) !== 'false';
  return {
    subjectId: filterValue(fields.get('subjectId')),
    sessionId: filterValue(fields.get('sessionId')),
    ids: list(LISTS.ids),
    clientIds: list(LISTS.clientIds),
    exceptSessionIds: list(LISTS.exceptSessionIds),
    bffPartitions: list(LISTS.bffPartitions),
    removeServerSideSession: flag('removeServerSideSession'),
    sendBackchannelLogoutNotification: flag('sendBackchannelLogoutNotification'),
    revokeTokens: flag('revokeTokens'),
    revokeConsents: flag('revokeConsents'),
    reason: fields.get('reason') === 'user_logout' ? 'user_logout' : 'terminated',
  };
}

/** What `removalAsked` makes this removal of; defaults are left out. */
export function fieldsOf(removal: Partial<AskedRemoval>): Readonly<Record<string, string | readonly string[] | null>> {
  const { subjectId = null, sessionId = null, ids = null, reason } = removal;
  const { clientIds = null, exceptSessionIds = null, bffPartitions = null } = removal;
  const flags = FLAGS.filter((name) => removal[name] === false).map((name) => [name, 'false']);
  return {
    subjectId,
    sessionId,
    [LISTS.ids]: ids,
    clientIds,
    exceptSessionIds,
    bffPartitions,
    ...Object.fromEntries(flags),
    reason: reason === 'user_logout' ? reason : null,
  };
}

/** The preview of a removal. `person`: whom to come back to, where the removal does not name them. */
export const endAddress = (removal: Partial<AskedRemoval>, person: string | null = null): string =>
  addressOf('/admin/end', { ...fieldsOf(removal), person });

/** Whether it says whom it means; without that nothing can be ended. */
export const namesSomebody = ({ subjectId, sessionId, ids }: AskedRemoval): boolean =>
  subjectId !== null || sessionId !== null || ids !== null;
