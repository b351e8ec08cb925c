/** `/`: sign in, or where you are signed in and what you can do about it. Forms are taken from this app's own pages only. */
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { hasCookie } from './cookie.ts';
import { deviceName } from './device-name.ts';
import type { AppEnv } from './environment.ts';
import { inboxOf } from './logout-inbox.ts';
import { devicesPage } from './pages/devices.tsx';
import { signInPage } from './pages/sign-in.tsx';
import { personOf } from './people.ts';

export const account = new Hono<AppEnv>();

account.get('/', async (c) => {
  const listed = await c.var.session.list();
  const notices = await inboxOf(c.env.INBOX).notices();
  if (listed.outcome === 'anonymous') {
    const device = deviceName(c.req.header('User-Agent'));
    return c.html(signInPage({ device, wasSignedIn: hasCookie(c), refused: c.req.query('refused'), notices }));
  }
  const person = personOf(listed.sessions[0]?.subjectId);
  return c.html(devicesPage({ person, sessions: listed.sessions, notices }));
});

// Whoever is signed out meanwhile is told so by the page that follows.
account.post('/devices/others/end', csrf(), async (c) => {
  await c.var.session.endOthers();
  return c.redirect('/', 303);
});

account.post('/devices/:id/end', csrf(), async (c) => {
  await c.var.session.end(c.req.param('id'));
  return c.redirect('/', 303);
});
