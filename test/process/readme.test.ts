/** Every command of the README's guide runs as pasted, in its order, and answers what the README says. */
import { parseEnv } from 'node:util';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { readmeBlocks, Terminal } from './readme.ts';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';

const DEVELOPMENT = 'ALLOW_PRIVATE_LOGOUT_URIS=true npm run dev';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Sessions of the demo. */
const PEOPLE = 300;

const SIGNIN = '201 POST /v1/tickets';
const REMOVE = '200 POST /v1/management/sessions/remove';
const GRANT = '201 POST /v1/grants';

/** What the service is asked and answers, by section. Sections without an entry need more than this machine. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'Five minutes with curl': [
    ...['200 GET /v1/sessions', '200 GET /v1/sessions', '200 GET /v1/sessions', '201 POST /v1/sessions'],
    ...['200 POST /v1/sessions/find', '200 GET /v1/session', REMOVE, '404 GET /v1/session'],
  ],
  Tickets: [SIGNIN, '200 GET /v1/ticket', '200 PUT /v1/ticket', '200 POST /v1/ticket/renew', '204 DELETE /v1/ticket'],
  'End sessions': [
    ...[SIGNIN, SIGNIN, SIGNIN, SIGNIN, REMOVE, REMOVE, REMOVE, REMOVE],
    ...['200 GET /v1/management/sessions', REMOVE],
    ...[SIGNIN, REMOVE, REMOVE, REMOVE],
    ...[SIGNIN, REMOVE, SIGNIN, REMOVE, SIGNIN, REMOVE, REMOVE],
    ...[SIGNIN, REMOVE, REMOVE, '200 GET /v1/management/history'],
    ...[SIGNIN, '204 DELETE /v1/ticket', SIGNIN, '200 POST /v1/coordination/logout'],
  ],
  'Back-channel logout': [
    ...['201 PUT /v1/clients/:clientId', SIGNIN, REMOVE, '200 GET /v1/management/deliveries'],
    ...['200 GET /v1/management/deliveries', '202 POST /v1/management/deliveries/:id/redeliver'],
    ...[SIGNIN, '200 POST /v1/coordination/clients', '201 PUT /v1/clients/:clientId'],
  ],
  Lifetimes: ['200 POST /v1/coordination/validate'],
  'Persisted grants': [
    ...[GRANT, '200 GET /v1/grant', GRANT, '412 POST /v1/grants', '200 DELETE /v1/grant', '404 DELETE /v1/grant'],
    ...['200 POST /v1/grants/find', '200 POST /v1/grants/remove', REMOVE, '410 POST /v1/grants'],
  ],
  'BFF sessions': [
    ...['201 POST /v1/bff/:partition/sessions', '201 POST /v1/bff/:partition/sessions'],
    ...['200 GET /v1/bff/:partition/session', '404 GET /v1/bff/:partition/session'],
    ...['200 POST /v1/bff/:partition/sessions/find', '200 POST /v1/bff/:partition/sessions/delete'],
    ...['201 POST /v1/bff/:partition/sessions', REMOVE, '200 POST /v1/bff/sessions/remove-expired'],
  ],
  'From the command line': [
    ...[SIGNIN, SIGNIN, '200 GET /v1/management/sessions', REMOVE, REMOVE, REMOVE, '200 GET /v1/management/history'],
    ...['200 GET /v1/management/deliveries', '200 GET /v1/management/stats'],
  ],
  'Any language': [SIGNIN, '200 GET /v1/ticket', '204 DELETE /v1/ticket'],
  'What carries over, and how': ['201 POST /v1/sessions', '200 GET /v1/ticket', GRANT],
};

/** What RemoveSessions and ProcessLogout count in "End sessions", in order. */
const ENDED = [4, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1];

/** Requests under `/v1`, by the service's own log, but the one with which `npm run dev` tries itself. */
function requests(service: RunningService): string[] {
  const events = [...service.output.matchAll(/^\{"event":"request".*\}$/gm)].map(([line]) => JSON.parse(line));
  return events
    .filter(({ route }) => route?.startsWith('/v1/'))
    .map(({ status, method, route }) => `${status} ${method} ${route}`)
    .slice(1);
}

/** Signs as the service does. */
async function signed(project: ProjectCopy, claims: JWTPayload, typ = 'logout+jwt'): Promise<string> {
  const [jwk] = JSON.parse(String(parseEnv(project.read('.dev.vars')).SIGNING_KEYS));
  const header = { alg: jwk.alg, kid: jwk.kid, typ };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, jwk.alg));
}

