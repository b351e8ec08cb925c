/**
 * Every page of the console as axe sees it: each page of the map, with much on it and with nothing, and every refusal; light and dark,
 * wide and at 360 px. No page scrolls sideways, asks another host for anything, or has an error.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { Service, TOKEN } from '../system/harness/service.ts';
import { SignIns } from '../system/harness/sign-ins.ts';
import { signingKeys } from '../system/harness/signing-keys.ts';
import { stateFolder } from '../system/harness/state-folder.ts';
import { violations } from './harness/accessibility.ts';
import { keepPicture, TestBrowser } from './harness/browser.ts';
import { keyboard } from './harness/hands.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const soon = { timeout: 30_000, interval: 50 };
/** May end sessions and nothing else. */
const ENDER = 'the-plain-text-of-another-token';

let browser: TestBrowser;
let op: SignIns;
let base: string;
/** Addresses of what is there. */
let at: { readonly client: string; readonly live: string; readonly ended: string; readonly delivery: string };

beforeAll(async () => {
  const variables = {
    ISSUER: 'https://op.example.com',
    SIGNING_KEYS: JSON.stringify(signingKeys()),
    ALLOW_PRIVATE_LOGOUT_URIS: 'true',
    USER_DISPLAY_NAME_CLAIM_TYPE: 'name',
  };
  const tokens = [
    { name: 'ender', token: ENDER, scopes: ['manage'] },
    { name: 'store', token: `${ENDER}-store`, scopes: ['store'] },
  ];
  browser = await TestBrowser.start();
  op = new SignIns(await Service.start({ folder: stateFolder(), variables, tokens }), inject('relyingParties'));
  base = await op.service.address();
  const party = await op.party({ status: 410 }, { displayName: 'The shop' });
  const claims = [{ type: 'sub', value: 'alice' }];
  const ticket = { claims: [...claims, { type: 'name', value: 'Alice Liddell' }] };
  const gone = await op.signIn({ subject: 'alice', clients: [party], ticket });
  const live = await op.signIn({ subject: 'alice', clients: [party], ticket });
  await op.signOut(gone);
  await vi.waitFor(async () => expect(await op.deliveries({ status: 'dead' })).toHaveLength(1), soon);
  await op.service.send('POST', '/v1/grants', {
    json: { key: 'a-grant', type: 'refresh_token', subjectId: 'alice', clientId: party.clientId, data: 'd' },
  });
  // Counts, for a chart.
  await op.service.scheduled();
  at = {
    client: `/admin/clients/client?clientId=${party.clientId}`,
    live: `/admin/sessions/${live.session.id}`,
    ended: `/admin/sessions/${gone.session.id}`,
    delivery: `/admin/deliveries?status=dead&clientId=${party.clientId}`,
  };
});

afterAll(() => Promise.all([browser?.stop(), op?.service.stop()]));

/** As it is now: in four looks, two of them kept as pictures. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const [size, viewport, pictured] of [
    ['wide', WIDE, 'light'],
    ['360', NARROW, 'dark'],
  ] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), `${name}, ${size}, ${colorScheme}`).toEqual([]);
      if (colorScheme === pictured) await keepPicture(page, `page-${name}-${size}-${colorScheme}`);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}, ${size}`).toBe(viewport.width);
  }
  await page.setViewportSize(WIDE);
}

async function signIn(page: Page, token = TOKEN, person = 'Grace Hopper'): Promise<void> {
  await page.getByLabel('Your name').fill(person);
  await page.getByLabel('API token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function operator(token = TOKEN): Promise<Page> {
  const page = await browser.page({ viewport: WIDE });
  await page.goto(`${base}/admin/sessions`);
  await signIn(page, token);
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  return page;
}

const PAGES = (): readonly (readonly [name: string, path: string, status: number])[] => [
  ['overview', '/admin', 200],
  ['overview-month', '/admin?span=30d', 200],
  ['sessions', '/admin/sessions', 200],
  ['sessions-none', '/admin/sessions?displayName=nobody', 200],
  ['sessions-stale', '/admin/sessions?token=stale', 400],
  ['person', '/admin/person?subjectId=alice', 200],
  ['person-nobody', '/admin/person?subjectId=nobody', 200],
  ['person-unsaid', '/admin/person', 400],
  ['session', at.live, 200],
  ['session-ended', at.ended, 200],
  ['session-none', '/admin/sessions/none', 404],
  ['end', '/admin/end?subjectId=alice', 200],
  ['end-whose', '/admin/end', 200],
  ['end-nothing', '/admin/end?subjectId=nobody', 200],
  ['history', '/admin/history', 200],
  ['history-none', '/admin/history?subjectId=nobody', 200],
  ['deliveries', at.delivery, 200],
  ['deliveries-none', '/admin/deliveries?status=pending', 200],
  ['deliveries-sent', '/admin/deliveries?sent=true', 200],
  ['deliveries-refused', '/admin/deliveries?status=lost', 400],
  ['clients', '/admin/clients', 200],
  ['clients-removed', '/admin/clients?removed=true', 200],
  ['client', at.client, 200],
  ['client-done', `${at.client}&done=saved`, 200],
  ['client-none', '/admin/clients/client?clientId=none', 404],
  ['client-new', '/admin/clients/new', 200],
  ['nothing', '/admin/nothing', 404],
];

it('pages by their address', async () => {
  const page = await operator();
  for (const [name, path, status] of PAGES()) {
    expect((await page.goto(`${base}${path}`))?.status(), name).toBe(status);
    await expectAccessible(page, name);
  }
  const map = readFileSync(new URL('../../src/admin/console.tsx', import.meta.url), 'utf8');
  const routes = [...map.matchAll(/\['GET', '([^']+)', /g)].map(([, path = '']) => `/admin${path}`.replace(/\/$/, ''));
  const seen = PAGES().map(([, path]) => path.replace(/\?.*/, '').replace(/\/sessions\/.*/, '/sessions/:id'));
  expect(routes.length).toBeGreaterThan(7);
  // Events are no page.
  expect(routes.filter((route) => !seen.includes(route))).toEqual(['/admin/live']);
  await page.context().close();
});

