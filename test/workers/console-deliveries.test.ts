/** Deliveries and history in the console, over HTTP: what a page says and costs, and sending again more than one request can. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLIENT_DEFAULTS } from '../../src/client/client.ts';
import type { Env } from '../../src/config.ts';
import { D1Clients } from '../../src/index-d1/d1-clients.ts';
import { type Cost, Meter } from '../../src/session/cost.ts';
import { fresh, send } from './http-client.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { priced } from './work-cost.ts';

const bindings = env as unknown as Env;
const soon = { timeout: 50_000, interval: 100 };
const clientId = fresh('client');
const subjectId = fresh('subject');
const MANY = 230;

let browser: OperatorBrowser;
let formToken: string;

interface Told {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
}

async function deliveries(filter: Readonly<Record<string, string>> = { clientId }): Promise<readonly Told[]> {
  const query = new URLSearchParams({ countRequested: '1000', ...filter });
  const answer = await send('GET', `/v1/management/deliveries?${query}`, { token: 'read-token' });
  return (await answer.json<{ results: Told[] }>()).results;
}

/** A client at an address that no delivery is sent to: whatever is for it is dead at once. */
beforeAll(async () => {
  const backChannelLogoutUri = 'http://127.0.0.1:1/';
  await new D1Clients(bindings.INDEX, new Meter()).put({ ...CLIENT_DEFAULTS, clientId, backChannelLogoutUri });
  const ticket = {
    scheme: 'cookie',
    claims: [{ type: 'sub', value: subjectId }],
    properties: { items: {} },
    clientIds: [clientId],
  };
  for (let n = 0; n < MANY; n += 10) {
    await Promise.all(Array.from({ length: 10 }, () => send('POST', '/v1/tickets', { json: { ticket } })));
  }
  const headers = { 'On-Behalf-Of': 'Ada' };
  await send('POST', '/v1/management/sessions/remove', { token: 'manage-token', headers, json: { subjectId } });
  await vi.waitUntil(async () => (await deliveries({ clientId, status: 'dead' })).length === MANY, soon);
  browser = await OperatorBrowser.signedIn();
  formToken = await browser.formToken();
});

let costs: Cost[];
beforeEach(() => {
  costs = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    const { event, route, cost } = JSON.parse(line);
    if (event === 'request' && String(route).startsWith('/admin')) costs.push(cost);
  });
});
afterEach(() => vi.restoreAllMocks());

const text = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll(' .', '.');
const hidden = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );

describe('a page', () => {
  it.each([
    ['deliveries', `clientId=${clientId}`],
    ['deliveries', `status=dead&clientId=${clientId}`],
    ['deliveries', `subjectId=${subjectId}`],
    ['history', ''],
    ['history', `subjectId=${subjectId}`],
  ])('%s for %j costs what the page of the API costs, and one object call; under 100 KiB', async (list, filter) => {
    const { cost } = await priced('GET', `/v1/management/${list}?${filter}`, { token: 'all-token' });
    const { status, html } = await browser.get(`/admin/${list}?${filter}`);
    expect([status, html.match(/<tr>/g)?.length]).toEqual([200, 26]);
    expect(costs).toEqual([{ ...cost, object: cost.object + 1 }]);
    expect(new TextEncoder().encode(html).length).toBeLessThan(100 * 1024);
  });

  it('says why, and leads to the person, the session and the client', async () => {
    const { html } = await browser.get(`/admin/deliveries?clientId=${clientId}`);
    expect(text(html)).toContain('given up after 1 attempt the logout address must be https');
    expect(html).toContain(`href="/admin/person?subjectId=${subjectId}"`);
    expect(html).toMatch(/href="\/admin\/history\?sessionId=[\dA-F]{32}"/);
    expect(html).toContain(`href="/admin/clients/client?clientId=${clientId}"`);
  });

  it('of history says who ended it, for whom and why; the filter stays as one pages', async () => {
    const { html } = await browser.get(`/admin/history?subjectId=${subjectId}`);
    expect(text(html)).toContain('ended for them Ada by manage');
    const next = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain(`subjectId=${subjectId}&token=`);
    expect((await browser.get(next)).html).toMatch(/rel="prev"/);
  });

  it.each([
    ['/admin/deliveries?token=x', 400, 'Start at the first page.'],
    ['/admin/history?token=x', 400, 'Start at the first page.'],
    ['/admin/deliveries?status=lost', 400, 'must be pending or delivered or dead'],
    [`/admin/deliveries?clientId=${fresh('none')}`, 200, 'No notification matches.'],
    [`/admin/history?sessionId=${fresh('none')}`, 200, 'No ended session matches.'],
  ])('%s: %i', async (path, status, words) => {
    const page = await browser.get(path);
    expect([page.status, text(page.html).includes(words)]).toEqual([status, true]);
  });
});

describe('sending again', () => {
  it('one comes back to the page it was on', async () => {
    const [{ id = '' } = {}] = await deliveries();
    const back = `?clientId=${clientId}&status=dead&to=https://elsewhere.example/`;
    const sent = await browser.submit('/admin/deliveries', { formToken, id, back });
    const here = `/admin/deliveries?status=dead&clientId=${clientId}&sent=true`;
    expect([sent.status, sent.headers.get('Location')]).toEqual([303, here]);
    await expect.poll(async () => (await deliveries()).filter(({ attempts }) => attempts === 2).length, soon).toBe(1);
    expect((await browser.submit('/admin/deliveries', { formToken, id: 'none', back })).status).toBe(404);
  });

  it('all of a client goes on over requests that stay within what an invocation may, each once', async () => {
    const before = new Map((await deliveries()).map(({ id, attempts }) => [id, attempts]));
    await expect.poll(async () => (await deliveries({ clientId, status: 'dead' })).length, soon).toBe(MANY);
    const first = await browser.submit('/admin/deliveries', { formToken, clientId, status: 'dead' });
    expect(text(first.html)).toContain(`200 notifications to ${clientId} are being sent. About 30 are left.`);
    expect(costs.at(-1)?.d1).toBeLessThan(500);
    expect((costs.at(-1)?.object ?? 0) + (costs.at(-1)?.d1 ?? 0)).toBeLessThan(1_000);
    // Dead again, so that they would be sent once more if it began anew.
    await expect.poll(async () => (await deliveries({ clientId, status: 'dead' })).length, soon).toBe(MANY);
    const second = await browser.submit('/admin/deliveries', { ...hidden(first.html), formToken });
    expect(text(second.html)).toContain(`30 notifications to ${clientId} are being sent. None is left.`);
    const more = async () => (await deliveries()).map(({ id, attempts }) => attempts - (before.get(id) ?? 0));
    await expect.poll(async () => new Set(await more()), soon).toEqual(new Set([1]));
    expect(await more()).toHaveLength(MANY);
  });

  it.each([{}, { status: 'dead' }, { clientId }, { clientId, status: 'delivered' }])(
    'of %j alone is not clear',
    async (which) => {
      expect((await browser.submit('/admin/deliveries', { formToken, ...which })).status).toBe(400);
    },
  );

  it('goes on from no place that is not of this list', async () => {
    const sent = await browser.submit('/admin/deliveries', { formToken, clientId, status: 'dead', token: 'x' });
    expect(sent.status).toBe(400);
  });
});
