/** Gaps in the list of clients, and where a page of it lay as its results token carries it. */
import type { Client } from '../client/client.ts';
import type { ListOrder } from './list-order.ts';
import type { PagePlace } from './page-place.ts';

export interface ClientGap {
  readonly clientId: string;
  readonly side: 'before' | 'after';
}

/** No client id is empty, so the empty one comes before all. */
export const CLIENT_ORDER: ListOrder<Pick<Client, 'clientId'>, ClientGap> = {
  start: { clientId: '', side: 'before' },
  isStart: ({ clientId }) => clientId === '',
  gapAt: ({ clientId }, side) => ({ clientId, side }),
};

type PackedGap = readonly [clientId: string, after: 0 | 1];
export type PackedClientPlace = readonly [before: PackedGap, after: PackedGap, rankBefore: number, rankAfter: number];

const packGap = ({ clientId, side }: ClientGap): PackedGap => [clientId, side === 'after' ? 1 : 0];
const unpackGap = ([clientId, after]: PackedGap): ClientGap => ({ clientId, side: after ? 'after' : 'before' });

export const packClientPlace = ({ before, after, rankBefore, rankAfter }: PagePlace<ClientGap>): PackedClientPlace => [
  packGap(before),
  packGap(after),
  rankBefore,
  rankAfter,
];

export const unpackClientPlace = ([before, after, rankBefore, rankAfter]: PackedClientPlace): PagePlace<ClientGap> => ({
  before: unpackGap(before),
  after: unpackGap(after),
  rankBefore,
  rankAfter,
});
