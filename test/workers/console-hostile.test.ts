/**
 * What comes from the outside is text on every page of the console: names, subjects, ids, devices, claims and clients as they are
 * stored, filters, tokens and addresses as they are sent. Each page is parsed: it has the elements and attributes of the console, and
 * no other, and leads nowhere but into the console.
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { addressOf, pages } from './console-map.ts';
import { fresh } from './http-client.ts';
import { deliveries, granted, register, registered, removeSessions } from './management-client.ts';
import { OperatorBrowser, type Page } from './operator-browser.ts';
import { stored } from './ticket-client.ts';

Object.assign(env as object, { USER_DISPLAY_NAME_CLAIM_TYPE: 'name' });

const HOSTILE = [
  '"><script>alert(1)</script>',
  `'><img src=x onerror=alert(1)>`,
  '</title></textarea></script><svg onload=alert(1)>',
  '--><iframe srcdoc="<script>alert(1)</script>">',
  'javascript:alert(1)',
  '" autofocus onfocus="alert(1)',
  '"',
  "'",
  'constructor',
  '__proto__',
  '&lt;script&gt;&quot;&#34;',
  "{{constructor.constructor('alert(1)')()}}",
  '\u202Egnp.exe\u2066',
  '😀'.repeat(60),
] as const;

/** What one parameter alone is tried with: those that must stand alone, and all of them, one after another. */
const ALONE = ['javascript:alert(1)', 'constructor', '__proto__', HOSTILE.join(' ')];

const ELEMENTS = new Set(
  (
    'html head meta title link script body a header span nav form input button main h1 h2 h3 p search label small select option ' +
    'table thead tbody tr th td bdi code time strong dl dt dd ul li details summary fieldset legend textarea div section progress svg g rect line'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'lang charset name content rel href src type class id tabindex method ' +
    'action value dir for required maxlength autocomplete inputmode role scope datetime title ' +
    'selected checked open rows form max x y x1 y1 x2 y2 width height viewbox preserveaspectratio'
  ).split(' '),
);
/** Whatever a page of the console reads from its address. */
const PARAMETERS = (
  'subjectId sessionId clientId clientIds displayName exceptSessionIds bffPartitions person id token prior active status reason ' +
  'done removed sent to revokeTokens span view'
).split(' ');
const ADDRESSES = new Set(['href', 'src', 'action', 'data-live']);

