/** The browser of the tests itself: what it draws, what it reaches, what it tells. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Service } from '../system/harness/service.ts';
import { keepPicture, TestBrowser } from './harness/browser.ts';
import { keyboard } from './harness/hands.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await TestBrowser.start();
});
afterEach(() => browser.putDevicesAway());
afterAll(() => browser?.stop());

describe('text', () => {
  /** Draws it and counts: pixels that are not white, and those among them that are no grey. */
  const ink = async (
    text: string,
  ): Promise<{ readonly dark: number; readonly coloured: number; readonly dots: string }> => {
    const page = await browser.page();
    const drawn = await page.evaluate((text) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 60;
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.fillStyle = 'white';
      context.fillRect(0, 0, 60, 60);
      context.fillStyle = 'black';
      context.font = '40px sans-serif';
      context.fillText(text, 5, 45);
      const { data } = context.getImageData(0, 0, 60, 60);
      const dots = Array.from({ length: 3600 }, (_, i) => Array.from(data.slice(4 * i, 4 * i + 3)));
      return {
        dark: dots.filter((dot) => dot.some((part) => part < 200)).length,
        coloured: dots.filter((dot) => Math.max(...dot) - Math.min(...dot) > 60).length,
        dots: canvas.toDataURL(),
      };
    }, text);
    return drawn;
  };

  /** A character that no font has a glyph for: whatever is drawn for it is drawn for the lack of one. */
  const NOT_A_CHARACTER = '\u{10FFFD}';

  it.each(['A', 'ő', 'Ω', 'Ж', 'ש', 'م', '你', '好', '😀', '🔒'])('%s has a glyph', async (character) => {
    const [drawn, lacking] = await Promise.all([ink(character), ink(NOT_A_CHARACTER)]);
    expect(drawn.dark).toBeGreaterThan(30);
    expect(drawn.dots).not.toBe(lacking.dots);
  });

  it('differs from character to character', async () => {
    const drawn = await Promise.all(['ש', 'ל', 'م', 'ر', '你', '好', '😀', '🔒'].map(ink));
    expect(new Set(drawn.map(({ dots }) => dots)).size).toBe(8);
  });

  it('has emoji in colour', async () => {
    expect((await ink('😀')).coloured).toBeGreaterThan(200);
    expect((await ink('你')).coloured).toBe(0);
  });

  it('is drawn in a page', async () => {
    const page = await browser.page({ viewport: { width: 640, height: 200 } });
    await page.setContent(
      '<body style="font:24px sans-serif">Zoë <b>Ada</b> · Ωμέγα · Жанна · שלום · مرحبا · 你好 <b>世界</b> · 😀🔒',
    );
    await keepPicture(page, 'harness-text');
  });
});

describe('the network', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/') {
        response.setHeader('Set-Cookie', '__Host-probe=kept; Path=/; Secure; HttpOnly; SameSite=Lax');
        response.setHeader('Content-Type', 'text/html');
      }
      response.end(request.url === '/' ? '<!doctype html><title>probe</title>' : (request.headers.cookie ?? ''));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server?.close());

  it('ends at this machine: what a page wants from elsewhere is refused, and told', async () => {
    const page = await browser.page();
    await page.goto(origin);
    const asked = page.evaluate(() => fetch('https://elsewhere.example/pixel').then(String, () => 'refused'));
    expect(await asked).toBe('refused');
    expect(browser.refused.splice(0)).toEqual(['https://elsewhere.example/pixel']);
    await expect.poll(() => browser.faults).toEqual([expect.stringContaining('ERR_FAILED')]);
    browser.faults.splice(0);
  });

  it('keeps a Secure __Host- cookie of http://localhost, for this device only', async () => {
    const [page, other] = await Promise.all([browser.page(), browser.page()]);
    await page.goto(origin);
    expect(await (await page.goto(`${origin}/cookie`))?.text()).toBe('__Host-probe=kept');
    expect(await (await other.goto(`${origin}/cookie`))?.text()).toBe('');
  });

  it('tells what a page threw', async () => {
    const page = await browser.page();
    await page.goto(origin);
    await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('nobody catches me'))));
    await expect.poll(() => browser.faults).toEqual([expect.stringContaining('nobody catches me')]);
    browser.faults.splice(0);
  });
});

describe('the keyboard', () => {
  const LINKS = '<a href="#a">first</a> <a href="#b">second</a>';
  const pageOf = async (style: () => Promise<string>) => {
    const page = await browser.page();
    await page.route('http://localhost/**', async (route) => {
      const isStyle = route.request().url().endsWith('.css');
      await route.fulfill(
        isStyle
          ? { contentType: 'text/css', body: await style() }
          : { contentType: 'text/html', body: `<!doctype html><link rel=stylesheet href=/a.css>${LINKS}` },
      );
    });
    await page.goto('http://localhost/', { waitUntil: 'commit' });
    return page;
  };

  it('refuses a focus that does not show', async () => {
    const page = await pageOf(async () => 'a:focus { outline: none }');
    const pressed = keyboard.press(page.getByRole('link', { name: 'second' }));
    await expect(pressed).rejects.toThrow('The focus does not show on <a href="#a">');
  });

  it('waits for a style sheet that is late', async () => {
    const page = await pageOf(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return 'a:focus { outline: 3px solid blue; padding: 8px }';
    });
    await keyboard.press(page.getByRole('link', { name: 'second' }));
    await page.waitForURL('**/#b');
  });
});

describe('the service', () => {
  it('is in reach of the browser', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-browser-'));
    const service = await Service.start({ folder });
    try {
      const page = await browser.page();
      const answer = await page.goto(`${await service.address()}/docs`);
      expect(answer?.status()).toBe(200);
      expect(await page.locator('h1').first().textContent()).toContain('edge-sessions');
      expect(browser.refused).toEqual([]);
      await keepPicture(page, 'harness-service');
    } finally {
      await service.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
