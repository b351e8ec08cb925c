/** Clients in the console, over HTTP and without JavaScript: who may, what a form that is refused keeps, what a page costs. */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConsole } from '../../src/admin/console.tsx';
import { readiness, servicesOf } from '../../src/compose.ts';
import type { Env } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import type { Cost } from '../../src/session/cost.ts';
import { fresh, send } from './http-client.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { costOf } from './work-cost.ts';

const bindings = env as unknown as Env;
const NEW = '/admin/clients/new';
const addressOf = (clientId: string): string => `/admin/clients/client?${new URLSearchParams({ clientId })}`;
const apiPath = (clientId: string): string => `/v1/clients/${encodeURIComponent(clientId)}`;
const stored = async (clientId: string) => (await send('GET', apiPath(clientId), { token: 'configure-token' })).json();
const register = (clientId: string, json: object = {}) =>
  send('PUT', apiPath(clientId), { token: 'configure-token', json });

/** What a browser sends of the form as it is first shown. */
const FORM = {
  enabled: 'on',
  displayName: '',
  backChannelLogoutUri: '',
  logoutTokenClaims: ['sub', 'sid'],
  idTokenSignedResponseAlg: 'RS256',
  coordinateLifetimeWithUserSession: '',
  backChannelLogoutSessionRequired: 'on',
  do: 'save',
} as const;

