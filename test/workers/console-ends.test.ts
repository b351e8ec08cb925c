/** The console's pages of a person and of a session, and ending: what they show, to whom, what they do, and how often. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cost } from '../../src/session/cost.ts';
import { consoleWithScopes } from './console-with-scopes.ts';
import { fresh } from './http-client.ts';
import { deliveries, granted, history, managed, registered, removeSessions } from './management-client.ts';
import { OperatorBrowser, type Page } from './operator-browser.ts';
import { remove, stored } from './ticket-client.ts';

// What has expired stays until it is removed. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false', USER_DISPLAY_NAME_CLAIM_TYPE: 'name' });

const KIB = 1024;
const PAST = '2020-01-01T00:00:00.000Z';
const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString();

let browser: OperatorBrowser;
beforeAll(async () => {
  browser = await OperatorBrowser.signedIn('all-token', 'Grace Hopper');
});

const at = (path: string, query: Readonly<Record<string, string>>) => `${path}?${new URLSearchParams(query)}`;
const personPage = (subjectId: string) => browser.get(at('/admin/person', { subjectId }));

/** As read: no tags, no character references, no runs of white space. */
const textOf = ({ html }: Pick<Page, 'html'>): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
const unescaped = (text: string): string => textOf({ html: text });

/** The fields of the form that does what a preview has shown, as a browser sends them. */
function formOf({ html }: Page): Readonly<Record<string, readonly string[]>> {
  const form = /<form method="post" action="\/admin\/end(?:\?[^"]*)?"[^>]*>(.*?)<\/form>/s.exec(html)?.[1];
  if (form === undefined) throw new Error(`The page ends nothing: ${textOf({ html })}`);
  const fields: Record<string, string[]> = {};
  for (const [, name = '', value = ''] of form.matchAll(/name="([^"]*)" value="([^"]*)"/g)) {
    fields[name] = [...(fields[name] ?? []), unescaped(value)];
  }
  return fields;
}

/** The addresses of a page that lead to a preview. */
const endingsOf = ({ html }: Page): readonly string[] =>
  [...html.matchAll(/href="(\/admin\/end\?[^"]*)"/g)].map(([, address = '']) => unescaped(address));

const preview = (query: Readonly<Record<string, string>>) => browser.get(at('/admin/end', query));
const endAs = async (page: Page, who = browser) => who.submit('/admin/end', formOf(page));

/** Somebody with so many sessions, each with a refresh token of `web`, and one consent. */
async function somebody(count = 2) {
  const clientId = await registered();
  const subject = fresh('person');
  const sessions = [];
  for (let n = 0; n < count; n += 1) {
    const claims = [{ type: 'name', value: 'Ada Lovelace' }];
    const { session } = await stored({
      subject,
      claims,
      clientIds: [clientId],
      properties: { items: { device: `Device ${n}` } },
    });
    await granted({
      subjectId: subject,
      sessionId: session.sessionId,
      clientId,
      data: 'secret',
      expiration: IN_A_YEAR,
    });
    sessions.push(session);
  }
  await granted({ subjectId: subject, clientId, type: 'user_consent', data: 'secret' });
  return { subject, clientId, sessions };
}

describe("a person's page", () => {
  it('shows sessions, grants without what they hold, history with who did it, and deliveries', async () => {
    const { subject, clientId, sessions } = await somebody();
    await stored({ subject, properties: { issued: PAST, expires: PAST } });
    const { key, session: over } = await stored({ subject, clientIds: [clientId] });
    await remove(key);
    const page = await personPage(subject);
    expect(page.status).toBe(200);
    expect(page.html).toContain('<h1>Ada Lovelace</h1>');
    for (const { id, sessionId } of [...sessions, over]) {
      expect(page.html).toContain(`href="/admin/sessions/${id}"`);
      expect(page.html).toContain(sessionId);
    }
    const text = textOf(page);
    expect(text).toContain('Device 0');
    expect(text.match(/\bexpired 2020-01-01/g)).toHaveLength(1);
    expect(text).toMatch(new RegExp(`${clientId} refresh tokens 2 \\d{4}-.* UTC ${IN_A_YEAR.slice(0, 10)}`));
    expect(text).toMatch(new RegExp(`${clientId} consents 1 `));
    expect(text).toContain('signed out store');
    expect(page.html).not.toContain('secret');
  });

  it('is exact: who is called alike is somebody else', async () => {
    const { subject } = await somebody(1);
    const { session: other } = await stored({ subject: `${subject}0` });
    expect((await personPage(subject)).html).not.toContain(other.id);
    expect(textOf(await personPage(subject.slice(0, -1)))).toContain('Nobody of this subject');
  });

  it('goes on where somebody has more sessions than a page, and stays below 100 KiB', async () => {
    const subject = fresh(`person ${'😀'.repeat(80)}`);
    const clientIds = Array.from({ length: 100 }, (_, n) => `${'c'.repeat(190)}-${n}`);
    for (let n = 0; n < 27; n += 1) {
      const items = { device: 'd'.repeat(200) };
      await stored({ subject, claims: [{ type: 'name', value: '😀'.repeat(200) }], clientIds, properties: { items } });
    }
    const first = await personPage(subject);
    expect(first.html.match(/<tr data-id=/g)).toHaveLength(25);
    expect(new TextEncoder().encode(first.html).length).toBeLessThan(100 * KIB);
    const next = /href="([^"]*)" rel="next"/.exec(first.html)?.[1] ?? '';
    const second = await browser.get(unescaped(next));
    expect(second.html.match(/<tr data-id=/g)).toHaveLength(2);
    expect((await browser.get(at('/admin/person', { subjectId: fresh('other'), token: 'x' }))).status).toBe(400);
  });

  it('asks whose', async () => {
    for (const query of ['', '?subjectId=', '?subjectId=%20']) {
      expect((await browser.get(`/admin/person${query}`)).status).toBe(400);
    }
  });
});

