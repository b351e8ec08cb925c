/** Tells a fault of the platform, which this suite makes, from a fault of the project, which it looks for. */
import { StorageUnavailable } from '../../../src/session/session-store.ts';

/** A call that was lost, an object that was reset, D1 that did not answer: anything but a decision. */
export function isLost(fault: unknown): boolean {
  if (!(fault instanceof StorageUnavailable)) return isOfThePlatform(fault);
  return fault.cause === undefined || isOfThePlatform(fault.cause);
}

function isOfThePlatform(fault: unknown): boolean {
  const { name, durableObjectReset, message } = Object(fault);
  return name === 'CallLost' || durableObjectReset === true || String(message).startsWith('chaos:');
}
