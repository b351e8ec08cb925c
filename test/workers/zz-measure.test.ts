import { expect, it } from 'vitest';
import { db, ended, live, metered, NOON, told } from './index-rows.ts';
it('measures', async () => {
  const rows = Array.from({ length: 400 }, (_, n) => live(n, { route: `route-${n % 8}`, expires: NOON }));
  const m = async (name: string, call: Parameters<typeof metered>[0]) => console.log(name, JSON.stringify((await metered(call)).cost));
  await m('put 400', (i) => i.project(told(rows)));
  let from = 0;
  const end = async (name: string) => { const f = from; from += 20;
    await m(name, (i) => i.project(told(rows.slice(f, f + 20).map((_, n) => ended(n + f, 2, { route: `route-${(n + f) % 8}` }))))); };
  await end('all');
  for (const t of ['tally_ix_before_change','tally_ix_after_change','ix_subject_before_change','ix_subject_after_change','ix_text_before_change','ix_text_after_change','ix_client_before_change', 'ix_client_after_change','ix_client_list_change']) {
    await db.prepare(`DROP TRIGGER ${t}`).run();
    await end(`less ${t}`);
  }
  const q = async (name: string, s: string, ...b: unknown[]) => { const r = await db.prepare(s).bind(...b).run(); console.log(name, r.meta.rows_read, r.meta.rows_written, r.results.length); };
  const rest = (a: number) => JSON.stringify(rows.slice(a, a + 20).map(({ id }) => ({ id, rev: 5, route: 'r', at: 1 })));
  await q('upsert bare', `INSERT INTO ix (id, route, home, partition, state, rev, at) SELECT value->>'id', 'r','r','','ended',5,1 FROM json_each(?) WHERE true ON CONFLICT (id) DO UPDATE SET state='ended', rev=excluded.rev, at=excluded.at, ends=NULL WHERE excluded.rev > ix.rev`, rest(220));
  await q('update from', `UPDATE ix SET state='ended', rev = t.value->>'rev', ends = NULL FROM json_each(?) AS t WHERE ix.id = t.value->>'id' AND ix.rev < t.value->>'rev'`, rest(240));
  await q('replace', `INSERT OR REPLACE INTO ix (id, route, home, partition, state, rev, at) SELECT value->>'id', 'r','r','','ended',5,1 FROM json_each(?) WHERE true`, rest(260));
  await q('select join', `SELECT ix.n FROM json_each(?) AS t CROSS JOIN ix ON ix.id = t.value->>'id'`, rest(280));
  await q('select cover', `SELECT 1 FROM json_each(?) AS t CROSS JOIN ix ON ix.id = t.value->>'id'`, rest(280));
  await q('values', `WITH v(i) AS (VALUES (0),(1),(2),(3)) SELECT json_extract(?, '$[' || i || '].id') FROM v`, rest(280));
  await q('recursive', `WITH RECURSIVE v(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM v WHERE i < 19) SELECT json_extract(?, '$[' || i || '].id') FROM v`, rest(280));
  await q('upsert values', `INSERT INTO ix (id, route, home, partition, state, rev, at) SELECT json_extract(?, '$[' || column1 || '].id'), 'r','r','','ended',5,1 FROM (VALUES (0),(1),(2),(3)) WHERE true ON CONFLICT (id) DO UPDATE SET state='ended', rev=excluded.rev, at=excluded.at, ends=NULL WHERE excluded.rev > ix.rev`, rest(300));
  await q('tally update', `UPDATE tally SET n = n - 1 WHERE what = 'session' AND key_id = 'key-1'`);
  await q('tally upsert', `INSERT INTO tally (what, key_id, n) VALUES ('session', 'key-1', 1) ON CONFLICT (what, key_id) DO UPDATE SET n = n + 1`);
  await q('subject delete', `DELETE FROM ix_subject WHERE route = 'route-1' AND n = 1`);
  await q('subject update', `UPDATE ix_subject SET n = n - 1 WHERE route = 'route-1'`);
  await q('subject upsert', `INSERT INTO ix_subject (route, n) VALUES ('route-1', 1) ON CONFLICT (route) DO UPDATE SET n = n + 1`);
  await q('tombstones delete', `DELETE FROM ix WHERE n IN (SELECT n FROM ix WHERE state = 'ended' AND at < 9 ORDER BY at LIMIT 10) RETURNING n`);
  await q('tombstones delete no returning', `DELETE FROM ix WHERE n IN (SELECT n FROM ix WHERE state = 'ended' AND at < 9 ORDER BY at LIMIT 10)`);
  expect(1).toBe(1);
});