describe("a session's page", () => {
  it('shows all that is known of it, and its claims to who may read tickets', async () => {
    const { sessions, clientId, subject } = await somebody(1);
    const [{ id = '', sessionId = '' } = {}] = sessions;
    const path = `/admin/sessions/${id}`;
    const text = textOf(await browser.get(path));
    for (const part of [id, sessionId, subject, clientId, 'Device 0', 'name Ada Lovelace'])
      expect(text).toContain(part);
    const reader = await OperatorBrowser.signedIn();
    reader.service = consoleWithScopes(['manage']);
    const without = textOf(await reader.get(path));
    expect(without).toContain('Claims are for tokens with the scope tickets:read.');
    expect(without).not.toContain('name Ada Lovelace');
    expect(without).toContain('Device 0');
  });

  it('does not sound as if one that lives had ended', async () => {
    const { session } = await stored();
    expect(textOf(await browser.get(`/admin/sessions/${session.id}`))).toMatch(/Deliveries None: it has not ended/);
    await removeSessions({ ids: [session.id] });
    expect(textOf(await browser.get(`/admin/sessions/${session.id}`))).toMatch(
      /Deliveries No client was told of its end/,
    );
  });

  it('says that it has ended, when, why and by whom', async () => {
    const { sessions } = await somebody(1);
    const path = `/admin/sessions/${sessions[0]?.id}`;
    await endAs(await preview({ id: sessions[0]?.id ?? '' }));
    const page = await browser.get(path);
    expect(page.status).toBe(200);
    expect(textOf(page)).toMatch(/This session has ended\. .*ended for them By Grace Hopper by all /);
    expect(endingsOf(page)).toEqual([]);
  });

  it.each(['A'.repeat(43), 'x', '%00', '..%2f'])('%s is no session', async (id) => {
    expect((await browser.get(`/admin/sessions/${id}`)).status).toBe(404);
  });
});

