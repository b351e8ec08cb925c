/**
 * A support agent's whole task in a real browser, over a service with as many sessions as `CONSOLE_SESSIONS` says (600; `npm run
 * console:acceptance`: 100,000), all created through its API: find somebody by part of a name, page, look, preview, end all, and see
 * it in the demo app, in history and in deliveries. With a mouse, without JavaScript, and by keyboard alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { demoSessions } from '../../scripts/demo/sessions.mjs';
import { TOKEN } from '../system/harness/service.ts';
import { ServiceAndApp } from '../system/harness/service-and-app.ts';
import { stateFolder } from '../system/harness/state-folder.ts';
import { keepPicture, TestBrowser } from './harness/browser.ts';
import { type Hands, keyboard, mouse } from './harness/hands.ts';

const { CONSOLE_SESSIONS = '600' } = process.env;
const SESSIONS = Number(CONSOLE_SESSIONS);
/** Each thousand people of the demo are other people. */
const AT_ONCE = 5_000;
const REQUESTS = 16;
const HOUR = 3_600_000;
const soon = { timeout: 30_000, interval: 100 };
const REPORT = fileURLToPath(new URL('../../test-results/console-acceptance.json', import.meta.url));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

const DEVICES: readonly BrowserContextOptions[] = [
  { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1',
  },
];

let browser: TestBrowser;
let both: ServiceAndApp;
/** What the run was like: for people, nothing is held to it. */
const report: { sessions: number; secondsToCreate?: number; ways: Record<string, unknown> } = {
  sessions: SESSIONS,
  ways: {},
};

beforeAll(async () => {
  [browser, both] = await Promise.all([TestBrowser.start(), ServiceAndApp.start(stateFolder())]);
  const began = Date.now();
  await fill();
  report.secondsToCreate = Math.round((Date.now() - began) / 1_000);
}, 2 * HOUR);