/** Throws where the page has something that is not the console's. */
async function expectOwn({ html }: Page): Promise<void> {
  const foreign: string[] = [];
  let elements = 0;
  let scripts = 0;
  const rewriter = new HTMLRewriter().on('*', {
    element({ tagName, attributes }) {
      elements += 1;
      if (tagName === 'script') scripts += 1;
      if (!ELEMENTS.has(tagName)) foreign.push(`<${tagName}>`);
      for (const [name = '', value = ''] of attributes) {
        if (!ATTRIBUTES.has(name.toLowerCase()) && !/^(?:aria|data)-[a-z]+$/.test(name))
          foreign.push(`${tagName} ${name}=`);
        if (ADDRESSES.has(name) && !/^(?:\/admin(?:[/?]|$)|#\w+$)/.test(value)) foreign.push(`${name}="${value}"`);
      }
    },
  });
  await rewriter.transform(new Response(html)).arrayBuffer();
  expect(foreign).toEqual([]);
  expect(scripts).toBe(1);
  expect(elements).toBeGreaterThan(10);
}

const decoded = (html: string): string =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe.each(HOSTILE)('%s', (hostile) => {
  const subjectId = fresh(hostile);
  const clientId = fresh(hostile);
  const name = `${hostile} ${fresh('name')}`;

  it('is text on every page that shows it stored, and comes out as it went in', async () => {
    const browser = await OperatorBrowser.signedIn('all-token', hostile);
    await register(clientId, { displayName: name });
    const given = {
      subject: subjectId,
      claims: [
        { type: 'name', value: name },
        { type: hostile, value: `${hostile}\u0000\u0007` },
      ],
      properties: { items: { device: hostile } },
      sessionId: fresh(hostile),
      clientIds: [clientId],
    };
    const [gone, { session }] = [await stored({ ...given, sessionId: fresh(hostile) }), await stored(given)];
    await granted({ subjectId, clientId, type: hostile, description: hostile });
    await removeSessions({ subjectId, sessionId: gone.session.sessionId });
    await vi.waitFor(async () => expect((await deliveries({ subjectId })).results).toHaveLength(1), {
      timeout: 20_000,
    });
    const about = { subjectId, clientId, id: session.id };
    for (const route of pages) {
      const page = await browser.get(addressOf(route, about));
      expect(page.status, route.path).toBe(200);
      await expectOwn(page);
      if (/person|:id|end|history|deliveries|sessions$|client$/.test(route.path)) {
        expect(decoded(page.html), route.path).toContain(hostile);
      }
    }
    const { html } = await browser.get(`/admin/person?${new URLSearchParams({ subjectId })}`);
    expect(decoded(/data-label="Grants"><span class="line"><bdi>(.*?)<\/bdi>/.exec(html)?.[1] ?? '')).toBe(hostile);
    for (const path of [
      `/admin/sessions/${gone.session.id}`,
      `/admin/sessions?${new URLSearchParams({ displayName: name })}`,
    ]) {
      await expectOwn(await browser.get(path));
    }
    const formToken = await browser.formToken();
    const done = await browser.submit('/admin/end', { formToken, subjectId, clientIds: clientId, once: fresh('once') });
    expect(done.status).toBe(200);
    await expectOwn(done);
  });

  it('is text, or nothing, where it comes with the request', async () => {
    const browser = await OperatorBrowser.signedIn();
    const everywhere = new URLSearchParams(PARAMETERS.map((parameter) => [parameter, hostile]));
    const formToken = await browser.formToken();
    for (const { path } of pages) {
      const address = `/admin${path.replace(/\/$/, '').replace(':id', encodeURIComponent(hostile))}`;
      const page = await browser.get(`${address}?${everywhere}`);
      expect(page.status, path).toBeLessThan(500);
      await expectOwn(page);
    }
    await expectOwn(await browser.get(`/admin/${encodeURIComponent(hostile)}`));
    const overview = await browser.get(`/admin?${new URLSearchParams({ span: hostile })}`);
    expect(overview.html).toContain('aria-current="true">Last 24 hours');
    const asked = new URLSearchParams({ clientId: await registered(), done: hostile });
    expect((await browser.get(`/admin/clients/client?${asked}`)).html).not.toContain('role="status"');
    const fields = { ...Object.fromEntries(everywhere), formToken, once: hostile, do: hostile, back: hostile };
    for (const path of ['/admin/end', '/admin/deliveries', '/admin/clients/new', '/admin/clients/client']) {
      await expectOwn(await browser.submit(path, { ...fields, clientId: `${hostile}`, logoutTokenClaims: hostile }));
    }
    const nobody = new OperatorBrowser({ 'CF-Connecting-IP': crypto.randomUUID() });
    await expectOwn(await nobody.get(`/admin/sign-in?${new URLSearchParams({ to: hostile })}`));
    const refused = await nobody.signIn('wrong-token', hostile, { to: hostile });
    expect(refused.status).toBe(401);
    expect(decoded(refused.html)).toContain(hostile);
    await expectOwn(refused);
  });
});

it.each(PARAMETERS)('%s alone is text, or nothing, whatever it says', async (parameter) => {
  const browser = await OperatorBrowser.signedIn();
  for (const hostile of ALONE) {
    for (const { path } of pages) {
      const address = `/admin${path.replace(/\/$/, '').replace(':id', encodeURIComponent(hostile))}`;
      const page = await browser.get(`${address}?${new URLSearchParams({ [parameter]: hostile })}`);
      expect(page.status, path).toBeLessThan(500);
      await expectOwn(page);
    }
  }
});

it('a page with anything else is told', async () => {
  const page = await (await OperatorBrowser.signedIn()).get('/admin/sessions');
  await expectOwn(page);
  for (const wrong of [
    '<img src="/admin/x">',
    '<p onclick="x">',
    '<a href="javascript:x">',
    '<a href="//x">',
    '<p style="x">',
  ]) {
    await expect(expectOwn({ ...page, html: page.html.replace('</main>', `${wrong}</main>`) })).rejects.toThrow();
  }
});

it('a user agent is not repeated', async () => {
  const browser = new OperatorBrowser({ 'User-Agent': HOSTILE[0], 'CF-Connecting-IP': crypto.randomUUID() });
  await browser.signIn('all-token', 'Ada');
  const page = await browser.get('/admin/sessions?subjectId=console%2Fall%2FAda');
  expect(page.html).toContain('unnamed device');
  await expectOwn(page);
});

it.each([
  ['/admin/sessions?active=maybe', 'active'],
  ['/admin/deliveries?status=lost', 'status'],
])('%s is refused as the API refuses it, not read as another filter', async (address, field) => {
  const { status, html } = await (await OperatorBrowser.signedIn()).get(address);
  expect(status).toBe(400);
  expect(html).toContain(`<code>${field}</code> must be `);
});
