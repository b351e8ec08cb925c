/**
 * A logout token to see whether a client takes it: signed and sent as one about a session is, in a single attempt. Guarantees:
 * nothing is stored; it names nobody, since its subject and session id are random and begin with `edge-sessions-test-`.
 */
import type { Client } from '../client/client.ts';
import type { ClientTrial } from '../client/client-store.ts';
import { type DeliveryParts, deliverLogout } from './deliver.ts';

const madeUp = (): string => `edge-sessions-test-${crypto.randomUUID()}`;

export async function tryLogout(parts: DeliveryParts, client: Client): Promise<ClientTrial> {
  let status: number | null = null;
  const watched: typeof fetch = async (input, init) => {
    const response = await parts.fetch(input, init);
    status = response.status;
    return response;
  };
  const notice = {
    clientId: client.clientId,
    issuer: null,
    subjectId: madeUp(),
    sessionId: madeUp(),
    logoutReason: 'terminated',
  } as const;
  const ended = await deliverLogout({ ...parts, fetch: watched }, notice, client);
  return ended.outcome === 'delivered'
    ? { outcome: 'delivered', status, error: null }
    : { outcome: 'failed', status, error: ended.error };
}
