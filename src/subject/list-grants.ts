/** The grants of this object's subject or client that match: expired and consumed ones too, by id; bounded in number and bytes. */
import type { SubjectContext } from './context.ts';
import type { ListedGrants, ListGrantsArgs } from './grant-api.ts';
import type { StoredGrant } from './outcome.ts';

export function listGrants(ctx: SubjectContext, { selection, after, limit, bytes }: ListGrantsArgs): ListedGrants {
  const grants: StoredGrant[] = [];
  let size = 0;
  for (const grant of ctx.tables.grants.inOrder(selection, after ?? '')) {
    if (grants.length === limit || (grants.length > 0 && size + grant.envelope.length > bytes)) {
      return { grants, more: true };
    }
    size += grant.envelope.length;
    grants.push(grant);
  }
  return { grants, more: false };
}
