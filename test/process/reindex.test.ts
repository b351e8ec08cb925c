/** `npm run reindex` against Cloudflare's API and a service, both played by this test. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/bundled-node.mjs';
import { runScript } from './run-script.ts';

const servers: Server[] = [];

async function serve(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request, body, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const id = (n: number): string => n.toString(16).padStart(64, '0');

/** 150 objects on two pages, each second one of the first page without data. */
const cloudflare = () =>
  serve((request, _body, response) => {
    const { pathname, searchParams } = new URL(String(request.url), 'http://x');
    const isRight =
      pathname === '/accounts/acc/workers/durable_objects/namespaces/ns/objects' &&
      request.headers.authorization === 'Bearer cf-token';
    if (!isRight) return response.writeHead(403).end('{"success":false,"errors":[{"message":"no"}]}');
    const second = searchParams.get('cursor') === 'page-2';
    const ids = second ? [100, 101, 102] : Array.from({ length: 100 }, (_, n) => n);
    const result = ids.map((n) => ({ id: id(n), hasStoredData: second || n % 2 === 0 }));
    return response.end(JSON.stringify({ success: true, result, result_info: second ? {} : { cursor: 'page-2' } }));
  });

const environment = (service: string, api: string) => ({
  BASE_URL: service,
  TOKEN: 'service-token',
  CLOUDFLARE_API_BASE_URL: api,
  CLOUDFLARE_ACCOUNT_ID: 'acc',
  CLOUDFLARE_API_TOKEN: 'cf-token',
  DO_NAMESPACE_ID: 'ns',
});

it('asks every object that holds data, waits where the service says so, and tells the sums', async () => {
  const asked: string[][] = [];
  let refusals = 1;
  const service = await serve((request, body, response) => {
    expect([request.method, request.url]).toEqual(['POST', '/v1/operations/reindex']);
    expect(request.headers.authorization).toBe('Bearer service-token');
    refusals -= 1;
    if (refusals >= 0) return response.writeHead(503, { 'retry-after': '1' }).end('{}');
    const { objects } = JSON.parse(body);
    asked.push(objects);
    return response.end(JSON.stringify({ projected: 2 * objects.length, waiting: 0 }));
  });

  const { code, output } = await runScript(projectRoot, 'reindex', environment(service, await cloudflare()));
  expect(output).toContain('53 objects, 106 sessions projected, 0 waiting');
  expect(code).toBe(0);
  expect(asked.map((objects) => objects.length)).toEqual([50, 3]);
  expect(asked[1]).toEqual([id(100), id(101), id(102)]);
});

it('fails where an object was not asked, says from where to go on, and goes on from there', async () => {
  let healthy = false;
  let asked: string[] = [];
  const service = await serve((_request, body, response) => {
    const { objects } = JSON.parse(body);
    if (!healthy && objects.includes(id(100))) return response.writeHead(403).end('{"code":"insufficient-scope"}');
    asked.push(...objects);
    return response.end(JSON.stringify({ projected: 0, waiting: 0 }));
  });
  const variables = environment(service, await cloudflare());

  const failed = await runScript(projectRoot, 'reindex', variables);
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('insufficient-scope');
  expect(failed.output).toContain('npm run reindex -- --from page-2');

  healthy = true;
  asked = [];
  const { code } = await runScript(projectRoot, 'reindex', variables, ['--from', 'page-2']);
  expect([code, asked]).toEqual([0, [id(100), id(101), id(102)]]);
});

it('fails when Cloudflare refuses', async () => {
  const service = await serve((_request, _body, response) => response.end('{}'));
  const variables = { ...environment(service, await cloudflare()), CLOUDFLARE_API_TOKEN: 'wrong' };
  const { code, output } = await runScript(projectRoot, 'reindex', variables);
  expect(code).toBe(1);
  expect(output).toContain("Cloudflare's API answers 403");
});
