/**
 * No page without sign-in. Guarantees: whoever is nobody, or whose token has left the configuration, is sent to sign in, and a
 * session of such a token ends; what changes something is done for a form of this session only (403); what a page asks of the
 * service carries the operator's name. A page that is only open does not keep its operator signed in, and a session that is
 * none of an operator's is not prolonged: its key alone is worth nothing here.
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { ServicesFactory } from '../http/services.ts';
import { addressOf } from './address.ts';
import type { ConsoleEnv } from './console-env.ts';
import { isOwnForm } from './csrf.ts';
import { inService } from './in-service.ts';
import { LIVE } from './live-path.ts';
import { operatorOf } from './operator.ts';
import { isProven } from './operator-proof.ts';
import { operatorNow } from './operator-session.ts';
import { refusalPage } from './refusal-page.tsx';
import { sentForm } from './sent-form.ts';

export const requireOperator =
  (services: ServicesFactory): MiddlewareHandler<ConsoleEnv> =>
  async (c, next) => {
    const isLive = c.req.path === LIVE;
    const me = await c.var.session.authenticate({ slide: false });
    if (me === null) return toSignIn(c);
    // Somebody else's session, or an operator's that somebody else has got hold of: it is not theirs to end.
    if (!(await isProven(c, me))) return toSignIn(c);
    const operator = operatorOf(me.ticket, c.get('config').apiTokens);
    if (operator === null) {
      await c.var.session.signOut();
      return toSignIn(c);
    }
    if (!isLive && (await c.var.session.authenticate()) === null) return toSignIn(c);
    c.set('operator', operator);
    c.set('actor', operator);
    c.set('service', inService(services, c, operator, isLive ? null : 'console'));
    c.set('operatorNow', () => operatorNow(services, c));
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    if (changes && !(await isOwnForm(c.req.raw, await sentForm(c), operator))) {
      return refusalPage(c, { status: 403, title: 'Not from this page', detail: FOREIGN_FORM });
    }
    return next();
  };

const FOREIGN_FORM =
  'What was sent did not come from a page of this session, so nothing was done. Go back, load the page again, and repeat it.';

/** With the address to come back to, where there is one that can be gone to: a form is sent to the page that it is on. */
function toSignIn(c: Context<ConsoleEnv>): Response {
  const { pathname, search } = new URL(c.req.url);
  const isForm = c.req.method === 'POST' && pathname !== '/admin/sign-out';
  const isPage = c.req.method === 'GET' && c.req.header('Accept') !== 'text/event-stream';
  const here = pathname + search;
  const to = (isPage && here !== '/admin') || isForm ? here : null;
  return c.redirect(addressOf('/admin/sign-in', { to, undone: isForm ? 'true' : null }), 303);
}
