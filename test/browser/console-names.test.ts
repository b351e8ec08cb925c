/**
 * Names of the whole world in the console, as a browser draws them: each in glyphs of its script, none turning what stands beside it;
 * and names that would be markup or a script are neither. The pictures of realistic people are those of the README
 * (`npm run console:pictures`).
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Service } from '../system/harness/service.ts';
import { signingKeys } from '../system/harness/signing-keys.ts';
import { stateFolder } from '../system/harness/state-folder.ts';
import { keepPicture, TestBrowser } from './harness/browser.ts';
import { signedIn } from './harness/operator.ts';

const HOUR = 3_600_000;
const WIDE = { width: 1280, height: 300 };
const variables = { USER_DISPLAY_NAME_CLAIM_TYPE: 'name', SIGNING_KEYS: JSON.stringify(signingKeys()) };

let browser: TestBrowser;
beforeAll(async () => {
  browser = await TestBrowser.start();
});
afterEach(async () => {
  await browser.putDevicesAway();
  expect(browser.refused.splice(0)).toEqual([]);
  // Also what the policy would have had to stop is told here.
  expect(browser.faults.splice(0)).toEqual([]);
});
afterAll(() => browser?.stop());

interface Stay {
  readonly subject: string;
  readonly name: string;
  readonly device: string;
  readonly clientIds: readonly string[];
  readonly hoursAgo: number;
}

class World {
  readonly service: Service;
  readonly base: string;

  private constructor(service: Service, base: string) {
    this.service = service;
    this.base = base;
  }

  static async start(): Promise<World> {
    const service = await Service.start({ folder: stateFolder(), variables });
    return new World(service, await service.address());
  }

  async post<T>(path: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const { status, text } = await this.service.send('POST', path, { json, headers });
    if (status >= 300) throw new Error(`${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Signs somebody in. */
  async signIn({ subject, name, device, clientIds, hoursAgo }: Stay) {
    const issued = Date.now() - hoursAgo * HOUR;
    const claims = [
      { type: 'sub', value: subject },
      { type: 'name', value: name },
      { type: 'locale', value: name },
    ];
    const properties = {
      issued: new Date(issued).toISOString(),
      expires: new Date(issued + 240 * HOUR).toISOString(),
      items: { device },
    };
    const ticket = { scheme: 'cookie', claims, properties, clientIds };
    const { session } = await this.post<{ session: { id: string; sessionId: string } }>('/v1/tickets', { ticket });
    return session;
  }

  async operator(path: string): Promise<Page> {
    return signedIn(await browser.page({ viewport: WIDE }), `${this.base}${path}`);
  }
}

describe('people', () => {
  /** And the font of their script, as it calls itself. */
  const PEOPLE: readonly (readonly [name: string, family: string])[] = [
    ['Zoë Ångström', 'Noto Sans'],
    ['مريم الأسطرلابية', 'Noto Sans Arabic'],
    ['王小明', 'Noto Sans SC Thin'],
    ['Ada Lovelace', 'Noto Sans'],
    ['שרה לוי', 'Noto Sans Hebrew'],
    ['Γιώργος Παπαδόπουλος', 'Noto Sans'],
    ['Олена Шевченко', 'Noto Sans'],
    ['🦊🌻', 'Noto Color Emoji'],
  ];
  const DEVICES = ['Firefox on Linux', 'Safari on iPhone', 'Chrome on Windows', 'Edge on Windows', 'Chrome on Android'];
  const CLIENTS = [['portal', 'mail'], ['wiki'], ['portal', 'calendar', 'expenses'], ['mobile-app']];

  let world: World;
  beforeAll(async () => {
    world = await World.start();
    for (const [n, [name]] of PEOPLE.entries()) {
      const stay = { subject: `u-${1001 + n}`, name, clientIds: CLIENTS[n % CLIENTS.length] ?? [] };
      await world.signIn({ ...stay, device: DEVICES[n % DEVICES.length] ?? '', hoursAgo: 60 - 7 * n });
    }
    const maryam = { subject: 'u-1002', name: PEOPLE[1]?.[0] ?? '', clientIds: ['portal', 'mail'] };
    const phone = await world.signIn({ ...maryam, device: 'Chrome on Android', hoursAgo: 3 });
    const gone = await world.signIn({ ...maryam, device: 'متصفّح المكتب', hoursAgo: 30 });
    for (const [clientId, type] of [
      ['mail', 'refresh_token'],
      ['portal', 'refresh_token'],
      ['mail', 'user_consent'],
    ]) {
      const { sessionId } = phone;
      await world.post('/v1/grants', {
        key: `${clientId}-${type}`,
        type,
        subjectId: 'u-1002',
        clientId,
        sessionId,
        data: '-',
      });
    }
    await world.post('/v1/management/sessions/remove', { ids: [gone.id] }, { 'On-Behalf-Of': 'Katherine%20Johnson' });
  });
  afterAll(() => world?.service.stop());

  it('are drawn in glyphs of their script', async () => {
    const page = await world.operator('/admin/sessions?active=true');
    for (const [name, family] of PEOPLE) expect([name, await fontsOf(page, name)]).toEqual([name, [family]]);
    await keepPicture(page, 'console-sessions');
  });

  it('have their page', async () => {
    const page = await world.operator('/admin/person?subjectId=u-1002');
    expect(await fontsOf(page, 'متصفّح المكتب')).toEqual(['Noto Sans Arabic']);
    await keepPicture(page, 'console-person');
  });

  /** Which fonts the browser has drawn a name with. */
  async function fontsOf(page: Page, name: string): Promise<readonly string[]> {
    const bdi = page.locator('td bdi', { hasText: name }).first();
    await bdi.evaluate((element) => element.setAttribute('data-drawn', ''));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('DOM.enable');
    await devtools.send('CSS.enable');
    const { root } = await devtools.send('DOM.getDocument');
    const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector: '[data-drawn]' });
    const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId });
    await bdi.evaluate((element) => element.removeAttribute('data-drawn'));
    await devtools.detach();
    return fonts.filter(({ glyphCount }) => glyphCount > 1).map(({ familyName }) => familyName);
  }
});