/** What a relying party has to refuse, all of it properly signed; and one token that it takes, once. */
async function refusesAllBut(project: ProjectCopy, issuer: string, receiver: string): Promise<void> {
  const seconds = Math.floor(Date.now() / 1_000);
  const nobody = { iss: issuer, aud: 'web', iat: seconds, exp: seconds + 120, jti: 'one', events: { [EVENT]: {} } };
  const good = { ...nobody, sub: 'alice', sid: 'laptop' };
  const { jti: _jti, ...unrepeatable } = good;
  const told = async (token: string) => {
    const body = new URLSearchParams({ logout_token: token });
    return (await fetch(receiver, { method: 'POST', body })).status;
  };
  const wrong: readonly JWTPayload[] = [
    { ...good, iss: 'https://elsewhere.example.com' },
    { ...good, aud: 'shop' },
    { ...good, exp: seconds - 1 },
    { ...good, events: {} },
    { ...good, events: { [EVENT]: null } },
    { ...good, nonce: 'n' },
    unrepeatable,
    nobody,
  ];
  for (const claims of wrong) expect([claims, await told(await signed(project, claims))]).toEqual([claims, 400]);
  expect(await told(await signed(project, good, 'JWT'))).toBe(400);
  expect(await told('nonsense')).toBe(400);
  const token = await signed(project, good);
  expect([await told(token), await told(token)]).toEqual([204, 400]);
}

it('runs as pasted, and answers what the README says', async () => {
  const [port, receiverPort] = [await freePort(), await freePort()];
  const blocks = readmeBlocks('sh', { 'localhost:8787': `localhost:${port}`, '8790': String(receiverPort) });
  using project = new ProjectCopy();
  const address = `http://localhost:${port}`;
  await using reader = new Terminal(project.folder, { BASE_URL: address, DEMO_SESSIONS: String(PEOPLE) });

  /** Pastes the blocks of a section; resolves to what they printed. */
  const follow = async (service: RunningService, heading: string, pasted = blocks.get(heading) ?? []) => {
    await expect.poll(() => service.output).toContain('"route":"/v1/sessions"');
    const before = requests(service).length;
    let printed = '';
    for (const block of pasted) printed += await reader.paste(block);
    await expect.poll(() => requests(service).slice(before), { timeout: 10_000 }).toEqual(ANSWERS[heading]);
    return printed;
  };

  {
    await using service = await RunningService.start(project, { port });
    const [demo = '', ...tour] = blocks.get('Five minutes with curl') ?? [];
    expect(await reader.paste(demo)).toContain('created, 0 were there already');
    await expect.poll(() => requests(service).length, { timeout: 10_000 }).toBe(PEOPLE);
    expect(await follow(service, 'Five minutes with curl', tour)).toContain('"displayName":"Alice Archer"');
    await follow(service, 'Tickets');
    const printed = await follow(service, 'End sessions');
    expect([...printed.matchAll(/"sessionsRemoved":(\d+)/g)].map(([, count]) => Number(count))).toEqual(ENDED);
    expect(printed).toContain('"onBehalfOf":"Jürgen (support)"');
  }

  const [start, receiver = '', ...rest] = blocks.get('Back-channel logout') ?? [];
  expect(start?.trim()).toBe(DEVELOPMENT);
  await using service = await RunningService.start(project, {
    port,
    environment: { ALLOW_PRIVATE_LOGOUT_URIS: 'true' },
  });
  await using party = new Terminal(project.folder);
  party.start(receiver);
  await expect.poll(() => party.output, { timeout: 10_000 }).toContain('listening');

  await follow(service, 'Back-channel logout', rest);
  const logouts = () => party.output.match(/^logout /gm)?.length;
  await expect.poll(logouts, { timeout: 10_000 }).toBe(2);
  for (const claim of [
    `iss: '${address}'`,
    "aud: 'web'",
    "sub: 'alice'",
    "sid: 'laptop'",
    "logout_reason: 'terminated'",
  ]) {
    expect(party.output).toContain(claim);
  }
  expect(party.output).not.toContain('refused');

  expect(await follow(service, 'Lifetimes')).toContain('"valid":true,"coordinated":true');
  const granted = await follow(service, 'Persisted grants');
  expect(granted).toContain('"tokensRevoked":1');
  const ofShop = await follow(service, 'BFF sessions');
  for (const said of ['"replaced":true', '"deleted":1', '"bffSessionsRemoved":1', '"removed":0'])
    expect(ofShop).toContain(said);
  const typed = await follow(service, 'From the command line');
  for (const said of [
    'Would do this: ends 1 session',
    'Ended 2 sessions',
    'Jürgen (support) (dev)',
    '"activeSessions":',
  ])
    expect(typed).toContain(said);
  expect(await follow(service, 'Any language')).toContain('"subjectId":"carol"');
  expect(await follow(service, 'What carries over, and how')).toContain('"issuer":"https://op.example.com"');

  await refusesAllBut(project, address, `http://127.0.0.1:${receiverPort}/`);
  expect(party.output).toContain('refused seen before');
});
