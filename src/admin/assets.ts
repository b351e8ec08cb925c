/**
 * What the pages load: one script, one style sheet, one icon. Guarantees: an address names its content, so that a browser keeps it
 * for good and never shows a page with another version's.
 */
import type { Handler } from 'hono';
import type { ConsoleEnv } from './console-env.ts';
import { SCRIPT, STYLE } from './packed-assets.ts';
import { versionOf } from './version-of.ts';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b57d0"/><path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/></svg>`;

const asset = (name: string, ending: string, type: string, content: string) => ({
  path: `/admin/assets/${name}.${versionOf(content)}.${ending}`,
  type,
  content,
});

export const ASSETS = {
  script: asset('console', 'js', 'text/javascript; charset=utf-8', SCRIPT),
  style: asset('console', 'css', 'text/css; charset=utf-8', STYLE),
  icon: asset('icon', 'svg', 'image/svg+xml', ICON),
} as const;

/** Paths within `/admin`. */
export const assetRoutes: readonly { readonly path: string; readonly handler: Handler<ConsoleEnv> }[] = Object.values(
  ASSETS,
).map(({ path, type, content }) => ({
  path: path.slice('/admin'.length),
  handler: () =>
    new Response(content, {
      headers: { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' },
    }),
}));
