/**
 * The list and the overview follow what goes on while they are open, over the running service: nothing of a page moves, what is
 * under the pointer stays there; streams end and begin again by plan, below the statements of one invocation; an operator whose
 * session ends sees no more.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Service } from '../system/harness/service.ts';
import { keepPicture, TestBrowser } from './harness/browser.ts';
import { signedIn } from './harness/operator.ts';

const HOUR = 3_600_000;
/** D1 statements of one invocation on the free plan. */
const PLATFORM = 50;

let browser: TestBrowser;
let service: Service;
let base: string;
let people = 0;

beforeAll(async () => {
  browser = await TestBrowser.start();
  service = await Service.start({ folder: mkdtempSync(`${tmpdir()}/edge-sessions-`) });
  base = await service.address();
});

afterAll(async () => {
  await browser.stop();
  await service.stop();
});

const ticketOf = (subject: string, hours: number) => ({
  scheme: 'cookie',
  claims: [{ type: 'sub', value: subject }],
  properties: {
    issued: null,
    expires: new Date(Date.now() + hours * HOUR).toISOString(),
    isPersistent: false,
    items: {},
  },
  clientIds: [],
});

interface Stored {
  readonly subject: string;
  readonly key: string;
  readonly id: string;
}

async function personSignsIn(name: string): Promise<Stored> {
  const subject = `${name}-${++people}`;
  const answer = await service.send('POST', '/v1/tickets', { json: { ticket: ticketOf(subject, 1) } });
  if (answer.status !== 201) throw new Error(answer.text);
  const { key, session } = JSON.parse(answer.text) as { key: string; session: { id: string } };
  return { subject, key, id: session.id };
}

const withKey = (method: string, path: string, { key }: Stored, json?: object) =>
  service.send(method, path, { headers: { 'Session-Key': encodeURIComponent(key) }, ...(json && { json }) });

/** From here on the page counts what moves without its user. */
const watchShifts = (page: Page) =>
  page.evaluate(() => {
    const counted = window as unknown as { shifts: number };
    counted.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) counted.shifts += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift' });
  });
const shifts = (page: Page) => page.evaluate(() => (window as unknown as { shifts: number }).shifts);

const live = (page: Page) => page.locator('#live');
const rowOf = (page: Page, { id }: Stored) => page.locator(`tr[data-id="${id}"]`);
/** The session whose row is at this place of the window. */
const under = (page: Page, at: { x: number; y: number }) =>
  page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest('tr')?.getAttribute('data-id'), at);

interface Streamed {
  readonly view: string;
  readonly looks: number;
  readonly cost: { readonly d1: number };
}
const streams = (): readonly Streamed[] =>
  service.logs.filter((line) => line.includes('"event":"live"')).map((line) => JSON.parse(line));

