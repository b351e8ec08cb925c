/** The map: HTTP, RPC, the scheduled work, and the Durable Object class, each with what it needs from above. */
import { createConsole } from './admin/console.tsx';
import { readiness, runScheduled, servicesOf, subjectPorts } from './compose.ts';
import type { Env } from './config.ts';
import { createApp } from './http/app.ts';
import { sessionsEntrypoint } from './rpc/sessions-entrypoint.ts';
import { subjectSessions } from './subject/subject-sessions.ts';

export type { Env };

const app = createApp(servicesOf, readiness, createConsole(servicesOf, readiness));

/** One object per subject, and 4,096 buckets for keys that callers chose. */
export class SubjectSessions extends subjectSessions<Env>(subjectPorts) {}

/** One per network that signs in to the console. */
export { SignInAttempts } from './admin/sign-in-attempts.ts';

/** For other Workers, by service binding. */
export class Sessions extends sessionsEntrypoint(servicesOf) {}

export default {
  fetch: app.fetch,
  scheduled: (_controller, env) => runScheduled(env),
} satisfies ExportedHandler<Env>;