afterAll(async () => {
  mkdirSync(dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`);
  await Promise.all([browser?.stop(), both?.stop()]);
});

afterEach(async () => {
  await browser.putDevicesAway();
  expect(browser.refused.splice(0)).toEqual([]);
  expect(browser.faults.splice(0)).toEqual([]);
});

async function fill(): Promise<void> {
  const now = Date.now();
  for (let from = 0; from < SESSIONS; from += AT_ONCE) {
    const queue = demoSessions(1 + from / AT_ONCE, now, Math.min(AT_ONCE, SESSIONS - from)).values();
    const one = async () => {
      for (const session of queue) {
        const { status, text } = await both.api('POST', '/v1/sessions', session);
        if (status !== 201) throw new Error(`${status}: ${text}`);
      }
    };
    await Promise.all(Array.from({ length: REQUESTS }, one));
  }
}

/** What the page that came with this answer cost: what the service has logged, and what the browser has received. */
async function costOf(page: Page, answer: Response | null) {
  const id = answer?.headers()['x-request-id'] ?? 'none';
  const line = () => both.logs.find((one) => one.includes(id) && one.includes('"route":"/admin'));
  // Nobody is asked at the sign-in.
  const cost = line() === undefined ? null : JSON.parse(line() ?? '').cost;
  const received = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as [PerformanceNavigationTiming];
    const { requestStart, responseStart, decodedBodySize } = navigation;
    return { firstByteAfterMs: Math.round(responseStart - requestStart), htmlBytes: decodedBodySize };
  });
  return { ...cost, ...received };
}

/** Two devices of a person of the demo app. */
async function signInToApp(person: string): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for (const device of DEVICES) {
    const page = await browser.page(device);
    await page.goto(both.app);
    await page.getByRole('button', { name: person }).click();
    await page.getByRole('heading', { name: 'Where am I signed in?' }).waitFor();
    pages.push(page);
  }
  return pages;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const rows = (page: Page): Promise<readonly (string | null)[]> =>
  page.locator('#rows tr').evaluateAll((all) => all.map((row) => row.getAttribute('data-id')));
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

const WAYS: readonly (readonly [
  string,
  Hands,
  { person: string; subject: string; part: string },
  BrowserContextOptions,
])[] = [
  ['with a mouse', mouse, { person: 'Ada Lovelace', subject: 'ada', part: 'A LOVEL' }, {}],
  [
    'without JavaScript',
    mouse,
    { person: 'مريم الأسطرلابية', subject: 'maryam', part: 'الأسطرل' },
    { javaScriptEnabled: false, colorScheme: 'dark' },
  ],
  ['by keyboard alone', keyboard, { person: 'Grace Hopper', subject: 'grace', part: 'ace hopp' }, {}],
];

it.each(WAYS)('the task is done %s', async (way, hands, { person, subject, part }, options) => {
  const devices = await signInToApp(person);
  const page = await browser.page({ viewport: WIDE, ...options });
  let answer: Response | null = null;
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) answer = response;
  });
  const costs: Record<string, unknown> = {};
  report.ways[way] = costs;
  const looked = async (name: string) => {
    costs[name] = await costOf(page, answer);
    const picture = `acceptance-${name}-${way.replaceAll(' ', '-')}`;
    await keepPicture(page, picture);
    await page.setViewportSize(NARROW);
    await keepPicture(page, `${picture}-360`);
    await page.setViewportSize(WIDE);
  };

  await page.goto(`${both.service}/admin/sessions`);
  await looked('sign-in');
  await hands.write(page.getByLabel('Your name'), 'Katherine Johnson');
  await hands.write(page.getByLabel('API token'), TOKEN);
  await hands.press(button(page, 'Sign in'));
  await heading(page, 'Sessions');
  await looked('all-sessions');

  // Forth and back.
  await hands.write(page.getByLabel('Name', { exact: true }), 'an');
  await hands.press(button(page, 'Search'));
  await page.waitForURL('**/admin/sessions?displayName=an**');
  const first = await rows(page);
  expect(first).toHaveLength(25);
  for (const name of await page.locator('#rows td[data-label=Person] a').allTextContents()) {
    expect(name.toLowerCase()).toContain('an');
  }
  await looked('found');
  await hands.press(link(page, 'Next'));
  await expect.poll(() => rows(page)).not.toEqual(first);
  await looked('found-page-2');
  const second = await rows(page);
  expect(second.filter((id) => first.includes(id))).toEqual([]);
  expect(await page.locator('#total').textContent()).toMatch(/page 2 of|at least/);
  await hands.press(link(page, 'Next'));
  await expect.poll(() => rows(page)).not.toEqual(second);
  await hands.press(link(page, 'Previous'));
  await expect.poll(() => rows(page)).toEqual(second);
  await hands.press(link(page, 'Previous'));
  await expect.poll(() => rows(page)).toEqual(first);

  // The person.
  await hands.write(page.getByLabel('Name', { exact: true }), part);
  await hands.press(button(page, 'Search'));
  await expect.poll(() => rows(page)).toHaveLength(2);
  await looked('found-one');
  await hands.press(page.locator('#rows').getByRole('link', { name: person, exact: true }).first());
  await heading(page, person);
  await looked('person');
  await hands.press(page.getByRole('link', { name: 'Firefox on Linux' }));
  await heading(page, 'Firefox on Linux');
  await looked('session');
  await hands.press(link(page, person));
  await heading(page, person);

  // First what it would do, then it.
  await hands.press(page.getByRole('link', { name: 'End everything…' }));
  await heading(page, 'End sessions?');
  const deed = page.locator('.deed');
  expect(await deed.textContent()).toBe('Ends 2 sessions, sends clients 2 sign-out notices.');
  await looked('preview');
  for (const device of devices) {
    await device.getByRole('link', { name: 'Your devices' }).click();
    expect(await device.locator('h1').textContent()).toBe('Where am I signed in?');
  }
  await hands.press(button(page, 'End'));
  await heading(page, 'Done');
  expect(await deed.textContent()).toBe('Ended 2 sessions, began to send clients 2 sign-out notices.');
  await looked('done');

  // The app, at its next click.
  for (const device of devices) {
    await device.getByRole('link', { name: 'Your devices' }).click();
    expect(await device.locator('h1').textContent()).toBe('Sign in');
    expect(await device.getByRole('status').textContent()).toContain('This device was signed out.');
  }

  // Who did it, and who was told.
  await hands.press(page.getByRole('main').getByRole('link', { name: 'History' }));
  await heading(page, 'History');
  const ended = await page.locator('tbody tr').allTextContents();
  expect(ended).toHaveLength(2);
  for (const text of ended) expect(text).toMatch(/ended for them.*Katherine Johnson.*by all/s);
  await looked('history');
  const delivered = async () => {
    const { text } = await both.api('GET', `/v1/management/deliveries?status=delivered&subjectId=${subject}`);
    return (JSON.parse(text) as { readonly results: readonly unknown[] }).results.length;
  };
  await expect.poll(delivered, soon).toBe(2);
  await hands.press(page.getByRole('link', { name: 'who was told' }).first());
  await heading(page, 'Deliveries');
  const told = await page.locator('tbody tr').allTextContents();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(new RegExp(`demo-app.*${subject}.*delivered`, 's'));
  await looked('deliveries');

  // Nothing is left, and the operator goes.
  await hands.press(page.getByRole('link', { name: subject, exact: true }));
  await heading(page, person);
  await page.getByText('No session.').waitFor();
  await looked('person-after');
  await hands.press(button(page, 'Sign out'));
  await heading(page, 'Sign in');
  await page.goto(`${both.service}/admin/sessions`);
  await heading(page, 'Sign in');
});
