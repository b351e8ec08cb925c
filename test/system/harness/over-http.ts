/**
 * Requests as they go over the wire. Guarantees: headers are sent as given, empty ones too, and no others than HTTP needs;
 * connections are kept, so that a test can send thousands.
 */
import { Agent, request } from 'node:http';
import type { Answer } from './service.ts';

export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const agent = new Agent({ keepAlive: true });

export const overHttp = (method: string, address: string, { headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const sending = request(address, { method, agent, headers: { ...headers, ...length } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const told = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: new Headers(told),
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
