/**
 * An operator's browser as far as the console without JavaScript goes: cookies, forms, what a browser says of where a request comes
 * from. Relies on the real Worker (`http-client.ts`).
 */
import { exports } from 'cloudflare:workers';
import { CookieJar } from './cookie-jar.ts';
import { ORIGIN } from './http-client.ts';

const worker = (exports as unknown as { readonly default: Fetcher }).default;

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

export class OperatorBrowser {
  readonly jar = new CookieJar(Date.now);
  readonly #headers: Readonly<Record<string, string>>;

  /** The Worker as it is configured at the moment. */
  service: (request: Request) => Promise<Response> = (request) => worker.fetch(request);

  /** `headers` go with every request: an address, a user agent. */
  constructor(headers: Readonly<Record<string, string>> = {}) {
    this.#headers = headers;
  }

  /** Signed in by a token of `vitest.config.ts`. */
  static async signedIn(token = 'all-token', person = 'Grace Hopper'): Promise<OperatorBrowser> {
    const browser = new OperatorBrowser({ 'CF-Connecting-IP': crypto.randomUUID() });
    const page = await browser.signIn(token, person);
    if (page.status !== 303) throw new Error(`The sign-in was answered with ${page.status}.`);
    return browser;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.#send(path, { headers });
  }

  signIn(token: string, person = 'Grace Hopper', more: Fields = {}): Promise<Page> {
    return this.submit('/admin/sign-in', { person, token, ...more });
  }

  /** A form of a page of this origin; what `headers` says replaces what the browser would. */
  submit(path: string, fields: Fields, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    const said = { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin', ...headers };
    return this.#send(path, { method: 'POST', headers: said, body });
  }

  /** The token that the forms of this session bring, as a page has it. */
  async formToken(path = '/admin/sessions'): Promise<string> {
    const { html } = await this.get(path);
    const found = /name="formToken" value="([^"]+)"/.exec(html)?.[1];
    if (found === undefined) throw new Error('The page has no form of the session.');
    return found;
  }

  async #send(path: string, { headers, ...init }: RequestInit & { headers: Readonly<Record<string, string>> }) {
    const sent = { ...this.#headers, Cookie: this.jar.header, ...headers };
    const response = await this.service(
      new Request(`${ORIGIN}${path}`, { ...init, headers: sent, redirect: 'manual' }),
    );
    this.jar.take(response);
    return { status: response.status, headers: response.headers, html: await response.text() };
  }
}