describe('names that are more than names', () => {
  const HOSTILE = [
    '"><script>alert(1)</script>',
    `'><img src=x onerror=alert(1)>`,
    '</title></textarea></script><svg onload=alert(1)>',
    'javascript:alert(1)',
    '" autofocus onfocus="alert(1)',
    "{{constructor.constructor('alert(1)')()}}",
    '\u202Egnp.exe drowssap',
    '\u2067\u202Eabc\u2069',
    '😀'.repeat(200),
    "'",
  ];

  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.service.stop());

  it.each(HOSTILE)('%s: is text, runs nothing, and turns nothing around', async (name) => {
    const clientId = name.slice(0, 60);
    const put = await world.service.send('PUT', `/v1/clients/${encodeURIComponent(clientId)}`, {
      json: { displayName: name, backChannelLogoutUri: 'https://nobody.example/' },
    });
    expect([200, 201]).toContain(put.status);
    const stay = { subject: name, name, device: name, clientIds: [clientId], hoursAgo: 1 };
    const [gone, session] = [await world.signIn(stay), await world.signIn(stay)];
    await world.post('/v1/management/sessions/remove', { ids: [gone.id] });

    const page = await world.operator('/admin/sessions');
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      return dialog.dismiss();
    });
    const asked = new URLSearchParams({ subjectId: name, clientId, displayName: name, person: name, done: name });
    for (const path of [
      'sessions',
      'person',
      `sessions/${session.id}`,
      `sessions/${gone.id}`,
      'end',
      'history',
      'deliveries',
    ]) {
      await page.goto(`${world.base}/admin/${path}?${asked}`);
      expect(await page.locator('main').textContent(), path).toContain(name.slice(0, 40));
      expect(await turned(page), path).toEqual([]);
    }
    for (const path of ['clients', 'clients/client', 'clients/new']) {
      await page.goto(`${world.base}/admin/${path}?${asked}`);
      expect(await turned(page), path).toEqual([]);
    }
    await page.goto(`${world.base}/admin/end?${new URLSearchParams({ subjectId: name })}`);
    await keepPicture(page, `hostile-${HOSTILE.indexOf(name)}`);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('heading', { name: 'Done' }).waitFor();
    expect(await turned(page)).toEqual([]);
    expect(dialogs).toBe(0);
  });

  it('that turn what stands beside them are found', async () => {
    const page = await browser.page();
    await page.setContent('<p>\u202Eevil <b>neighbour</b></p>');
    expect(await turned(page)).toEqual(['neighbour']);
    await page.setContent('<p><bdi>\u202Eevil</bdi> <b>neighbour</b></p>');
    expect(await turned(page)).toEqual([]);
  });
});

/** Texts of plain letters that are drawn from right to left. */
const turned = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      if (!/^[\x20-\x7e]*[a-z]{3}[\x20-\x7e]*$/i.test(text.data)) continue;
      const at = text.data.search(/[a-z]{3}/i);
      const [left, right] = [at, at + 1].map((from) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect();
      }) as [DOMRect, DOMRect];
      if (left.top === right.top && right.left < left.left) found.push(text.data);
    }
    return found;
  });
