/** The service inside of a Worker that has more to do, for the compiler. */
import service, { type Env, Sessions, SignInAttempts, SubjectSessions } from 'edge-sessions';

export { Sessions, SignInAttempts, SubjectSessions };

export default {
  fetch: async (request, env, ctx) =>
    new URL(request.url).pathname === '/mine' ? new Response('mine') : service.fetch(request, env, ctx),
  scheduled: (controller, env) => service.scheduled(controller, env),
} satisfies ExportedHandler<Env>;

// @ts-expect-error the index is missing
export const wrong: Env = { SUBJECTS: {} as DurableObjectNamespace, SIGN_IN_ATTEMPTS: {} as DurableObjectNamespace };
