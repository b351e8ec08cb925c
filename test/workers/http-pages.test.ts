/** Paths, methods, problems and the pages that need no token. Contract: "Access", "Answers", "Operations". */
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/http/openapi-document.ts';
import { PROBLEMS } from '../../src/http/problem.ts';
import { type Problem, send, told } from './http-client.ts';

const ALLOWED: [string, string][] = [
  ['/v1/session', 'GET, HEAD, PUT, DELETE'],
  ['/v1/sessions', 'POST, GET, HEAD'],
  ['/v1/sessions/find', 'POST'],
  ['/v1/sessions/delete', 'POST'],
  ['/v1/sessions/remove-expired', 'POST'],
  ['/v1/sessions/some-id', 'GET, HEAD'],
  ['/v1/bff/some-app/session', 'GET, HEAD, PUT, DELETE'],
  ['/v1/bff/some-app/sessions', 'POST'],
  ['/v1/bff/some-app/sessions/find', 'POST'],
  ['/v1/bff/some-app/sessions/delete', 'POST'],
  ['/v1/bff/sessions/remove-expired', 'POST'],
  ['/v1/clients', 'GET, HEAD'],
  ['/v1/clients/some-id', 'PUT, GET, HEAD, DELETE'],
  ['/v1/operations/reindex', 'POST'],
  ['/', 'GET, HEAD'],
  ['/healthz', 'GET, HEAD'],
  ['/readyz', 'GET, HEAD'],
  ['/openapi.json', 'GET, HEAD'],
  ['/docs', 'GET, HEAD'],
  ['/.well-known/jwks.json', 'GET, HEAD'],
  ['/.well-known/openid-configuration', 'GET, HEAD'],
  ['/problems/key-taken', 'GET, HEAD'],
];

it.each(ALLOWED)('%s allows %s and answers 405 to the rest', async (path, allowed) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const response = await send(method, path, { token: 'all-token' });
    if (allowed.split(', ').includes(method)) {
      expect(response.status, method).not.toBe(405);
    } else {
      expect(response.headers.get('Allow')?.split(', ').sort(), method).toEqual(allowed.split(', ').sort());
      if (method === 'HEAD') expect(response.status).toBe(405);
      else expect(await told(response)).toBe('405 method-not-allowed');
    }
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
  }
});

it.each([
  ['/admin', 'GET, HEAD'],
  ['/admin/sign-in', 'GET, HEAD, POST'],
  ['/admin/sign-out', 'POST'],
  ['/admin/sessions/some-id', 'GET, HEAD'],
  ['/admin/clients/new', 'GET, HEAD, POST'],
])('%s allows %s and answers 405 to what no page sends, to anybody', async (path, allowed) => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const response = await send(method, path, { token: null });
    expect(response.headers.get('Allow'), method).toBe(allowed);
    expect(await told(response)).toBe('405 method-not-allowed');
  }
});

it.each([
  '/v1',
  '/v1/',
  '/v1/nothing',
  '/v1/session/',
  '/v1/sessions/',
  '/v1/sessions/a/b',
  '/V1/session',
  '/none',
  '/healthz/',
  '/administrators',
  '/problems/',
  '/problems/none',
  '/problems/toString',
  '/%',
  '/%ff',
])('%s is 404, a problem', async (path) => {
  const response = await send('GET', path);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const { title, detail, ...problem } = await response.json<Problem>();
  const requestId = response.headers.get('X-Request-Id');
  expect(problem).toEqual({ type: '/problems/not-found', status: 404, code: 'not-found', requestId });
  expect([typeof title, typeof detail]).toEqual(['string', 'string']);
});

describe('pages', () => {
  const paths = ['/', '/docs', ...Object.keys(PROBLEMS).map((code) => `/problems/${code}`)];
  it.each(paths)('%s is a page that loads nothing and cannot be framed', async (path) => {
    const response = await send('GET', path, { token: null });
    const text = await response.text();
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    const nonce = /<style nonce="([^"]+)"/.exec(text)?.[1];
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    // What stands in code is text, such as the address of an example.
    expect(text.replaceAll(/<code>[^<]*<\/code>/g, '')).not.toMatch(/<script|https?:\/\/|@import|src=/);
    expect(text).toContain('<html lang="en">');
    const head = await send('HEAD', path, { token: null });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
  it.each(Object.keys(PROBLEMS))('/problems/%s says what the document says of it', async (code) => {
    const { components } = await openApiDocument();
    const { description } = components.schemas.Problem.properties.code.oneOf.find((one) => one.const === code) ?? {};
    expect(description).toMatch(/\w/);
    expect(await (await send('GET', `/problems/${code}`, { token: null })).text()).toContain(`<p>${description}</p>`);
  });
  it('the first one links the others, and the links lead somewhere', async () => {
    const text = await (await send('GET', '/', { token: null })).text();
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links).toEqual(expect.arrayContaining(['/docs', '/openapi.json', '/admin']));
    // The console sends whoever is nobody to its sign-in.
    const statusOf = (link: string) => (link === '/admin' ? 303 : 200);
    for (const link of links) expect((await send('GET', link, { token: null })).status, link).toBe(statusOf(link));
  });
});

describe('the OpenAPI document', () => {
  interface Document {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
  }
  const document = async () => (await send('GET', '/openapi.json', { token: null })).json<Document>();

  it('is 3.1, and the service knows each of its paths and methods', async () => {
    const { openapi, paths } = await document();
    expect(openapi).toMatch(/^3\.1\./);
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const address = path.replace('{code}', 'key-taken').replaceAll(/\{\w+\}/g, 'x');
        const response = await send(method.toUpperCase(), address, { token: 'all-token' });
        expect(
          [404, 405].includes(response.status) && !(await response.json<Problem>()).code.endsWith('-not-found'),
        ).toBe(false);
      }
    }
  });
  it('is what /docs shows', async () => {
    const text = await (await send('GET', '/docs', { token: null })).text();
    const { paths } = await document();
    for (const { operationId } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      expect(text).toContain(`id="${operationId}"`);
    }
  });
});

describe('health', () => {
  it('/healthz says that the Worker answers', async () => {
    expect(await (await send('GET', '/healthz', { token: null })).json()).toEqual({ status: 'ok' });
  });
  it('/readyz says that D1, an object and the keys do', async () => {
    const response = await send('GET', '/readyz', { token: null });
    expect(await response.json()).toEqual({ status: 'ok', d1: 'ok', object: 'ok', keys: 'ok' });
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });
});
