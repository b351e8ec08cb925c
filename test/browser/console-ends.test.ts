/** A support agent's task in a real browser: find somebody, look, preview, end all, and see in history who did it. */

import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Service, TOKEN } from '../system/harness/service.ts';
import { stateFolder } from '../system/harness/state-folder.ts';
import { follow, keepPicture, TestBrowser } from './harness/browser.ts';

const HOUR = 3_600_000;
const NAMES = [
  'Alice Liddell',
  'שרה לוי',
  'محمد علي',
  '王小明',
  '😀'.repeat(200),
  '"><script>alert(1)</script>',
  '\u202Eevil',
];

let browser: TestBrowser;
let service: Service;
let base: string;

beforeAll(async () => {
  [browser, service] = await Promise.all([
    TestBrowser.start(),
    Service.start({
      folder: stateFolder(),
      variables: { USER_DISPLAY_NAME_CLAIM_TYPE: 'name', REMOVE_EXPIRED_SESSIONS: 'false' },
    }),
  ]);
  base = await service.address();
  for (const [n, name] of NAMES.entries()) for (let of = 0; of < 3; of += 1) await signIn(`user-${n}`, name, of);
});
afterAll(() => Promise.all([browser?.stop(), service?.stop()]));

async function sent(path: string, json: unknown): Promise<{ readonly session: { readonly sessionId: string } }> {
  const { status, text } = await service.send('POST', path, { json });
  if (status !== 201) throw new Error(`${status}: ${text}`);
  return JSON.parse(text);
}

async function signIn(subject: string, name: string, n: number): Promise<void> {
  const now = Date.now();
  const times = n === 2 ? [now - 2 * HOUR, now - HOUR] : [now, now + HOUR];
  const [issued, expires] = times.map((time) => new Date(time).toISOString());
  const claims = [
    { type: 'sub', value: subject },
    { type: 'name', value: name },
    { type: 'email', value: 'somebody@example.com' },
  ];
  const items = { device: ['Firefox on Windows', 'Safari on iOS', 'Chrome on Android'][n] };
  const { session } = await sent('/v1/tickets', {
    ticket: { scheme: 'cookie', claims, properties: { issued, expires, items }, clientIds: ['web', 'mail'] },
  });
  const { sessionId } = session;
  const grant = {
    type: 'refresh_token',
    subjectId: subject,
    sessionId,
    clientId: 'web',
    data: 'd',
    expiration: expires,
  };
  await sent('/v1/grants', { ...grant, key: `${subject}-${n}` });
  if (n === 0) await sent('/v1/grants', { ...grant, key: `${subject}-consent`, type: 'user_consent', sessionId: null });
}

async function operator(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.page({ viewport: { width: 1280, height: 800 }, ...options });
  await page.goto(`${base}/admin/sessions`);
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('API token').fill(TOKEN);
  await follow(page.getByRole('button', { name: 'Sign in' }));
  await page.waitForURL('**/admin/sessions');
  return page;
}

/** Which part is about whom, by its heading. */
const rowsUnder = (page: Page, heading: string) =>
  page.locator(`h2:has-text("${heading}") ~ table`).first().locator('tbody tr');

it.each([true, false])(
  'finds, looks, previews, ends all, and history says who: JavaScript %s',
  async (javaScriptEnabled) => {
    const subject = javaScriptEnabled ? 'user-0' : 'user-1';
    const name = javaScriptEnabled ? 'Alice Liddell' : 'שרה לוי';
    const page = await operator({ javaScriptEnabled });
    await page.getByLabel('Name', { exact: true }).fill(javaScriptEnabled ? 'lice lid' : 'שרה');
    await follow(page.getByRole('button', { name: 'Search' }));
    await follow(page.getByRole('link', { name }).first());
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await follow(page.getByRole('link', { name: 'End everything…' }));
    const deed = page.locator('.deed');
    expect(await deed.textContent()).toBe('Ends 3 sessions, revokes 3 tokens and 1 consent.');
    expect(await page.locator('main').textContent()).toContain('Access tokens already issued stay valid');
    await page.getByText('Choose what exactly').click();
    await page.getByLabel('Revoke consents').uncheck();
    await follow(page.getByRole('button', { name: 'Preview again' }));
    expect(await deed.textContent()).toBe('Ends 3 sessions, revokes 3 tokens.');
    await page.getByRole('button', { name: 'End', exact: true }).dblclick();
    await page.getByRole('heading', { level: 1, name: 'Done' }).waitFor();
    expect(await deed.textContent()).toBe('Ended 3 sessions, revoked 3 tokens.');
    await page.reload();
    expect(await deed.textContent()).toBe('Ended 3 sessions, revoked 3 tokens.');
    await follow(page.getByRole('link', { name: 'To the person' }));
    const ended = rowsUnder(page, 'History');
    expect(await ended.count()).toBe(3);
    for (const text of await ended.allTextContents()) expect(text).toMatch(/ended for them.*Grace Hopper.*by all/s);
    expect(await rowsUnder(page, 'Grants').allTextContents()).toEqual([expect.stringContaining('consents')]);
    const { text } = await service.send('GET', `/v1/management/history?subjectId=${subject}`);
    expect(JSON.parse(text).totalCount).toBe(3);
    expect(browser.faults).toEqual([]);
    await page.context().close();
  },
);

it('looks like something: light, dark, narrow', async () => {
  for (const [look, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['360', { viewport: { width: 360, height: 740 } }],
  ] as const) {
    const page = await operator(options);
    for (const [name, subject] of [
      ['rtl', 'user-2'],
      ['emoji', 'user-4'],
    ] as const) {
      await page.goto(`${base}/admin/person?subjectId=${subject}`);
      await keepPicture(page, `console-person-${name}-${look}`);
    }
    await follow(page.locator('tbody a').first());
    await keepPicture(page, `console-session-${look}`);
    await follow(page.getByRole('link', { name: 'End this session…' }));
    await page.getByText('Choose what exactly').click();
    await keepPicture(page, `console-end-${look}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
    await page.context().close();
  }
  expect(browser.refused).toEqual([]);
});
