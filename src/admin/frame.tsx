/**
 * The frame of every page of the console. Guarantees: no inline script and no inline style, as its headers ask for (`guards.ts`);
 * whatever comes from the outside is escaped (`hono/jsx`).
 */
import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Scope } from '../config.ts';
import { ASSETS } from './assets.ts';
import type { ConsoleEnv } from './console-env.ts';
import { FormToken } from './form-token.tsx';
import { may, type Operator } from './operator.ts';

const PLACES: readonly { readonly path: string; readonly name: string; readonly scope: Scope }[] = [
  { path: '/admin', name: 'Overview', scope: 'manage:read' },
  { path: '/admin/sessions', name: 'Sessions', scope: 'manage:read' },
  { path: '/admin/history', name: 'History', scope: 'manage:read' },
  { path: '/admin/deliveries', name: 'Deliveries', scope: 'manage:read' },
  { path: '/admin/clients', name: 'Clients', scope: 'configure' },
];

interface Page {
  readonly title: string;
  readonly status?: ContentfulStatusCode;
  /** What the page shows of itself while it is open (`live`): the address of its events. */
  readonly live?: string;
}

export function page(c: Context<ConsoleEnv>, { title, status = 200, live }: Page, body: Child): Promise<Response> {
  const operator = c.get('operator') as Operator | undefined;
  const here = new URL(c.req.url).pathname;
  return Promise.resolve(
    c.html(
      <>
        {raw('<!doctype html>')}
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            {/* Isolated: a name that turns the direction of writing turns nothing else. */}
            <title>{`\u2068${title}\u2069 · edge-sessions`}</title>
            <link rel="icon" href={ASSETS.icon.path} />
            <link rel="stylesheet" href={ASSETS.style.path} />
            <script type="module" src={ASSETS.script.path} />
          </head>
          <body data-live={live}>
            <a class="skip" href="#main">
              To the content
            </a>
            <header>
              <span class="brand">edge-sessions</span>
              {operator && <Places operator={operator} here={here} />}
              {operator && <Whoami operator={operator} />}
            </header>
            <main id="main" tabindex={-1}>
              <h1>{title}</h1>
              {body}
            </main>
          </body>
        </html>
      </>,
      status,
    ),
  );
}

function Places({ operator, here }: { readonly operator: Operator; readonly here: string }) {
  const isHere = (path: string): boolean => (path === '/admin' ? here === path : here.startsWith(path));
  return (
    <nav aria-label="Console">
      {PLACES.filter(({ scope }) => may(operator, scope)).map(({ path, name }) => (
        <a href={path} aria-current={isHere(path) ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

const Whoami = ({ operator }: { readonly operator: Operator }) => (
  <form method="post" action="/admin/sign-out" class="whoami">
    <FormToken operator={operator} />
    <span>
      <bdi>{operator.person}</bdi> <span class="dim">by {operator.name}</span>
    </span>
    <button type="submit" class="plain">
      Sign out
    </button>
  </form>
);
