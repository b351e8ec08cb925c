/**
 * What a list of the console costs where the index has 100,000 sessions, as the log tells it: what the page of the API costs, and
 * one object call for the operator's own session.
 */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Cost } from '../../src/session/cost.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { priced } from './work-cost.ts';

const { INDEX } = env as unknown as { INDEX: D1Database };
const SESSIONS = 100_000;
const CHUNK = 20_000;
const KIB = 1024;

let browser: OperatorBrowser;

beforeAll(async () => {
  const fill = INDEX.prepare(
    // D1 binds a number as a REAL.
    `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
     INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
       device, created, renewed, expires, absolute_expires, ends)
     SELECT printf('%043d', (i * 7919) % 1000003), 'route', 'home', '', 'live', 1, 1, 'user-' || (i / 4),
       printf('%032X', i), 'cookie', ?3 || ' ' || i, lower(?3 || ' ' || i), 'Firefox on Windows', 1700000000000 + i,
       1700000000000, NULL, NULL, NULL FROM c`,
  );
  const emoji = '😀'.repeat(190);
  for (let from = 0; from < SESSIONS; from += CHUNK) await fill.bind(from, from + CHUNK, emoji).run();
  browser = await OperatorBrowser.signedIn();
}, 120_000);

let costs: (Cost & { readonly route: string })[];
beforeEach(() => {
  costs = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    const { event, route, cost } = JSON.parse(line);
    if (event === 'request' && String(route).startsWith('/admin')) costs.push({ route, ...cost });
  });
});
afterEach(() => vi.restoreAllMocks());

const tokenIn = (html: string, rel: string): string | undefined =>
  new RegExp(`href="/admin/sessions\\?([^"]*)" rel="${rel}"`).exec(html)?.[1]?.replaceAll('&amp;', '&');

it.each(['', 'active=true', 'subjectId=user-77', 'displayName=99', 'sessionId=00F', 'clientId=web'])(
  'the list for %j costs what the page of the API costs, and one object call',
  async (filter) => {
    const { cost } = await priced('GET', `/v1/management/sessions?${filter}`, { token: 'all-token' });
    const page = await browser.get(`/admin/sessions?${filter}`);
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('at least 0');
    expect(costs).toEqual([{ route: '/admin/sessions', ...cost, object: cost.object + 1 }]);
  },
);

it('what is too much to be counted is not counted while the page is open', async () => {
  expect((await browser.get('/admin/sessions')).html).toMatch(/data-live="[^"]*&amp;totals=false"/);
  expect((await browser.get('/admin/sessions?subjectId=user-77')).html).not.toContain('totals=false');
});

it('so do the pages after it, and back; 25 rows with names of 196 characters are under 100 KiB', async () => {
  let { html } = await browser.get('/admin/sessions');
  for (const rel of ['next', 'next', 'prev']) {
    const query = tokenIn(html, rel) ?? '';
    const { token = '', prior = 'false' } = Object.fromEntries(new URLSearchParams(query));
    const asked = new URLSearchParams({ resultsToken: token, requestPriorResults: prior });
    const { cost } = await priced('GET', `/v1/management/sessions?${asked}`, { token: 'all-token' });
    ({ html } = await browser.get(`/admin/sessions?${query}`));
    expect(html.match(/<tr data-id=/g)).toHaveLength(25);
    expect(costs.at(-1)).toEqual({ route: '/admin/sessions', ...cost, object: cost.object + 1 });
    expect(new TextEncoder().encode(html).length).toBeLessThan(100 * KIB);
  }
});
