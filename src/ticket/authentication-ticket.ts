/**
 * AuthenticationTicket: what an application keeps of somebody who has signed in (contract, "Ticket store"). null is what
 * was not given; times are milliseconds since the epoch. Guarantees: each client stands once, in the order of addition,
 * with what its ID token says of itself. Pure.
 */
export interface Claim {
  readonly type: string;
  readonly value: string;
  readonly valueType: string | null;
  readonly issuer: string | null;
}

export interface TicketProperties {
  readonly issued: number | null;
  readonly expires: number | null;
  readonly isPersistent: boolean | null;
  readonly allowRefresh: boolean | null;
  readonly items: Readonly<Record<string, string>>;
}

/** A client that was signed in to; `sub` and `sid` where its ID token says other ones than the session. */
export interface TicketClient {
  readonly clientId: string;
  readonly sub: string | null;
  readonly sid: string | null;
}

export interface AuthenticationTicket {
  readonly scheme: string;
  readonly claims: readonly Claim[];
  readonly properties: TicketProperties;
  readonly sessionId: string | null;
  readonly issuer: string | null;
  readonly clients: readonly TicketClient[];
}

/** The value of the first claim of a type; null where there is none. */
export const firstClaim = (claims: readonly Claim[], type: string): string | null =>
  claims.find((claim) => claim.type === type)?.value ?? null;

/** All clients, each once: those of the list, then those that only say how they differ. A repeat replaces `sub` and `sid`. */
export function clientsOf(clientIds: readonly string[], differing: readonly TicketClient[]): readonly TicketClient[] {
  const clients = new Map(clientIds.map((clientId) => [clientId, { clientId, sub: null, sid: null } as TicketClient]));
  for (const client of differing) clients.set(client.clientId, client);
  return [...clients.values()];
}
