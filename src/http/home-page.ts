/** `/`: what this is, and where to go from here. */
import { html } from 'hono/html';
import { page } from './page.ts';

export const homePage = (): Promise<Response> =>
  page(
    'edge-sessions',
    html`<p>Server-side sessions for the edge: revocation that cannot miss and cannot be undone.</p>
<ul>
<li><a href="/docs">The API, to read</a></li>
<li><a href="/openapi.json">The API, as an OpenAPI 3.1 document</a></li>
<li><a href="/admin">The console, for operators</a></li>
<li><a href="/healthz">Whether the Worker answers</a></li>
<li><a href="/readyz">Whether it is ready: D1, objects, keys</a></li>
</ul>`,
  );
