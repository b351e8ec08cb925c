/** The events of open pages, where they begin: who gets them, what is told first, and that being open keeps nobody signed in. */
import { runInDurableObject } from 'cloudflare:test';
import { expect, it, vi } from 'vitest';
import { routeOf } from '../../src/session/keys.ts';
import { fresh, ORIGIN } from './http-client.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { stored } from './ticket-client.ts';
import { db, objects } from './within-service.ts';

const EVENTS = { Accept: 'text/event-stream' };
const utf8 = new TextDecoder();

interface Opened {
  readonly response: Response;
  /** The next of what is sent. */
  read(): Promise<string>;
  leave(): Promise<void>;
}

async function opened(browser: OperatorBrowser, query: string, headers = {}): Promise<Opened> {
  const said = { ...EVENTS, Cookie: browser.jar.header, ...headers };
  const response = await browser.service(
    new Request(`${ORIGIN}/admin/live?${query}`, { headers: said, redirect: 'manual' }),
  );
  const reader = response.body?.getReader();
  return {
    response,
    read: async () => utf8.decode((await reader?.read())?.value ?? new Uint8Array()),
    leave: async () => reader?.cancel(),
  };
}

interface Seen {
  readonly numbers: Readonly<Record<string, string>> | null;
  readonly concerns: readonly { readonly about: string; readonly html: string }[];
  readonly areAll: boolean;
  readonly chart: string;
}
const dataOf = (event: string): unknown => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null');

it('whoever is not signed in is sent to sign in, without the address of the events', async () => {
  const { response, leave } = await opened(new OperatorBrowser(), 'view=overview');
  expect([response.status, response.headers.get('Location')]).toEqual([303, '/admin/sign-in']);
  await leave();
});

it('a view that there is not is no page', async () => {
  const { response, leave } = await opened(await OperatorBrowser.signedIn(), 'view=constructor');
  expect(response.status).toBe(404);
  await leave();
});

it('tells first when to come back, then what there is; to one who has seen it, a heartbeat', async () => {
  const browser = await OperatorBrowser.signedIn();
  const subject = fresh('live');
  const { session } = await stored({ subject });
  const one = await opened(browser, `view=sessions&subjectId=${subject}`);
  expect(one.response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
  expect(one.response.headers.get('Cache-Control')).toBe('no-store');
  expect(await one.read()).toMatch(/^retry: \d+\n\n$/);
  const event = await one.read();
  expect(dataOf(event)).toEqual({
    rows: [[session.id, Date.parse(session.created), session.expires && Date.parse(session.expires)]],
    openBefore: false,
    openAfter: false,
    total: 1,
    gone: 'not listed any more',
  });
  await one.leave();
  const id = /^id: (.+)$/m.exec(event)?.[1] ?? '';
  const other = await opened(browser, `view=sessions&subjectId=${subject}`, { 'Last-Event-ID': id });
  await other.read();
  expect(await other.read()).toBe(':\n\n');
  await other.leave();
});

it('of the overview, tells first what the page shows: numbers, what needs attention as it is rendered, and the chart', async () => {
  const browser = await OperatorBrowser.signedIn();
  await db.prepare(`INSERT INTO tally (what, key_id, n) VALUES ('grant', '<lost>', 3)`).run();
  const { read, leave } = await opened(browser, 'view=overview&span=7d');
  await read();
  const { numbers, concerns, areAll, chart } = dataOf(await read()) as Seen;
  const page = await browser.get('/admin?span=7d');
  await db.prepare(`DELETE FROM tally WHERE key_id = '<lost>'`).run();
  await leave();
  expect(numbers).toMatchObject({ activeSessions: expect.any(String), 'key <lost>': '3' });
  expect(concerns.map(({ about }) => about)).toContain('missing <lost>');
  expect(areAll).toBe(true);
  for (const { html } of concerns) expect(page.html).toContain(html);
  expect(concerns.map(({ html }) => html).join('')).toContain('The ticket key &lt;lost&gt; is missing');
  expect(page.html).toContain(chart);
  expect(chart).toContain('Last 7 days</a>');
  expect(page.html).toContain('data-live="/admin/live?view=overview&amp;span=7d"');
});

it('of the overview, says that the index does not answer, and nothing else', async () => {
  const browser = await OperatorBrowser.signedIn();
  await db.prepare('ALTER TABLE tally RENAME TO tally_away').run();
  const { read, leave } = await opened(browser, 'view=overview');
  await read();
  const { numbers, concerns, areAll } = dataOf(await read()) as Seen;
  await db.prepare('ALTER TABLE tally_away RENAME TO tally').run();
  await leave();
  expect([numbers, areAll]).toEqual([null, false]);
  expect(concerns.map(({ about }) => about)).toEqual(['index']);
});

it('is over at once where the address holds a place in another list', async () => {
  const { read, leave } = await opened(await OperatorBrowser.signedIn(), 'view=sessions&token=x');
  await read();
  expect(await read()).toBe('event: over\ndata:\n\n');
  await leave();
});

it('has one line in the log, and none for each look', async () => {
  const browser = await OperatorBrowser.signedIn();
  const lines: { event: string; looks?: number }[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const { read, leave } = await opened(browser, 'view=overview');
  await read();
  await read();
  await leave();
  await vi.waitFor(() => expect(lines.some(({ event }) => event === 'live')).toBe(true));
  spy.mockRestore();
  expect(lines).toMatchObject([{ event: 'request' }, { event: 'live', view: 'overview', looks: 1, sent: 1 }]);
});

it('does not keep the operator signed in, as a page does', async () => {
  const person = fresh('Operator');
  const browser = await OperatorBrowser.signedIn('all-token', person);
  const object = objects.getByName(await routeOf(`console/all/${person}`));
  const expires = () =>
    runInDurableObject(
      object,
      (_, { storage }) => storage.sql.exec<{ expires: number }>('SELECT expires FROM s').one().expires,
    );
  // Half of its idle time has gone.
  const soon = Date.now() + 60_000;
  await runInDurableObject(object, (_, { storage }) => {
    storage.sql.exec('UPDATE s SET renewed = renewed - 3600000, expires = ?', soon).toArray();
  });
  const { read, leave } = await opened(browser, 'view=overview');
  await read();
  await read();
  await leave();
  expect(await expires()).toBe(soon);
  await browser.get('/admin/sessions');
  expect(await expires()).toBeGreaterThan(soon);
});
