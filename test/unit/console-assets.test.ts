/** The pages load what `src/browser` makes: the committed module is compared as its strings, however it is formatted. */
import { expect, it } from 'vitest';
import { packedAssets } from '../../scripts/console-assets.mjs';
import * as committed from '../../src/admin/packed-assets.ts';

it('what the console loads is what src/browser makes (else run: npm run console:assets)', async () => {
  const made = await import(`data:text/javascript,${encodeURIComponent(await packedAssets())}`);
  expect(committed.SCRIPT === made.SCRIPT).toBe(true);
  expect(committed.STYLE === made.STYLE).toBe(true);
});