it('the list shows ends, renewals and how many are new, and nothing moves', async () => {
  const [ending, renewed, staying] = [
    await personSignsIn('ending'),
    await personSignsIn('renewed'),
    await personSignsIn('staying'),
  ];
  for (let n = 0; n < 5; n++) await personSignsIn('other');
  const page = await signedIn(await browser.page({ viewport: { width: 1280, height: 900 } }), `${base}/admin/sessions`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const box = await rowOf(page, staying).boundingBox();
  const pointer = { x: (box?.x ?? 0) + 200, y: (box?.y ?? 0) + 10 };
  await page.mouse.move(pointer.x, pointer.y);
  await watchShifts(page);
  const expires = rowOf(page, renewed).locator('td:last-child time');
  const before = await expires.getAttribute('datetime');

  expect((await withKey('DELETE', '/v1/ticket', ending)).status).toBe(204);
  const ticket = ticketOf(renewed.subject, 9);
  const renewal = await withKey('PUT', '/v1/ticket', renewed, { ticket });
  expect(renewal.status).toBe(200);
  await personSignsIn('new');
  await personSignsIn('new');

  await rowOf(page, ending).getByText('ended', { exact: true }).waitFor();
  await live(page).getByText('2 new sessions.').waitFor();
  expect(await rowOf(page, ending).getAttribute('class')).toBe('gone');
  expect(await rowOf(page, staying).getAttribute('class')).toBeNull();
  await page.waitForFunction(
    ({ id, was }) => document.querySelector(`tr[data-id="${id}"] td:last-child time`)?.getAttribute('datetime') !== was,
    { id: renewed.id, was: before },
  );
  expect(Date.parse((await expires.getAttribute('datetime')) ?? '')).toBe(Date.parse(ticket.properties.expires));
  await keepPicture(page, 'console-live-list');
  expect(await shifts(page)).toBe(0);
  expect(await under(page, pointer)).toBe(staying.id);

  const count = await page.locator('#rows > tr').count();
  await live(page).getByRole('link', { name: 'Show' }).click();
  await page.waitForFunction((was) => document.querySelectorAll('#rows > tr').length > was, count);
  expect(await rowOf(page, ending).count()).toBe(0);
  await page.close();
});

it('a page of the list that is full keeps apart what ended from what is on the next page now', async () => {
  const crowd = [];
  for (let n = 0; n < 30; n++) crowd.push(await personSignsIn('crowd'));
  const page = await signedIn(await browser.page(), `${base}/admin/sessions?subjectId=crowd`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const [, second] = crowd;
  if (second === undefined) throw new Error('nobody signed in');
  expect((await withKey('DELETE', '/v1/ticket', second)).status).toBe(204);
  await rowOf(page, second).getByText('not listed any more').waitFor();
  expect(await page.locator('#rows > tr.gone').count()).toBe(1);

  await page.getByRole('link', { name: 'Next' }).click();
  await live(page).getByText('Live', { exact: true }).waitFor();
  const last = crowd.at(-1);
  if (last === undefined) throw new Error('nobody signed in');
  expect((await withKey('DELETE', '/v1/ticket', last)).status).toBe(204);
  await rowOf(page, last).getByText('not listed any more').waitFor();
  expect(await page.locator('#rows > tr.gone').count()).toBe(1);
  await page.close();
});

/** Remembers what is focused and what is under the pointer; tells whether it is the same later. */
const remember = (page: Page, at: { x: number; y: number }) =>
  page.evaluate(({ x, y }) => {
    Object.assign(window, { held: [document.activeElement, document.elementFromPoint(x, y)] });
  }, at);
const isHeld = (page: Page, at: { x: number; y: number }) =>
  page.evaluate(({ x, y }) => {
    const { held } = window as unknown as { held: readonly unknown[] };
    return [document.activeElement, document.elementFromPoint(x, y)].map((now, n) => now === held[n]);
  }, at);

const middleOf = async (place: Locator) => {
  const box = await place.boundingBox();
  if (box === null) throw new Error('it is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** The tab is left and come back to: a stream ends, and another begins. */
const lookAway = (page: Page) =>
  page.evaluate(() => {
    for (const hidden of [true, false]) {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }
  });

const attention = (page: Page) => page.getByRole('region', { name: 'Needs attention' });
const countHour = (back: number, signIns: number, signOuts: number) => {
  const hour = (Math.floor(Date.now() / HOUR) - back) * HOUR;
  return service.sql('INSERT OR REPLACE INTO activity VALUES (?, ?, ?, 0, 0, 0, 0)', hour, signIns, signOuts);
};
const plantDead = (n: number) =>
  service.sql(`INSERT OR REPLACE INTO tally (what, key_id, n) VALUES ('delivery', 'dead', ?)`, n);
const forgetDead = () => service.sql(`DELETE FROM tally WHERE what = 'delivery'`);

it('the overview shows its numbers and what needs attention, and nothing moves', async () => {
  for (let back = 1; back < 20; back++) await countHour(back, 30, 20);
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  await attention(page).getByText('Nothing.').waitFor();
  const active = page.locator('[data-number="activeSessions"]');
  const before = Number(await active.innerText());
  const pointer = await middleOf(active);
  await page.mouse.move(pointer.x, pointer.y);
  await page.getByRole('link', { name: 'Deliveries dead' }).focus();
  await remember(page, pointer);
  await watchShifts(page);

  for (let n = 0; n < 3; n++) await personSignsIn('more');
  await active.getByText(String(before + 3), { exact: true }).waitFor();
  await plantDead(1);
  const dead = attention(page).getByRole('listitem');
  await dead.getByText('1 logout notification could not be delivered.').waitFor();
  expect(await page.locator('[data-number="deadDeliveries"]').innerText()).toBe('1');
  expect(await attention(page).getByText('Nothing.').count()).toBe(0);
  expect(await isHeld(page, pointer)).toEqual([true, true]);

  const more = dead.getByRole('link', { name: 'Dead deliveries' });
  const onIt = await middleOf(dead);
  await page.mouse.move(onIt.x, onIt.y);
  await more.focus();
  await remember(page, onIt);
  await plantDead(2);
  await dead.getByText('2 logout notifications could not be delivered.').waitFor();
  await keepPicture(page, 'console-live-overview');
  await forgetDead();
  await dead.getByText('This is over.').waitFor();
  expect(await dead.getAttribute('class')).toContain('over');
  await plantDead(3);
  await dead.getByText('3 logout notifications could not be delivered.').waitFor();
  expect(await dead.innerText()).toBe('3 logout notifications could not be delivered. Dead deliveries');
  expect(await isHeld(page, onIt)).toEqual([true, true]);
  expect(await live(page).innerText()).toBe('Live');
  expect(await shifts(page)).toBe(0);
  await forgetDead();
  await page.close();
});

it('what needs more room than is kept for it is told, and nothing moves', async () => {
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  await watchShifts(page);
  // Clients are told, and neither an issuer nor a key is configured: three at once.
  await plantDead(1);
  await lookAway(page);
  await live(page).getByText('What needs attention has changed.').waitFor();
  expect(await attention(page).getByRole('listitem').count()).toBe(2);
  expect(await shifts(page)).toBe(0);
  await live(page).getByRole('link', { name: 'Show' }).click();
  await attention(page).getByText('SIGNING_KEYS is not set').waitFor();
  await forgetDead();
  await page.close();
});

it('the overview says that the index does not answer, and that it does again', async () => {
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const active = page.locator('[data-number="activeSessions"]');
  const before = await active.innerText();
  await watchShifts(page);
  await service.sql('ALTER TABLE tally RENAME TO tally_away');
  const silent = attention(page).getByRole('listitem').filter({ hasText: 'The index (D1) does not answer.' });
  await silent.waitFor();
  expect(await active.innerText()).toBe(before);
  await service.sql('ALTER TABLE tally_away RENAME TO tally');
  await silent.getByText('This is over.').waitFor();
  expect(await shifts(page)).toBe(0);
  await page.close();
});

it.each([
  ['wide', { width: 1280, height: 900 }],
  ['360 px', { width: 360, height: 740 }],
])('the chart shows what has been counted since, and nothing of the page moves: %s', async (_, viewport) => {
  for (let back = 1; back < 20; back++) await countHour(back, 30, 20);
  const page = await signedIn(await browser.page({ viewport }), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const table = page.getByText('The numbers of the chart');
  await table.click();
  await page.getByRole('link', { name: 'Last 7 days' }).focus();
  const bar = page.locator('.chart rect.sign_in').first();
  await bar.scrollIntoViewIfNeeded();
  const pointer = await middleOf(page.locator('.chart > svg'));
  await page.mouse.move(pointer.x, pointer.y);
  await remember(page, pointer);
  const heights = () =>
    page.locator('.chart rect.sign_in').evaluateAll((all) => all.map((one) => one.getAttribute('height')));
  const before = await heights();
  await watchShifts(page);

  await countHour(1, 41_234, 12_345);
  await lookAway(page);
  await page.getByRole('cell', { name: '41,234' }).waitFor();
  const legend = page.locator('.legend li').first();
  expect(await legend.innerText()).toContain('41,774');
  expect(await heights()).not.toEqual(before);
  expect(await page.locator('#chart-words').textContent()).toContain('41,774 sign-ins');
  expect(await page.locator('#chart details').getAttribute('open')).not.toBeNull();
  // The time is the viewer's, as on the page.
  expect(await page.locator('#chart tbody time').first().innerText()).not.toContain('UTC');
  expect(await isHeld(page, pointer)).toEqual([true, true]);
  expect(await shifts(page)).toBe(0);
  expect(await live(page).innerText()).toBe('Live');
  await page.close();
});

it('a chart where there was none is told, and nothing moves', async () => {
  await service.sql('DELETE FROM activity');
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const cron = attention(page).getByText('The scheduled work (cron) has not run yet.');
  await watchShifts(page);
  await countHour(1, 30, 20);
  await lookAway(page);
  await live(page).getByText('The chart has changed.').waitFor();
  await cron.getByText('This is over.').waitFor();
  expect(await page.locator('.chart').count()).toBe(0);
  expect(await shifts(page)).toBe(0);
  await live(page).getByRole('link', { name: 'Show' }).click();
  await page.locator('.chart').waitFor();
  expect(await cron.count()).toBe(0);
  await page.close();
});

it('a stream ends below the statements of one invocation, and the page goes on with the next', async () => {
  const pages = [
    await signedIn(await browser.page(), `${base}/admin`),
    await signedIn(await browser.page(), `${base}/admin/sessions`),
  ];
  const from = streams().length;
  // A stream that was not broken off: it ended because it had looked as often as it may.
  const whole = (view: string) => streams().find((one, at) => at >= from && one.view === view && one.looks === 12);
  await expect
    .poll(() => [whole('overview'), whole('sessions')], { timeout: 150_000, interval: 1_000 })
    .not.toContain(undefined);
  for (const { view, looks, cost } of streams()) {
    console.log(`${view}: ${looks} looks, ${cost.d1} statements`);
    expect(cost.d1).toBeLessThan(PLATFORM);
  }
  const someone = await personSignsIn('after');
  const [overview, list] = pages as [Page, Page];
  await live(list).getByText('new session').waitFor();
  expect(await overview.locator('#live').innerText()).toBe('Live');
  expect((await withKey('DELETE', '/v1/ticket', someone)).status).toBe(204);
  for (const page of pages) await page.close();
});

it('an operator whose session is ended sees no more at the next look', async () => {
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  const json = { subjectId: 'console/all/Grace Hopper' };
  expect((await service.send('POST', '/v1/management/sessions/remove', { json })).status).toBe(200);
  await live(page).getByText('This page is not live any more.').waitFor();
  await live(page).getByRole('link', { name: 'Load it again' }).click();
  await page.getByLabel('API token').waitFor();
  await page.close();
});

it('a list that is dear to count keeps what it has told, and shows at once what ends', async () => {
  const ending = await personSignsIn('crowded');
  await service.sql(
    `WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 2000)
     INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, created, renewed)
     SELECT printf('%043d', i), 'route', 'home', '', 'live', 1, 1, 'crowded', printf('%032X', i), 'cookie',
       CAST(? AS INTEGER) + i, 1 FROM c`,
    Date.now() + HOUR,
  );
  const page = await signedIn(await browser.page(), `${base}/admin/sessions?subjectId=crowded`);
  await live(page).getByText('Live', { exact: true }).waitFor();
  await personSignsIn('crowded');
  await lookAway(page);
  await live(page).getByText('1 new session.').waitFor();
  expect((await withKey('DELETE', '/v1/ticket', ending)).status).toBe(204);
  await rowOf(page, ending).getByText('not listed any more').waitFor();
  expect(await page.locator('#rows > tr.gone').count()).toBe(1);
  expect(await live(page).innerText()).toBe('1 new session. Show');
  await page.close();
});

it('asks for nothing from elsewhere, and logs no fault', () => {
  expect([browser.refused, browser.faults]).toEqual([[], []]);
});
