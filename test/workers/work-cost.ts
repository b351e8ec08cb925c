/** What an answer says that it cost (contract, `Server-Timing`). */
import { expect } from 'vitest';
import type { Cost } from '../../src/session/cost.ts';
import { type Sent, send } from './http-client.ts';

const FORM = /^object;desc=(\d+), d1;desc=(\d+), read;desc=(\d+), written;desc=(\d+)$/;

export function costOf(response: Response): Cost {
  const [, object, d1, read, written] = FORM.exec(response.headers.get('Server-Timing') ?? '') ?? [];
  if (written === undefined) throw new Error('no Server-Timing, or not of its form');
  return { object: Number(object), d1: Number(d1), read: Number(read), written: Number(written) };
}

/** Sends a request that must succeed, and tells what it cost and whether the index was confirmed. */
export async function priced(method: string, path: string, sent: Sent = {}) {
  const response = await send(method, path, sent);
  expect(response.ok).toBe(true);
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { cost: costOf(response), body, pending: response.headers.get('Session-Index') === 'pending' };
}
