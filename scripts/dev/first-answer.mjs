/** Whether the service really answers. Relies on the contract: `/healthz` is the Worker, an authenticated request the rest. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until the port is free: a service that was killed a moment ago may still hold it.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export async function isFree(port) {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const taken = await Promise.all(['127.0.0.1', '::1'].map((host) => accepts(host, port)));
    if (!taken.includes(true)) return true;
    await pause(150);
  }
  return false;
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
const accepts = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/**
 * Waits until the service answers, however long that takes.
 * @param {string} address
 * @param {string} token
 * @param {AbortSignal} signal
 * @param {(problem: string) => void} onTrouble told once, when the service answers with a fault
 * @returns {Promise<boolean>} whether it accepts the token
 */
export async function firstAnswer(address, token, signal, onTrouble) {
  const answer = await withoutFault(signal, onTrouble, async () => {
    const health = await fetch(`${address}/healthz`, { signal });
    return health.ok ? fetch(listing(address), { headers: bearer(token), signal }) : health;
  });
  return answer.status !== 401;
}

/**
 * Waits until a page is there.
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {(problem: string) => void} onTrouble as above
 */
export const firstPage = (address, signal, onTrouble) =>
  withoutFault(signal, onTrouble, () => fetch(address, { signal }));

/**
 * The first answer that is no fault of whoever answers.
 * @param {AbortSignal} signal
 * @param {(problem: string) => void} onTrouble
 * @param {() => Promise<Response>} ask
 */
async function withoutFault(signal, onTrouble, ask) {
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await ask();
      if (answer.status < 500) return answer;
      const body = await answer.text();
      if (!told) onTrouble(`The service answers ${answer.status}: ${body.slice(0, 2_000)}`);
      told = true;
    } catch {
      // It does not listen yet.
    }
    await pause(100, undefined, { signal });
  }
}

/** @param {string} address */
export const listing = (address) => `${address}/v1/sessions?fields=summary`;

/** @param {string} token */
const bearer = (token) => ({ authorization: `Bearer ${token}` });
