/**
 * The clients that hear of ends: every attempt is written down, and answered as the script or chance of the driver says.
 * Guarantees: what a client heard stays written down, whatever became of the object that told it. Module state: driver and
 * objects share one isolate.
 */
import type { Client } from '../../../src/client/client.ts';
import type { DeliveryOutcome } from '../../../src/logout/deliver.ts';
import type { LogoutNotice } from '../../../src/logout/notice.ts';
import { now } from './virtual-clock.ts';

export interface Heard {
  /** The object that told it. */
  readonly from: string;
  readonly clientId: string;
  readonly subject: string;
  readonly sid: string;
  readonly reason: string;
  readonly at: number;
  readonly outcome: DeliveryOutcome['outcome'];
}

/** How a client answers; `hang`: not within its time, which passes as far as the object is concerned. */
export type Manner = 'hear' | 'fail' | 'refuse' | 'hang';

let mannerOf: (clientId: string) => Manner = () => 'hear';
let heard: Heard[] = [];

/** Of what a client that hangs holds up, in milliseconds of real time. */
const HANGS = 250;

export function behave(manner: (clientId: string) => Manner): void {
  mannerOf = manner;
}

export const heardSoFar = (): readonly Heard[] => heard;

export function forgetHeard(): void {
  heard = [];
}

/** As `deliverNotice` decides: a client that is gone, disabled or without address is dead at once, and hears nothing. */
export async function hear(from: string, notice: LogoutNotice, client: Client | null): Promise<DeliveryOutcome> {
  if (client === null) return { outcome: 'dead', error: 'the client is not registered' };
  if (!client.enabled) return { outcome: 'dead', error: 'the client is disabled' };
  if (client.backChannelLogoutUri === null) return { outcome: 'dead', error: 'the client has no address' };
  const { clientId, subjectId: subject, sessionId: sid, logoutReason: reason } = notice;
  const manner = mannerOf(clientId);
  const outcome = outcomeOf(manner);
  heard.push({ from, clientId, subject, sid, reason, at: now(), outcome: outcome.outcome });
  if (manner === 'hang') await scheduler.wait(HANGS);
  return outcome;
}

function outcomeOf(manner: Manner): DeliveryOutcome {
  switch (manner) {
    case 'hear':
      return { outcome: 'delivered' };
    case 'fail':
      return { outcome: 'failed', error: 'HTTP 500', retryAfter: null };
    case 'refuse':
      return { outcome: 'dead', error: 'HTTP 410' };
    case 'hang':
      return { outcome: 'failed', error: 'no answer in time', retryAfter: null };
  }
}
