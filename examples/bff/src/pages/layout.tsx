/** The frame of every page. Nothing of it comes from another host. */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Notice } from '../logout-inbox.ts';
import { NoticeList } from './notice-list.tsx';

interface Layout {
  readonly title: string;
  readonly here: 'account' | 'administrator';
  readonly notices: readonly Notice[];
  readonly children?: Child;
}

const PLACES = [
  { name: 'account', path: '/', label: 'Your devices' },
  { name: 'administrator', path: '/administrator', label: 'Administrator' },
] as const;

export const Layout = ({ title, here, notices, children }: Layout) =>
  html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · edge-sessions demo`}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/style.css" />
        <script type="module" src="/live.js"></script>
      </head>
      <body>
        <header>
          <p class="brand">edge-sessions demo</p>
          <nav>
            {PLACES.map(({ name, path, label }) => (
              <a href={path} aria-current={name === here ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
          <section aria-labelledby="back-channel">
            <h2 id="back-channel">Back channel</h2>
            <p class="about">
              Logout tokens that the service has sent to this app. Each was verified with the keys that the service
              publishes.
            </p>
            <div id="notices" aria-live="polite">
              <NoticeList notices={notices} />
            </div>
          </section>
        </main>
      </body>
    </html>
  )}`;
