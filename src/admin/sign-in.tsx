/**
 * Signing in and out. Guarantees: the token is compared and forgotten, a session takes its place (a new key each time); a wrong
 * token and one without the scope `manage` are told apart only for who has the token; five wrong ones from one network, and
 * nothing more is looked at from there for a minute (`sign-in-attempts.ts`).
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isFromOwnOrigin } from '../hono/own-origin.ts';
import { holds, tokenOf } from '../http/access.ts';
import { outOfBounds } from '../http/text.ts';
import type { ConsoleEnv } from './console-env.ts';
import { deviceOf } from './device.ts';
import { page } from './frame.tsx';
import { PERSON_LENGTH, signInOf } from './operator.ts';
import { clearProof, setProof } from './operator-proof.ts';
import { refusalPage } from './refusal-page.tsx';
import { sentForm } from './sent-form.ts';
import { networkOf, type SignInAttempts } from './sign-in-attempts.ts';

interface Shown {
  readonly status?: ContentfulStatusCode;
  readonly wrong?: string;
  readonly person?: string;
  readonly to: string;
}

export function signInPage(c: Context<ConsoleEnv>): Promise<Response> {
  const to = returnTo(c, c.req.query('to') ?? null);
  return form(c, c.req.query('undone') === undefined ? { to } : { wrong: UNDONE, to });
}

const UNDONE = 'You are not signed in any more, so what you sent was not done. Sign in, and look at it again.';

export async function signIn(c: Context<ConsoleEnv>): Promise<Response> {
  if (!isFromOwnOrigin(c.req.raw)) {
    const detail = 'The form did not come from this page. Load it again, and sign in there.';
    return refusalPage(c, { status: 403, title: 'Not from this page', detail });
  }
  const sent = await sentForm(c);
  const person = (sent.get('person') ?? '').trim();
  const to = returnTo(c, sent.get('to'));
  const unfit = outOfBounds(person, { min: 1, max: PERSON_LENGTH, blank: false });
  if (unfit !== null) return form(c, { status: 400, wrong: `Your name ${unfit}.`, to });

  const attempts = attemptsFrom(c);
  const attempt = await attempts.attempt(Date.now());
  if (attempt.outcome === 'too-many') {
    const seconds = Math.ceil(attempt.wait / 1_000);
    c.header('Retry-After', String(seconds));
    const wrong = `Too many wrong tokens from your network. Try again in ${seconds} seconds.`;
    return form(c, { status: 429, wrong, person, to });
  }
  const token = await tokenOf(`Bearer ${(sent.get('token') ?? '').trim()}`, c.get('config').apiTokens);
  if (token === undefined) return form(c, { status: 401, wrong: 'This is no API token of the service.', person, to });
  c.set('actor', token);
  await attempts.clear();
  if (!holds(token, 'manage')) {
    return form(c, { status: 403, wrong: 'This token does not have the scope manage.', person, to });
  }
  const device = deviceOf(c.req.header('User-Agent') ?? '');
  const signedIn = await c.var.session.signIn(signInOf(token, person, device));
  if (signedIn.outcome !== 'signed-in') {
    const wrong = 'You are signed in as often as SESSION_LIMIT_PER_SUBJECT allows. Sign out elsewhere first.';
    return form(c, { status: 409, wrong, person, to });
  }
  await setProof(c, signedIn);
  return c.redirect(to, 303);
}

export async function signOut(c: Context<ConsoleEnv>): Promise<Response> {
  await c.var.session.signOut();
  clearProof(c);
  return c.redirect('/admin/sign-in', 303);
}

function form(c: Context<ConsoleEnv>, { status = 200, wrong, person = '', to }: Shown): Promise<Response> {
  return page(
    c,
    { title: 'Sign in', status },
    <form method="post" action="/admin/sign-in" class="sign-in">
      {wrong && (
        <p class="refusal" role="alert">
          {wrong}
        </p>
      )}
      <input type="hidden" name="to" value={to} />
      <label>
        Your name
        <input name="person" value={person} autocomplete="name" required maxlength={PERSON_LENGTH} />
        <small>History says who ended a session.</small>
      </label>
      <label>
        API token
        <input name="token" type="password" autocomplete="off" required />
        <small>One with the scope manage. It is exchanged for a session and not kept.</small>
      </label>
      <button type="submit">Sign in</button>
    </form>,
  );
}

function attemptsFrom(c: Context<ConsoleEnv>): DurableObjectStub<SignInAttempts> {
  const namespace = c.env.SIGN_IN_ATTEMPTS as DurableObjectNamespace<SignInAttempts>;
  return namespace.getByName(networkOf(c.req.header('CF-Connecting-IP') ?? null));
}

/** A page of the console; anything else is its first one. */
function returnTo(c: Context<ConsoleEnv>, given: string | null): string {
  const { origin } = new URL(c.req.url);
  if (given === null || !URL.canParse(given, origin)) return '/admin';
  const { origin: there, pathname, search } = new URL(given, origin);
  const isPage = there === origin && /^\/admin(\/(?!(?:sign-in|sign-out|live)$)|$)/.test(pathname);
  return isPage ? `${pathname}${search}` : '/admin';
}
