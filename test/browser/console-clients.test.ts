/**
 * Clients and what they are told, as an operator works on them in a browser: add, test, edit, find out what was not delivered and
 * why, send it again, disable, remove. With JavaScript and without; relying parties are real servers on this machine.
 */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Party } from '../system/harness/party.ts';
import { Service, TOKEN } from '../system/harness/service.ts';
import { SignIns } from '../system/harness/sign-ins.ts';
import { signingKeys } from '../system/harness/signing-keys.ts';
import { stateFolder } from '../system/harness/state-folder.ts';
import { follow, keepPicture, TestBrowser } from './harness/browser.ts';

const soon = { timeout: 20_000, interval: 50 };
const NAME = 'متجر 王小明 🦊';

let browser: TestBrowser;
let op: SignIns;
let base: string;

beforeAll(async () => {
  const variables = {
    ISSUER: 'https://op.example.com',
    SIGNING_KEYS: JSON.stringify(signingKeys()),
    ALLOW_PRIVATE_LOGOUT_URIS: 'true',
  };
  browser = await TestBrowser.start();
  op = new SignIns(await Service.start({ folder: stateFolder(), variables }), inject('relyingParties'));
  base = await op.service.address();
});

afterAll(async () => {
  await browser.stop();
  await op.service.stop();
});

/** A page of the console, signed in. */
async function signedIn(path: string, options: Parameters<TestBrowser['page']>[0] = {}): Promise<Page> {
  const page = await browser.page({ viewport: { width: 1280, height: 800 }, ...options });
  await page.goto(`${base}${path}`);
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('API token').fill(TOKEN);
  await follow(page.getByRole('button', { name: 'Sign in' }));
  return page;
}

const said = (page: Page) => page.getByRole('main').innerText();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