describe('who has the scope configure', () => {
  const browser = OperatorBrowser.signedIn();
  const submit = async (path: string, fields: Parameters<OperatorBrowser['submit']>[1]) =>
    (await browser).submit(path, { formToken: await (await browser).formToken(), ...fields });
  const get = async (path: string) => (await browser).get(path);

  it('adds a client with the defaults of the API, under an id that needs every encoding', async () => {
    const clientId = `${fresh('web')}/../ä?&#"><b>`;
    const added = await submit(NEW, { ...FORM, clientId });
    expect([added.status, added.headers.get('Location')]).toEqual([303, `${addressOf(clientId)}&done=added`]);
    expect(await stored(clientId)).toMatchObject({
      clientId,
      enabled: true,
      displayName: null,
      backChannelLogoutUri: null,
      coordinateLifetimeWithUserSession: null,
    });
    const { html } = await get(added.headers.get('Location') ?? '');
    expect(html).toContain('The client was added.');
    expect(html).not.toContain('<b>');
  });

  it('changes every field, but not the id', async () => {
    const clientId = fresh('web');
    await register(clientId);
    const changed = {
      clientId: 'another',
      displayName: 'The shop',
      backChannelLogoutUri: ' https://shop.example/logout ',
      logoutTokenClaims: 'sid',
      idTokenSignedResponseAlg: 'ES256',
      coordinateLifetimeWithUserSession: 'false',
      do: 'save',
    };
    expect((await submit(addressOf(clientId), changed)).status).toBe(303);
    expect(await stored(clientId)).toEqual({
      clientId,
      enabled: false,
      displayName: 'The shop',
      backChannelLogoutUri: 'https://shop.example/logout',
      backChannelLogoutSessionRequired: false,
      logoutTokenClaims: ['sid'],
      idTokenSignedResponseAlg: 'ES256',
      coordinateLifetimeWithUserSession: false,
    });
    expect(await stored('another')).toMatchObject({ code: 'client-not-found' });
  });

  it.each([
    ['clientId', { clientId: '' }, 'is no client id'],
    ['displayName', { displayName: 'a'.repeat(201) }, 'must have at most 200 characters'],
    ['backChannelLogoutUri', { backChannelLogoutUri: 'https://10.0.0.1/' }, 'must not be'],
    ['logoutTokenClaims', { logoutTokenClaims: [] }, 'must not be empty'],
    ['idTokenSignedResponseAlg', { idTokenSignedResponseAlg: 'EdDSA' }, 'has no signing key'],
    ['idTokenSignedResponseAlg', { idTokenSignedResponseAlg: 'none' }, 'must be one of'],
  ])('is told at %s what is wrong, and keeps what was typed', async (field, wrong, message) => {
    const clientId = fresh('web');
    const typed = { ...FORM, clientId, displayName: 'Typed "before"', ...wrong };
    const { status, html } = await submit(NEW, typed);
    expect(status).toBe(400);
    expect(new RegExp(`id="${field}-error">It ([^<]*)`).exec(html)?.[1]).toContain(message);
    if (!('displayName' in wrong)) expect(html).toContain('value="Typed &quot;before&quot;"');
    if (!('clientId' in wrong)) expect(html).toContain(`value="${clientId}"`);
    expect(await stored(clientId)).toMatchObject({ code: 'client-not-found' });
    expect(html.match(/ id="\w+-error"/g)).toHaveLength(1);
  });

  it('does not replace a client by adding one', async () => {
    const clientId = fresh('web');
    await register(clientId, { displayName: 'The first' });
    const { status, html } = await submit(NEW, { ...FORM, clientId, displayName: 'The second' });
    expect(status).toBe(400);
    expect(html).toContain('It belongs to a client that is registered already.');
    expect(await stored(clientId)).toMatchObject({ displayName: 'The first' });
  });

  it('of two who add one id at once, one is told that it was taken meanwhile, and keeps what was typed', async () => {
    const clientId = fresh('web');
    const add = async (displayName: string) => {
      const operator = await OperatorBrowser.signedIn('all-token', displayName);
      const formToken = await operator.formToken(NEW);
      return () => operator.submit(NEW, { ...FORM, formToken, clientId, displayName });
    };
    const adds = [await add('Ada'), await add('Grace')];
    const [ada, grace] = await Promise.all(adds.map((submitted) => submitted()));
    const isAda = ada?.status === 303;
    const [added, refused] = isAda ? [ada, grace] : [grace, ada];
    expect([added?.status, refused?.status]).toEqual([303, 400]);
    expect(await stored(clientId)).toMatchObject({ displayName: isAda ? 'Ada' : 'Grace' });
    expect(refused?.html).toContain('This client id is taken, perhaps since this form was opened.');
    expect(refused?.html).toContain(`<a href="${addressOf(clientId)}">`);
    expect(refused?.html).toContain(`value="${clientId}"`);
    expect(refused?.html).toContain(`value="${isAda ? 'Grace' : 'Ada'}"`);
  });

  it('adds without looking first: at what the API costs', async () => {
    const sent = { token: 'configure-token', json: {}, headers: { 'If-None-Match': '*' } };
    const priced = costOf(await send('PUT', apiPath(fresh('web')), sent));
    await submit(NEW, { ...FORM, clientId: fresh('web') });
    expect(costs.at(-1)).toEqual({ ...priced, object: 1 });
  });

  it('enables a client only as it can be registered now', async () => {
    const clientId = fresh('web');
    await register(clientId, { enabled: false });
    await bindings.INDEX.prepare("UPDATE client SET alg = 'EdDSA' WHERE client_id = ?").bind(clientId).run();
    const { status, html } = await submit(addressOf(clientId), { do: 'enable' });
    expect([status, html.includes('It has no signing key: SIGNING_KEYS lacks EdDSA.')]).toEqual([400, true]);
    expect(await stored(clientId)).toMatchObject({ enabled: false });
  });

  it('sends a test, and reads what went wrong', async () => {
    const clientId = fresh('web');
    await register(clientId);
    const { html } = await submit(addressOf(clientId), { do: 'test' });
    expect(html).toContain('the client has no logout address');
  });

  it.each(['save', 'enable', 'disable', 'remove', 'test', ''])(
    '%s: of a client that is gone, nothing',
    async (word) => {
      const clientId = fresh('none');
      expect((await submit(addressOf(clientId), { ...FORM, do: word })).status).toBe(404);
      expect(await stored(clientId)).toMatchObject({ code: 'client-not-found' });
    },
  );

  it('pages through more than one page holds, at what the API costs, in less than 100 KiB', async () => {
    const address = `https://shop.example/${'a'.repeat(1_900)}`;
    const displayName = '😀'.repeat(200);
    for (let n = 0; n < 26; n += 1) await register(fresh('many'), { displayName, backChannelLogoutUri: address });
    const priced = costOf(await send('GET', '/v1/clients', { token: 'configure-token' }));
    const { html } = await get('/admin/clients');
    expect(costs.at(-1)).toEqual({ ...priced, object: 1 });
    expect(new TextEncoder().encode(html).length).toBeLessThan(100 * 1024);
    expect(html.match(/<tr>/g)).toHaveLength(26);
    const next = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await get(next)).html).toContain('rel="prev"');
    expect((await get('/admin/clients?token=x')).status).toBe(400);
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
});

