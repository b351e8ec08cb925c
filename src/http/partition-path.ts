/** Paths with a partition. Contract: "Access". Guarantees: one that cannot exist is a path that is not there. */
import { isPartition } from '../bff/partition.ts';

export const ofPartition = ({ partition = '' }: Readonly<Record<string, string>>): boolean => isPartition(partition);