/** People with sessions at the client, who are signed out: so many notifications of its come to this state. */
async function signedOut(party: Party, subjects: readonly string[], status: string): Promise<void> {
  for (const subject of subjects) await op.signOut(await op.signIn({ subject, clients: [party] }));
  const { clientId } = party;
  await expect.poll(async () => (await op.deliveries({ clientId, status })).length, soon).toBe(subjects.length);
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_, javaScriptEnabled) => {
  it('a client is added, tested, edited, told again what it missed, disabled and removed', async () => {
    const party = await Party.that({ status: 200 }, inject('relyingParties'));
    const { clientId } = party;
    const page = await signedIn('/admin/clients', { javaScriptEnabled });

    await follow(link(page, 'Add a client'));
    await page.getByLabel('Client id').fill(clientId);
    await page.getByLabel('Display name').fill(NAME);
    await page.getByLabel('Logout address').fill('ftp://shop.example/logout');
    await page.getByLabel('the session id (sid)').uncheck();
    await follow(button(page, 'Add'));
    expect(await said(page)).toContain('Nothing was saved. To be mended: Logout address');
    const address = page.getByLabel('Logout address');
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    const described = (await address.getAttribute('aria-describedby'))?.split(' ')[0];
    expect(await page.locator(`#${described}`).innerText()).toBe('It must be an absolute https URL with a host.');
    expect(await page.getByLabel('Client id').inputValue()).toBe(clientId);
    expect(await page.getByLabel('Display name').inputValue()).toBe(NAME);
    expect(await address.inputValue()).toBe('ftp://shop.example/logout');
    expect(await page.getByLabel('the session id (sid)').isChecked()).toBe(false);
    await address.fill(party.address);
    await follow(button(page, 'Add'));
    expect(await said(page)).toContain('The client was added.');

    await follow(button(page, 'Send a test notification'));
    expect(await said(page)).toContain('Delivered. The client answered 200.');
    expect(await party.claims()).toEqual([expect.objectContaining({ aud: clientId })]);
    expect((await party.claims())[0]?.sub).toMatch(/^edge-sessions-test-/);
    await party.tell({ status: 400, body: '{"error":"invalid_request"}' });
    await follow(button(page, 'Send a test notification'));
    expect(await said(page)).toContain('Not delivered. answered 400: invalid_request');

    await page.getByLabel('Display name').fill('The shop');
    await page.getByLabel('Signed with').selectOption('ES256');
    await page.getByLabel('the session id (sid)').check();
    await page.getByLabel('Lives with the session').selectOption({ label: 'no' });
    await follow(button(page, 'Save'));
    expect(await said(page)).toContain('The client was saved.');
    expect(JSON.parse((await op.service.send('GET', `/v1/clients/${clientId}`)).text)).toEqual({
      clientId,
      enabled: true,
      displayName: 'The shop',
      backChannelLogoutUri: party.address,
      backChannelLogoutSessionRequired: true,
      logoutTokenClaims: ['sub', 'sid'],
      idTokenSignedResponseAlg: 'ES256',
      coordinateLifetimeWithUserSession: false,
    });

    await party.tell({ status: 410 });
    await signedOut(
      party,
      ['Alice', 'Bob', NAME].map((name) => `${name} ${javaScriptEnabled}`),
      'dead',
    );
    await party.tell({ status: 200 });
    await page.reload();
    await follow(link(page, 'Those given up'));
    expect(await said(page)).toContain('3 notifications');
    const [row] = await page.getByRole('row').filter({ hasText: 'Alice' }).all();
    expect(await row?.innerText()).toMatch(/given up after 1 attempt\s+answered 410 \(the client says/);
    await row?.getByRole('button').click();
    expect(await said(page)).toContain('The notification is being sent.');
    const delivered = async () => (await op.deliveries({ clientId, status: 'delivered' })).length;
    await expect.poll(delivered, soon).toBe(1);
    await page.reload();
    await follow(button(page, 'Send all 2 again'));
    expect(await said(page)).toMatch(/2 notifications to \S+ are being sent. None is left./);
    await expect.poll(delivered, soon).toBe(3);
    await follow(link(page, 'What became of them'));
    expect(await page.getByText('delivered', { exact: true }).filter({ visible: true }).count()).toBeGreaterThan(2);

    await page.getByRole('link', { name: `Alice ${javaScriptEnabled}` }).waitFor();
    await follow(page.getByRole('row').filter({ hasText: 'Alice' }).getByRole('link').nth(2));
    expect(await said(page)).toContain('1 ended session');
    expect(await page.getByRole('row').filter({ hasText: 'Alice' }).innerText()).toMatch(/signed out\s+all/);

    await page.goto(`${base}/admin/clients`);
    await follow(link(page, clientId));
    await follow(button(page, 'Disable'));
    expect(await said(page)).toContain('The client is disabled');
    await follow(button(page, 'Send a test notification'));
    expect(await said(page)).toContain('Not delivered. the client is disabled');
    await follow(button(page, 'Enable'));
    await page.getByText('Remove this client…').click();
    await follow(button(page, 'Remove the client'));
    expect(await said(page)).toContain('The client was removed.');
    expect((await op.service.send('GET', `/v1/clients/${clientId}`)).status).toBe(404);
    expect(browser.refused).toEqual([]);
    expect(browser.faults.filter((fault) => !fault.includes('status of 400'))).toEqual([]);
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it('every page is free of what axe finds, and is kept as a picture, also at 360 px', async () => {
    const party = await op.party({ status: 410 }, { displayName: NAME, idTokenSignedResponseAlg: 'EdDSA' });
    await signedOut(party, ['Alice', 'שרה לוי', '"><script>alert(1)</script>', '😀'.repeat(200)], 'dead');
    await party.tell({ status: 503 });
    const client = `/admin/clients/client?clientId=${party.clientId}`;
    const page = await signedIn('/admin/clients', { colorScheme, bypassCSP: true });
    for (const [name, path] of [
      ['clients', '/admin/clients'],
      ['client-new', '/admin/clients/new'],
      ['client', client],
      ['deliveries', `/admin/deliveries?status=dead&clientId=${party.clientId}`],
      ['history', '/admin/history'],
    ] as const) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${base}${path}`);
      await looked(page, `console-${name}-${colorScheme}`);
    }
    await page.goto(`${base}${client}`);
    await follow(button(page, 'Send a test notification'));
    await looked(page, `console-client-test-${colorScheme}`);
    await page.getByLabel('Logout address').fill('ftp://x');
    await follow(button(page, 'Save'));
    await looked(page, `console-client-refused-${colorScheme}`);
    await page.goto(`${base}/admin/clients/new`);
    await page.getByLabel('Client id').fill(party.clientId);
    await follow(button(page, 'Add'));
    await looked(page, `console-client-taken-${colorScheme}`);
    await follow(link(page, 'The client that has it'));
    expect(await said(page)).toContain(NAME);
    await page.context().close();
  });
});

async function looked(page: Page, name: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    async () => (await (globalThis as unknown as { axe: typeof axe }).axe.run()).violations,
  );
  expect(found.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await keepPicture(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 360 px`).toBe(360);
  await keepPicture(page, `${name}-360`);
  await page.setViewportSize({ width: 1280, height: 800 });
}