describe('who lacks it', () => {
  const pages = ['/admin/clients', NEW, '/admin/clients/client?clientId=web'];

  it('sees no link, and gets 403 from every page and every form; nothing changes', async () => {
    await register('web', { displayName: 'As it was' });
    const browser = await OperatorBrowser.signedIn('manage-token');
    const formToken = await browser.formToken();
    expect((await browser.get('/admin/sessions')).html).not.toContain('/admin/clients');
    for (const path of pages) expect((await browser.get(path)).status, path).toBe(403);
    for (const path of [NEW, addressOf('web'), addressOf('none')]) {
      for (const word of ['save', 'enable', 'disable', 'remove', 'test']) {
        const clientId = path === NEW ? fresh('web') : 'web';
        expect((await browser.submit(path, { ...FORM, formToken, clientId, do: word })).status, path).toBe(403);
        if (path === NEW) expect(await stored(clientId)).toMatchObject({ code: 'client-not-found' });
      }
    }
    expect(await stored('web')).toMatchObject({ displayName: 'As it was' });
  });

  it('sees a client of a delivery as text; who may only read sees no button', async () => {
    const clientId = fresh('silent');
    await register(clientId, { backChannelLogoutUri: 'https://127.0.0.1.nip.example/' });
    const ticket = {
      scheme: 'cookie',
      claims: [{ type: 'sub', value: fresh('subject') }],
      properties: { items: {} },
      clientIds: [clientId],
    };
    const { session } = await (await send('POST', '/v1/tickets', { json: { ticket } })).json<{
      session: { subjectId: string };
    }>();
    const json = { subjectId: session.subjectId };
    await send('POST', '/v1/management/sessions/remove', { token: 'manage-token', json });
    const list = `/admin/deliveries?clientId=${clientId}&status=pending`;
    const browser = await OperatorBrowser.signedIn('manage-token');
    const { html } = await browser.get(list);
    expect(html).toContain(`<bdi>${clientId}</bdi>`);
    expect(html).not.toContain('/admin/clients');
    expect(html).toContain('Send this one again');
    const app = createApp(servicesOf, readiness, createConsole(servicesOf, readiness));
    const tokens = JSON.parse(bindings.API_TOKENS ?? '') as { name: string }[];
    const read = tokens.map((token) => (token.name === 'manage' ? { ...token, scopes: ['manage:read'] } : token));
    const changed = { ...bindings, API_TOKENS: JSON.stringify(read) };
    browser.service = async (request) => app.fetch(request, changed, createExecutionContext());
    const shown = await browser.get(list);
    expect(shown.html).toContain(clientId);
    expect(shown.html).not.toMatch(/Send this one|>Now<|>Again</);
    const formToken = await browser.formToken();
    const id = /name="id" value="([^"]+)"/.exec(html)?.[1] ?? '';
    for (const fields of [{ id }, { clientId, status: 'pending' }, { clientId: fresh('none'), status: 'dead' }]) {
      expect((await browser.submit('/admin/deliveries', { formToken, ...fields })).status).toBe(403);
    }
  });
});
