/**
 * The demo app as a person sees it: `npm run demo:app`, and several devices in a real browser. Each test has its own person or its own
 * devices, so that none sees what another one has left.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProjectCopy, RunningService } from '../process/running-service.ts';
import { violations } from './harness/accessibility.ts';
import { follow, keepPicture, TestBrowser } from './harness/browser.ts';

const LAPTOP: BrowserContextOptions = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  viewport: { width: 900, height: 700 },
};
const PHONE: BrowserContextOptions = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1',
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  colorScheme: 'dark',
};

const MARYAM = 'مريم الأسطرلابية';

let project: ProjectCopy;
let app: RunningService;
let browser: TestBrowser;
beforeAll(async () => {
  project = new ProjectCopy();
  [app, browser] = await Promise.all([RunningService.start(project, { script: 'demo:app' }), TestBrowser.start()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.kill();
  project?.[Symbol.dispose]();
});

afterEach(async () => {
  await browser.putDevicesAway();
  // Whatever a test did: no page wanted anything from another host, and none had an error.
  expect(browser.refused.splice(0)).toEqual([]);
  expect(browser.faults.splice(0)).toEqual([]);
});

async function arrive(options: BrowserContextOptions): Promise<Page> {
  const page = await browser.page(options);
  await page.goto(app.address);
  return page;
}

async function signedIn(person: string, options: BrowserContextOptions): Promise<Page> {
  const page = await arrive(options);
  await follow(page.getByRole('button', { name: person }));
  expect(await headingOf(page)).toBe('Where am I signed in?');
  return page;
}

const headingOf = async (page: Page): Promise<string> => (await page.locator('h1').textContent()) ?? '';
const devicesOf = (page: Page): Promise<string[]> => page.locator('#devices .what').allTextContents();
/** The next click, wherever it leads. */
const click = (page: Page): Promise<void> => follow(page.getByRole('link', { name: 'Your devices' }));

async function expectSignedOut(page: Page): Promise<void> {
  await click(page);
  expect(await headingOf(page)).toBe('Sign in');
  expect(await page.getByRole('status').textContent()).toContain('This device was signed out.');
}

describe('where am I signed in', () => {
  it('shows each device, and which one is this; the cookie is for the server only', async () => {
    const laptop = await arrive(LAPTOP);
    expect(await laptop.getByLabel('This device is called').inputValue()).toBe('Firefox on Linux');
    await keepPicture(laptop, 'demo-app-sign-in');
    await follow(laptop.getByRole('button', { name: MARYAM }));
    const phone = await signedIn(MARYAM, PHONE);
    await click(laptop);

    expect(await laptop.locator('.who .name').textContent()).toBe(MARYAM);
    expect(await devicesOf(laptop)).toEqual(['Firefox on Linuxthis device', 'Safari on iPhone']);
    expect(await devicesOf(phone)).toEqual(['Safari on iPhonethis device', 'Firefox on Linux']);
    expect(await phone.locator('#devices .when').first().textContent()).toBe('signed in just now · renewed just now');
    await keepPicture(laptop, 'demo-app-devices');
    await keepPicture(phone, 'demo-app-devices-phone-dark');

    const [cookie, ...others] = await laptop.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ name: '__Host-demo-app', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(await laptop.evaluate(() => document.cookie)).toBe('');
  });

  it('ends the other one: it is signed out at its next click, this one is not', async () => {
    const laptop = await signedIn('Ada Lovelace', LAPTOP);
    const phone = await signedIn('Ada Lovelace', PHONE);
    await click(laptop);
    await follow(laptop.getByRole('button', { name: 'Sign out Safari on iPhone' }));

    expect(await devicesOf(laptop)).toEqual(['Firefox on Linuxthis device']);
    await expectSignedOut(phone);
    await keepPicture(phone, 'demo-app-signed-out-phone-dark');
    await click(laptop);
    expect(await devicesOf(laptop)).toEqual(['Firefox on Linuxthis device']);
    await signOut(laptop);
  });

  it('ends all others', async () => {
    const devices = [LAPTOP, PHONE, LAPTOP].map((options) => signedIn('Ada Lovelace', options));
    const [here, ...others] = (await Promise.all(devices)) as [Page, ...Page[]];
    await click(here);
    expect(await devicesOf(here)).toHaveLength(3);
    await follow(here.getByRole('button', { name: 'Sign out everywhere else' }));

    expect(await devicesOf(here)).toEqual(['Firefox on Linuxthis device']);
    expect(await here.getByRole('button', { name: 'Sign out everywhere else' }).count()).toBe(0);
    for (const other of others) await expectSignedOut(other);
    await signOut(here);
  });

  it('takes the name that a device is given as text, whatever it is', async () => {
    const page = await arrive(LAPTOP);
    const name = '<img src=x onerror="document.title=1"> هاتف 📱';
    await page.getByLabel('This device is called').fill(name);
    await follow(page.getByRole('button', { name: 'Ada Lovelace' }));
    expect(await devicesOf(page)).toEqual([`${name}this device`]);
    await keepPicture(page, 'demo-app-device-name');
    await signOut(page);
  });

  it('works without JavaScript', async () => {
    const laptop = await signedIn('Ada Lovelace', { ...LAPTOP, javaScriptEnabled: false });
    const phone = await signedIn('Ada Lovelace', { ...PHONE, javaScriptEnabled: false });
    await follow(phone.getByRole('button', { name: 'Sign out everywhere else' }));
    await expectSignedOut(laptop);
    await signOut(phone);
  });

  it('takes forms of its own pages only, although a browser sends the cookie along from another port', async () => {
    const laptop = await signedIn('Ada Lovelace', LAPTOP);
    const phone = await signedIn('Ada Lovelace', PHONE);
    const forms = ['/devices/others/end', '/session/logout'];
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<form method=post action="${app.address}${request.url}"><button>Win</button></form>`);
    }).listen(0, 'localhost');
    await once(server, 'listening');
    for (const form of forms) {
      await laptop.goto(`http://localhost:${(server.address() as AddressInfo).port}${form}`);
      const answered = laptop.waitForResponse(`${app.address}${form}`);
      await follow(laptop.getByRole('button'));
      const answer = await answered;
      expect(answer.status()).toBe(403);
      expect(await answer.request().headerValue('Cookie')).toContain('__Host-demo-app=');
    }
    server.close();
    // A console tells in its own time.
    await expect.poll(() => browser.faults).toEqual(forms.map(() => expect.stringContaining('403')));
    browser.faults.splice(0);

    for (const page of [laptop, phone]) {
      await page.goto(app.address);
      expect(await devicesOf(page)).toHaveLength(2);
    }
    await follow(laptop.getByRole('button', { name: 'Sign out everywhere else' }));
    await signOut(laptop);
  });
});