it('pages that answer a form', async () => {
  const page = await operator();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const answered = async (name: string, heading: string) => {
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await expectAccessible(page, name);
  };
  await page.goto(`${base}/admin/clients/new`);
  await page.getByLabel('Client id').fill('new');
  await page.getByLabel('Logout address').fill('ftp://nowhere');
  await press('Add');
  await answered('client-refused', 'Add a client');
  await page.goto(`${base}${at.client}`);
  await press('Send a test notification');
  await answered('client-test', 'Client');
  await page.getByText('Remove this client…').click();
  await expectAccessible(page, 'client-remove');
  await page.goto(`${base}${at.delivery}`);
  await press('Send this one again');
  await answered('deliveries-redelivered', 'Sent again');
  await page.goto(`${base}/admin/end?subjectId=alice`);
  await page.getByText('Choose what exactly').click();
  await expectAccessible(page, 'end-options');
  const once = await page.locator('[name=once]').inputValue();
  await press('End');
  await answered('end-done', 'Done');
  await op.signIn({ subject: 'alice' });
  await page.goto(`${base}/admin/end?subjectId=alice&revokeTokens=false`);
  await change(page, 'once', once);
  await press('End');
  await answered('end-changed', 'Not done');
  await page.goto(`${base}/admin/end?subjectId=alice`);
  await change(page, 'once', ' ');
  await press('End');
  await page.getByRole('alert').waitFor();
  await expectAccessible(page, 'end-refused');
  await page.goto(`${base}${at.client}`);
  await change(page, 'formToken', 'foreign');
  await press('Disable');
  await answered('foreign-form', 'Not from this page');
  await page.context().close();
});

/** A hidden field, as somebody may who sends another form than the page's. */
const change = (page: Page, field: string, value: string) =>
  page.evaluate(
    ([field, value]) => {
      for (const input of document.getElementsByName(field ?? '')) input.setAttribute('value', value ?? '');
    },
    [field, value],
  );

it('the first stop of the keyboard leads past the header, and a session is chosen and ended without a mouse', async () => {
  const { session } = await op.signIn({ subject: 'carol' });
  const page = await operator();
  await page.goto(`${base}/admin/person?subjectId=carol`);
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  const isInMain = (): Promise<boolean> => page.evaluate(() => document.activeElement?.closest('main') !== null);
  await page.keyboard.press('Tab');
  expect([await focused(), await isInMain()]).toEqual(['To the content', false]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect([await focused(), await isInMain()]).toEqual(['End everything…', true]);
  const box = page.locator(`[name=id][value="${session.id}"]`);
  while (!(await box.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await keyboard.press(page.getByRole('button', { name: 'End the chosen…' }));
  await keyboard.press(page.getByText('Choose what exactly'));
  await keyboard.press(page.getByRole('button', { name: 'End', exact: true }));
  await page.getByText('Ended 1 session.').waitFor();
  await page.context().close();
});

it('pages of who lacks a scope, and of nobody', async () => {
  const ender = await operator(ENDER);
  expect((await ender.goto(`${base}/admin/clients`))?.status()).toBe(403);
  await expectAccessible(ender, 'scope-refused');
  const { session } = await op.signIn({ subject: 'bob' });
  await ender.goto(`${base}/admin/sessions/${session.id}`);
  await ender.getByText('Claims are for tokens').waitFor();
  await expectAccessible(ender, 'session-without-claims');

  const page = await browser.page({ viewport: WIDE });
  await page.goto(`${base}/admin`);
  await expectAccessible(page, 'sign-in');
  await signIn(page, `${ENDER}-store`);
  await expectAccessible(page, 'sign-in-scope');
  await signIn(page, TOKEN, '\u0007');
  await expectAccessible(page, 'sign-in-name');
  for (let guess = 1; guess <= 5; guess += 1) {
    await signIn(page, 'wrong');
    await page.getByText('no API token').waitFor();
  }
  await expectAccessible(page, 'sign-in-wrong');
  await signIn(page, 'wrong');
  await page.getByText('Too many wrong tokens').waitFor();
  await expectAccessible(page, 'sign-in-too-many');
  expect(browser.refused).toEqual([]);
  // A browser tells of every refusal; of nothing else.
  expect(browser.faults.filter((fault) => !/the server responded with a status of 4\d\d/.test(fault))).toEqual([]);
});
