/** The console's first page over the running service: what it says, without a script too, in light, dark and 360 px. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Service, ticketKey } from '../system/harness/service.ts';
import { violations } from './harness/accessibility.ts';
import { follow, keepPicture, TestBrowser } from './harness/browser.ts';
import { signedIn } from './harness/operator.ts';

const HOUR = 3_600_000;
const KEYS = [ticketKey('second', 2), ticketKey('first', 1)];

let browser: TestBrowser;
let service: Service;
let base: string;

/** Sums of what is planted, by the columns of the chart's table. */
const sums = [0, 0, 0, 0, 0, 0];

beforeAll(async () => {
  const folder = mkdtempSync(`${tmpdir()}/edge-sessions-`);
  browser = await TestBrowser.start();
  service = await Service.start({ folder, ticketKeys: KEYS });
  base = await service.address();
  const first = Math.floor(Date.now() / HOUR) * HOUR - 24 * HOUR * 28;
  for (let n = 0; n < 24 * 28; n++) {
    const wave = 1_000 + Math.round(600 * Math.sin(n / 4));
    const numbers = [wave * 2, wave, n % 90, wave >> 1, n % 40, n % 70];
    for (const [at, number] of numbers.entries()) sums[at] = (sums[at] ?? 0) + number;
    await service.sql('INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?)', first + n * HOUR, ...numbers);
  }
});

afterAll(async () => {
  await browser.stop();
  await service.stop();
});

const plantTallies = () =>
  service.sql(`INSERT INTO tally (what, key_id, n)
    VALUES ('session', 'first', 4321), ('grant', 'lost', 3), ('delivery', 'dead', 4), ('delivery', 'pending', 2)`);

it('says that nothing needs attention where nothing does', async () => {
  const page = await signedIn(await browser.page(), `${base}/admin`);
  const attention = page.getByRole('region', { name: 'Needs attention' });
  expect(await attention.innerText()).toBe('Needs attention\n\nNothing.');
});

it('has what needs a person at the top, the worst first, and how far keys have come', async () => {
  await plantTallies();
  const page = await signedIn(await browser.page(), `${base}/admin`);
  const concerns = await page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem').allInnerTexts();
  expect(concerns).toEqual([
    'The ticket key lost is missing: 3 sessions and grants cannot be opened.',
    '4 logout notifications could not be delivered. Dead deliveries',
    'ISSUER is not set: clients are told of the end of a session only where its ticket names the issuer.',
    'SIGNING_KEYS is not set: no logout notification can be signed.',
    '4,321 envelopes are still sealed with an older key; cron seals them again.',
  ]);
  expect(await page.locator('main h2').allInnerTexts()).toEqual([
    'Needs attention',
    'Now',
    'Sign-ins and ends',
    'Ticket keys',
  ]);
  const keys = await page.getByRole('region', { name: 'Ticket keys' }).getByRole('row').allInnerTexts();
  expect(keys.slice(1).map((row) => row.split(/\s*\t\s*/).slice(0, 2))).toEqual([
    ['second', 'seals and opens'],
    ['first', 'opens; cron seals again'],
    ['lost', 'missing'],
  ]);
});

it('has the same numbers in the chart, its words and its table, for each span', async () => {
  const page = await signedIn(await browser.page(), `${base}/admin`);
  await follow(page.getByRole('link', { name: 'Last 30 days' }));
  await page.waitForURL(`${base}/admin?span=30d`);
  const chart = page.getByRole('img', { name: 'Sign-ins and ends of sessions, last 30 days' });
  const ends = sums.slice(1).reduce((sum, n) => sum + n);
  expect(await chart.locator('desc').textContent()).toContain(
    `${(sums[0] ?? 0).toLocaleString('en')} sign-ins, above the line; ${ends.toLocaleString('en')} ends`,
  );
  await page.getByText('The numbers of the chart').click();
  const rows = await page.getByRole('region', { name: 'Sign-ins and ends' }).locator('tbody tr').all();
  expect(rows).toHaveLength(30);
  const table = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  expect(table[0]).toEqual(['not counted']);
  const added = sums.map((_, at) =>
    table.filter((cells) => cells.length > 1).reduce((sum, cells) => sum + Number(cells[at]?.replaceAll(',', '')), 0),
  );
  expect(added).toEqual(sums);
  for (const [span, bars] of [
    ['7 days', 28],
    ['24 hours', 24],
  ] as const) {
    await follow(page.getByRole('link', { name: `Last ${span}` }));
    await page.getByRole('img', { name: `Sign-ins and ends of sessions, last ${span}` }).waitFor();
    expect(await page.locator('details tbody tr').count()).toBe(bars);
  }
});

it.each([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['360', { viewport: { width: 360, height: 740 } }],
] as const)('is fit for everybody: %s', async (name, options) => {
  const page = await signedIn(
    await browser.page({ viewport: { width: 1280, height: 800 }, ...options }),
    `${base}/admin`,
  );
  await page.getByText('Live', { exact: true }).waitFor();
  await keepPicture(page, `console-overview-${name}`);
  expect(await violations(page)).toEqual([]);
  await page.getByText('The numbers of the chart').click();
  expect(await violations(page)).toEqual([]);
  const { width, room } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(width).toBeLessThanOrEqual(room);
});

it('is whole without a script, and small', async () => {
  const page = await signedIn(await browser.page({ javaScriptEnabled: false }), `${base}/admin?span=30d`);
  expect(await page.locator('dl.numbers dd').allInnerTexts()).toEqual([
    expect.any(String),
    expect.any(String),
    '0',
    '2',
    '4',
    '0',
  ]);
  expect(await page.locator('.chart > svg rect').count()).toBeGreaterThan(100);
  expect(await page.getByRole('listitem').filter({ hasText: 'cannot be opened' }).count()).toBe(1);
  expect((await page.content()).length).toBeLessThan(100 * 1_024);
});

it('asks for nothing from elsewhere, and logs no fault', () => {
  expect([browser.refused, browser.faults]).toEqual([[], []]);
});