describe('the ways to an end', () => {
  it('from a page do what they say', async () => {
    const { subject, sessions, clientId } = await somebody(2);
    const [one, other] = sessions;
    const page = await personPage(subject);
    const [everything = '', tokens = '', ...others] = endingsOf(page);
    expect(textOf(await browser.get(everything))).toContain(
      'Ends 2 sessions, revokes 2 tokens and 1 consent, sends clients 2 sign-out notices.',
    );
    const tokensOnly = textOf(await browser.get(tokens));
    expect(tokensOnly).toContain('Revokes 2 tokens. Access tokens already issued stay valid until they expire.');
    expect(tokensOnly).toMatch(/Sessions stay.*Consents and grants of other types stay.*No client is told/);
    expect(others).toEqual([]);
    expect(page.html.match(/<button[^>]* form="others" name="exceptSessionIds"/g)).toHaveLength(2);
    const allBut = await preview({ subjectId: subject, exceptSessionIds: one?.sessionId ?? '' });
    // Of the grants, those of the other session and the one that belongs to none.
    expect(textOf(allBut)).toContain('Ends 1 session, revokes 1 token and 1 consent, tells 1 client.');
    const byClient = await preview({ subjectId: subject, removeServerSideSession: 'false', clientIds: clientId });
    expect(textOf(byClient)).toContain('Revokes 2 tokens and 1 consent, sends clients 2 sign-out notices.');
    const [single = ''] = endingsOf(await browser.get(`/admin/sessions/${other?.id}`));
    const text = textOf(await browser.get(single));
    expect(text).toContain('Ends 1 session, revokes 1 token, tells 1 client.');
    expect(text).toContain('1 consent stays: it belongs to the person, not to a session that is chosen.');
    expect((await managed({ subjectId: subject })).totalCount).toBe(2);
  });

  it('say whose each of the chosen sessions is, and which is not there any more', async () => {
    const [ada, { subject: other, sessions }] = [await somebody(1), await somebody(2)];
    const chosen = [...ada.sessions, ...sessions].map(({ id }) => id);
    const [, gone = ''] = chosen;
    await removeSessions({ ids: [gone] });
    const page = await browser.get(`/admin/end?${new URLSearchParams(chosen.map((id) => ['id', id]))}`);
    const text = textOf(page);
    expect(text).toContain(`Ada Lovelace , Device 0 ${ada.subject} , since`);
    expect(text).toContain(`${gone} is not there any more`);
    expect(text).toContain(`Ada Lovelace , Device 1 ${other} , since`);
    for (const id of chosen) expect(page.html).toContain(`href="/admin/sessions/${id}"`);
  });

  it('with nothing chosen end nothing', async () => {
    const page = await preview({ clientIds: 'web', person: 'x' });
    expect(textOf(page)).toContain('Nothing is chosen yet.');
    expect(() => formOf(page)).toThrow('ends nothing');
    const formToken = await browser.formToken();
    const done = await browser.submit('/admin/end', { formToken, once: fresh('once'), clientIds: 'web' });
    expect([done.status, textOf(done)]).toEqual([400, expect.stringContaining('Nothing was done.')]);
  });

  it('have a field for every flag, and do them all', async () => {
    const { subject, clientId, sessions } = await somebody(3);
    const flags = {
      subjectId: subject,
      exceptSessionIds: sessions[0]?.sessionId ?? '',
      clientIds: clientId,
      bffPartitions: 'app',
      removeServerSideSession: 'true',
      sendBackchannelLogoutNotification: 'false',
      revokeTokens: 'true',
      revokeConsents: 'false',
      reason: 'user_logout',
    };
    const page = await preview(flags);
    for (const name of [...Object.keys(flags), 'sessionId', 'id']) expect(page.html).toContain(`name="${name}"`);
    const done = textOf(await endAs(page));
    expect(done).toContain('Ended 2 sessions, revoked 2 tokens.');
    expect((await managed({ subjectId: subject })).results).toMatchObject([{ id: sessions[0]?.id }]);
    expect((await history({ subjectId: subject })).results).toMatchObject([
      { reason: 'user_logout', actor: 'all', onBehalfOf: 'Grace Hopper' },
      { reason: 'user_logout' },
    ]);
    expect((await deliveries({ subjectId: subject })).results).toEqual([]);
  });
});

describe('a preview', () => {
  it('is done once, however often its form is sent, and both answers say the same', async () => {
    const { subject } = await somebody(2);
    const page = await preview({ subjectId: subject });
    const [first, second] = await Promise.all([endAs(page), endAs(page)]);
    const deed = 'Ended 2 sessions, revoked 2 tokens and 1 consent, began to send clients 2 sign-out notices.';
    const statuses = [first.status, second.status].toSorted();
    expect([
      [200, 200],
      [200, 409],
    ]).toContainEqual(statuses);
    for (const page of [first, second]) expect(textOf(page)).toContain(page.status === 200 ? deed : 'It is being done');
    // They sign in again; a reload of the result must not end that.
    const { session } = await stored({ subject });
    const again = await endAs(page);
    expect(textOf(again)).toContain(deed);
    expect(textOf(again)).toContain('This was sent before');
    expect((await managed({ subjectId: subject })).results).toEqual([session]);
    expect((await history({ subjectId: subject })).totalCount).toBe(2);
  });

  it('does for its own form only: what was changed after it was sent is not done', async () => {
    const [{ subject }, { subject: other }] = [await somebody(1), await somebody(1)];
    const page = await preview({ subjectId: subject, revokeTokens: 'false' });
    await endAs(page);
    const changed = await browser.submit('/admin/end', { ...formOf(page), revokeTokens: 'true' });
    expect([changed.status, textOf(changed)]).toEqual([400, expect.stringContaining('Nothing was done.')]);
    const { once: _, ...without } = formOf(await preview({ subjectId: other }));
    expect((await browser.submit('/admin/end', without)).status).toBe(400);
    expect((await managed({ subjectId: other })).totalCount).toBe(1);
  });

  it('of nothing has no button', async () => {
    const page = await preview({ subjectId: fresh('nobody') });
    expect(textOf(page)).toContain('There is nothing to end.');
    expect(() => formOf(page)).toThrow('ends nothing');
  });

  it('names clients, sessions and ids as they are, and nothing of them is a tag', async () => {
    const name = `"><script>alert(1)</script>'&\u202E`;
    const subject = fresh(name);
    await stored({ subject, claims: [{ type: 'name', value: name }], properties: { items: { device: name } } });
    const { session } = await stored({ subject });
    for (const path of [
      at('/admin/person', { subjectId: subject }),
      `/admin/sessions/${session.id}`,
      at('/admin/end', {
        subjectId: subject,
        exceptSessionIds: name,
        clientIds: name,
        bffPartitions: name,
        person: name,
      }),
      at('/admin/end', { clientIds: name, person: name }),
    ]) {
      const { status, html } = await browser.get(path);
      expect(status).toBe(200);
      expect(html).not.toContain('<script>');
      expect(html.match(/<script/g)).toHaveLength(1);
    }
    expect(textOf(await endAs(await preview({ subjectId: subject })))).toContain('Ended 2 sessions.');
  });
});