async function signOut(page: Page): Promise<void> {
  await follow(page.locator('.who').getByRole('button', { name: 'Sign out' }));
  expect(await headingOf(page)).toBe('Sign in');
  // She did it herself: there is nothing to tell.
  expect(await page.getByRole('status').count()).toBe(0);
}

describe('the administrator', () => {
  it('ends all sessions of a person: each device is signed out at its next click, and the app is told of each', async () => {
    const laptop = await signedIn('Grace Hopper', LAPTOP);
    const phone = await signedIn('Grace Hopper', PHONE);
    const administrator = await browser.page(LAPTOP);
    await administrator.goto(`${app.address}/administrator`);
    const row = administrator.locator('#people li', { hasText: 'Grace Hopper' });
    expect(await row.locator('.when').textContent()).toBe('Firefox on Linux · Safari on iPhone');
    await keepPicture(administrator, 'demo-app-administrator');
    const before = await administrator.locator('#notices li', { hasText: 'Grace Hopper' }).count();
    expect(before).toBe(0);

    await follow(row.getByRole('button', { name: 'Sign out everywhere: Grace Hopper' }));
    expect(await administrator.getByRole('status').textContent()).toBe('Sessions ended: 2.');
    expect(await row.locator('.when').textContent()).toBe('not signed in');
    // By itself, without a click.
    const told = administrator.locator('#notices li', { hasText: 'Grace Hopper was signed out by an administrator' });
    await expect.poll(() => told.count(), { timeout: 30_000 }).toBe(2);
    const sids = await told.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-sid')));
    expect(new Set(sids).size).toBe(2);
    await keepPicture(administrator, 'demo-app-notices');

    for (const device of [laptop, phone]) await expectSignedOut(device);
    await keepPicture(laptop, 'demo-app-signed-out');
  });

  it('sees who signs out, as the app does', async () => {
    const laptop = await signedIn('Grace Hopper', LAPTOP);
    await signOut(laptop);
    const told = laptop.locator('#notices li', { hasText: /Grace Hopper signed out\s*session/ });
    await expect.poll(() => told.count(), { timeout: 30_000 }).toBe(1);
  });
});

describe('the pages', () => {
  it.each(['light', 'dark'] as const)('are accessible, %s', async (colorScheme) => {
    const page = await arrive({ ...LAPTOP, colorScheme });
    expect(await violations(page)).toEqual([]);
    await follow(page.getByRole('button', { name: MARYAM }));
    await page.getByRole('heading', { name: 'Where am I signed in?' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await follow(page.getByRole('link', { name: 'Administrator' }));
    await page.getByRole('heading', { name: 'You play the administrator' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe('npm run demo:app', () => {
  it('prints where the app is and no secret, and leaves nothing serving', async () => {
    expect(app.output).toContain(`Demo app  ${app.address}\n`);
    expect(app.output).not.toMatch(/TICKET_KEYS|SIGNING_KEYS|API_TOKENS|has access to/);
    process.kill(-Number(app.npm.pid), 'SIGINT');
    await app.ended();
    await expect
      .poll(
        () =>
          fetch(app.address).then(
            () => 'serves',
            () => 'gone',
          ),
        { timeout: 30_000 },
      )
      .toBe('gone');
  });
});
