/** A client by its id: a link to its page for who may see that. */
import { addressOf } from './address.ts';
import { clipped } from './clipped.ts';
import { may, type Operator } from './operator.ts';

export const clientAddress = (clientId: string, more: Readonly<Record<string, string>> = {}): string =>
  addressOf('/admin/clients/client', { clientId, ...more });

export function ClientName({ clientId, operator }: { readonly clientId: string; readonly operator: Operator }) {
  const name = <bdi>{clipped(clientId)}</bdi>;
  return may(operator, 'configure') ? <a href={clientAddress(clientId)}>{name}</a> : name;
}