describe('storage that does not answer', () => {
  const down = () => {
    throw new Error('the index is down');
  };
  const INDEX = { prepare: down, batch: down, withSession: down };

  it('is told in words, and what was sent can be finished with the same form, once', async () => {
    const { subject, sessions } = await somebody(1);
    const ids = sessions.map(({ id }) => id);
    const agent = await OperatorBrowser.signedIn();
    const page = await agent.get(at('/admin/end', { id: ids[0] ?? '', person: subject }));
    const { service } = agent;
    agent.service = consoleWithScopes(['manage'], { INDEX });
    const failed = await endAs(page, agent);
    expect(failed.status).toBe(503);
    expect(Number(failed.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(failed.html).toContain('role="alert"');
    expect(failed.html).toContain('Try again');
    expect(formOf(failed)).toEqual(formOf(page));
    expect((await agent.get(at('/admin/person', { subjectId: subject }))).status).toBe(503);
    agent.service = service;
    for (let times = 0; times < 2; times += 1) {
      expect(textOf(await endAs(failed, agent))).toContain('Ended 1 session, revoked 1 token, began to tell 1 client.');
    }
    expect((await history({ subjectId: subject })).totalCount).toBe(1);
  });
});

describe('an operator who may no longer end sessions', () => {
  it('sees no button, gets no preview, and ends nothing with a form from before', async () => {
    const { subject, sessions } = await somebody(1);
    const reader = await OperatorBrowser.signedIn('all-token', 'Heidi');
    const form = formOf(await reader.get(at('/admin/end', { subjectId: subject })));
    const pages = [at('/admin/person', { subjectId: subject }), `/admin/sessions/${sessions[0]?.id}`];
    for (const path of pages) expect((await reader.get(path)).html).toContain('/admin/end');
    reader.service = consoleWithScopes(['manage:read', 'tickets:read']);
    for (const path of pages) {
      const page = await reader.get(path);
      expect(page.status).toBe(200);
      expect(page.html).not.toMatch(/\/admin\/end|type="checkbox"/);
    }
    for (const path of ['/admin/end', at('/admin/end', { subjectId: subject })]) {
      expect((await reader.get(path)).status).toBe(403);
    }
    expect((await reader.submit('/admin/end', form)).status).toBe(403);
    expect((await managed({ subjectId: subject })).totalCount).toBe(1);
  });

  it('nor does a form without the token of the session', async () => {
    const { subject } = await somebody(1);
    const { formToken: _, ...form } = formOf(await preview({ subjectId: subject }));
    expect((await browser.submit('/admin/end', form)).status).toBe(403);
    expect((await managed({ subjectId: subject })).totalCount).toBe(1);
  });
});

describe('cost', () => {
  let costs: (Cost & { readonly route: string })[];
  beforeEach(() => {
    costs = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      const { event, route, cost } = JSON.parse(line);
      if (event === 'request' && String(route).startsWith('/admin')) costs.push({ route, ...cost });
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it('of the pages is that of what they show, and one object call for the operator', async () => {
    const { subject, sessions } = await somebody(2);
    costs = [];
    await personPage(subject);
    await browser.get(`/admin/sessions/${sessions[0]?.id}`);
    await preview({ subjectId: subject });
    expect(costs).toMatchObject([
      { route: '/admin/person', object: 3, written: 0 },
      { route: '/admin/sessions/:id', object: 2, written: 0 },
      { route: '/admin/end', object: 2, written: 0 },
    ]);
    expect(costs[0]?.read).toBeLessThanOrEqual(20);
    expect(costs[1]?.read).toBeLessThanOrEqual(20);
  });

  it('of a preview of a whole page of the list, each session of somebody else, is within what an invocation has of D1', async () => {
    const clientIds = [await registered()];
    const chosen = await Promise.all(Array.from({ length: 25 }, () => stored({ clientIds })));
    costs = [];
    await browser.get(`/admin/end?${new URLSearchParams(chosen.map(({ session }) => ['id', session.id]))}`);
    expect(costs.map(({ route }) => route)).toEqual(['/admin/end']);
    expect(costs[0]?.d1).toBeLessThanOrEqual(50);
  });
});
