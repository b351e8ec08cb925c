/** Signing in, as the hook of `/session/login`: its endpoint has checked that a POST comes from a page of this app. */
import type { SessionEndpoints } from 'edge-sessions/hono';
import { registerClient } from './client.ts';
import { deviceName } from './device-name.ts';
import type { Bindings } from './environment.ts';
import { personOf } from './people.ts';

export const signIn: NonNullable<SessionEndpoints<Bindings>['login']> = async (c, returnTo) => {
  // A link to here leads to the page with the form.
  if (c.req.method === 'GET') return c.redirect('/');
  const { person: id, device } = await c.req.parseBody();
  const person = personOf(id);
  if (person === undefined) return c.text('Nobody of the demo has this name.', 400);
  await registerClient(c.env, new URL(c.req.url).origin);
  const named =
    typeof device === 'string' && device.trim() !== '' ? device.trim() : deviceName(c.req.header('User-Agent'));
  const { outcome } = await c.var.session.signIn({
    claims: [
      { type: 'sub', value: person.id },
      { type: 'name', value: person.name },
    ],
    items: { device: named },
  });
  return c.redirect(outcome === 'signed-in' ? returnTo : `/?refused=${outcome}`, 303);
};
