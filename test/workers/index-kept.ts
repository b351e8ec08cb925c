/** What triggers keep beside the rows of the index, and the same counted from the rows. */
import { expect } from 'vitest';
import { db } from './index-rows.ts';

interface Line {
  readonly line: string;
}

/** Sorted, so that two sets of rows are compared. */
async function lines(...queries: readonly string[]): Promise<readonly string[]> {
  const answers = await db.batch<Line>(queries.map((query) => db.prepare(query)));
  return answers.flatMap(({ results }) => results.map(({ line }) => line)).sort();
}

/** Fails where anything that is kept differs from what the rows say. */
export async function expectKept(): Promise<void> {
  expect(await lines(`SELECT json_array(what, key_id, n) AS line FROM tally WHERE n <> 0`)).toEqual(
    await lines(
      `SELECT json_array(iif(partition = '', 'session', 'bff'), coalesce(key_id, ''), count(*)) AS line
        FROM ix WHERE state = 'live' GROUP BY partition = '', coalesce(key_id, '')`,
      `SELECT json_array('subject', '', count(DISTINCT route)) AS line FROM ix WHERE state = 'live' AND partition = ''
        HAVING count(*) > 0`,
      `SELECT json_array('grant', coalesce(key_id, ''), count(*)) AS line FROM gx WHERE state = 'live'
        GROUP BY coalesce(key_id, '')`,
      `SELECT json_array('delivery', status, count(*)) AS line FROM delivery WHERE status <> 'delivered' GROUP BY status`,
    ),
  );
  expect(await lines(`SELECT json_array(route, n) AS line FROM ix_subject`)).toEqual(
    await lines(
      `SELECT json_array(route, count(*)) AS line FROM ix WHERE state = 'live' AND partition = '' GROUP BY route`,
    ),
  );
  expect(await lines(`SELECT json_array(client_id, created, id, n) AS line FROM ix_client`)).toEqual(
    await lines(`SELECT DISTINCT json_array(value, created, ix.id, n) AS line FROM ix, json_each(ix.clients)
      WHERE state = 'live' AND partition = ''`),
  );
}
