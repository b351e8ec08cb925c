/**
 * Which clients live and die with the session (reference: `CoordinateLifetimeWithUserSession`; contract, "What an end takes
 * along"). Pure.
 */
import type { Client } from './client.ts';

/**
 * `byDefault`: `COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION`. A client that is not registered never is; one that is
 * disabled may be.
 */
export const isCoordinated = (client: Client | null, byDefault: boolean): boolean =>
  client !== null && (client.coordinateLifetimeWithUserSession ?? byDefault);

/** Whether a client hears of an end. */
export const isTold = (client: Client | null): boolean =>
  client?.enabled === true && client.backChannelLogoutUri !== null;
