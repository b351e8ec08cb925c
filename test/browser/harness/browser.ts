/**
 * A headless Chromium for tests of pages. Guarantees: it reaches this machine only, and what a page wanted from elsewhere is in
 * `refused`; what a page logged as an error or threw is in `faults`; every device is a context of its own (cookies, storage);
 * screenshots go to `test-results/`, each under the name it is given.
 */
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { chromiumBinary } from './chromium-binary.ts';
import { fontConfiguration } from './fonts.ts';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/edge-sessions/browser', import.meta.url));
const RESULTS = fileURLToPath(new URL('../../../test-results/', import.meta.url));

const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Nothing of these leaves the browser. */
const INSIDE = new Set(['data:', 'blob:', 'about:']);

export class TestBrowser {
  /** Addresses outside of this machine that a page asked for, and did not get. */
  readonly refused: string[] = [];
  /** Errors in the console of a page, and exceptions that nobody caught. */
  readonly faults: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<TestBrowser> {
    const { executable, libraries } = await chromiumBinary(CACHE);
    return new TestBrowser(
      await chromium.launch({
        executablePath: executable,
        env: {
          HOME: CACHE,
          XDG_CACHE_HOME: `${CACHE}/cache`,
          FONTCONFIG_FILE: fontConfiguration(CACHE),
          LD_LIBRARY_PATH: libraries,
        },
        args: [
          // It is root in a container, and the pages are ours.
          '--no-sandbox',
          '--font-render-hinting=none',
          // For what is no request of a page, as its own look-ups: no name but this machine's is known.
          '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
        ],
      }),
    );
  }

  /** A device: a browser that nobody has used yet. */
  async device(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
    await context.route(
      (url) => !INSIDE.has(url.protocol) && !HERE.has(url.hostname),
      (route) => {
        this.refused.push(route.request().url());
        return route.abort();
      },
    );
    context.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
    context.on('weberror', (fault) => this.faults.push(String(fault.error())));
    return context;
  }

  /** A page of a device that nothing else is told about. */
  async page(options: BrowserContextOptions = {}): Promise<Page> {
    return (await this.device(options)).newPage();
  }

  /** Closes every device, as between two tests. */
  async putDevicesAway(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  stop(): Promise<void> {
    return this.#browser.close();
  }
}

/** Clicks what leads to another page, and is there. What the page said before is not read for what it says now. */
export async function follow(target: Locator): Promise<void> {
  await Promise.all([target.page().waitForNavigation(), target.click()]);
}

/** Keeps a picture of the whole page as `test-results/<name>.png`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${RESULTS}${name}.png`, fullPage: true });
}
