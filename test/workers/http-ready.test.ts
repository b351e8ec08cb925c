/** `/readyz` and the ticket keys: a deployment that cannot open what there is says so (contract, "Operations"). */
import { beforeEach, expect, it, vi } from 'vitest';
import { created, fresh } from './http-client.ts';
import { granted } from './management-client.ts';
import { workerWith } from './ticket-client.ts';
import { db } from './within-service.ts';

const RING = JSON.stringify([{ id: 'other', key: btoa('o'.repeat(32)) }]);
const ready = async (variables: Readonly<Record<string, string>>) => {
  const response = await workerWith(variables)('GET', '/readyz', { token: null });
  return [response.status, await response.json()];
};

beforeEach(() => db.batch([db.prepare('DELETE FROM ix'), db.prepare('DELETE FROM gx')]));

it('is failing where envelopes need a key that the ring lacks, and names it, to the log too', async () => {
  await created();
  await created();
  await granted({ subjectId: fresh('subject') });
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const answer = await ready({ TICKET_KEYS: RING });
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  const missingTicketKeys = [{ id: 'test-1', envelopes: 3 }];
  expect(answer).toEqual([503, { status: 'failing', d1: 'ok', object: 'ok', keys: 'failing', missingTicketKeys }]);
  expect(lines.filter((line) => line.includes('ticket-keys-missing'))).toEqual([
    expect.stringContaining('"keys":[{"id":"test-1","envelopes":3}]'),
  ]);
});

it('is ready with every key, whichever seals, and with keys that no envelope needs', async () => {
  await created();
  expect(await ready({})).toEqual([200, { status: 'ok', d1: 'ok', object: 'ok', keys: 'ok' }]);
  expect(await ready({ TICKET_KEYS_2: RING })).toEqual([200, { status: 'ok', d1: 'ok', object: 'ok', keys: 'ok' }]);
});

it('is ready with any ring where nothing is sealed, and does not take a damaged envelope for a missing key', async () => {
  expect(await ready({ TICKET_KEYS: RING })).toMatchObject([200, { keys: 'ok' }]);
  await created();
  await db.prepare("UPDATE ix SET key_id = ''").run();
  expect(await ready({ TICKET_KEYS: RING })).toMatchObject([200, { keys: 'ok' }]);
});
