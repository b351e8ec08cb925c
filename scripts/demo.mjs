/**
 * `npm run demo`: fills the running service with believable sessions, over its own HTTP API. Guarantees: running it again
 * within a day adds nothing, so an interrupted run is simply started again; waits where the service says `Retry-After`.
 *
 * Environment: BASE_URL and TOKEN (service-client.mjs); DEMO_SESSIONS (5000), DEMO_SEED (1).
 */
import { planOf } from './demo/plan.mjs';
import { demoSessions } from './demo/sessions.mjs';
import { ProgressBar } from './progress-bar.mjs';
import { ServiceClient } from './service-client.mjs';

const CLIENTS = 8;

const tally = { created: 0, present: 0, pending: 0 };

/** @param {ServiceClient} service @param {string} key @param {Record<string, unknown>} session */
async function create(service, key, session) {
  const answer = await service.post('/v1/sessions', session, { 'idempotency-key': key });
  if (answer.status !== 201) throw new Error(`The service answers ${answer.status}: ${answer.body}`);
  if (answer.headers.get('idempotency-replayed') === 'true') tally.present += 1;
  else tally.created += 1;
  if (answer.headers.get('session-index') === 'pending') tally.pending += 1;
}

process.on('SIGINT', () => {
  console.error('\nInterrupted. "npm run demo" goes on from here.');
  process.exit(130);
});

try {
  const service = ServiceClient.fromEnvironment();
  const plan = planOf(service.baseUrl, Number(process.env.DEMO_SEED || 1), Date.now());
  const sessions = demoSessions(plan.seed, plan.now, Number(process.env.DEMO_SESSIONS || 5_000));
  const bar = new ProgressBar('Sessions', sessions.length);
  const queue = sessions.entries();
  const worker = async () => {
    for (const [n, session] of queue) {
      await create(service, `demo-${plan.seed}-${plan.now}-${n}`, session);
      bar.advance();
    }
  };
  try {
    await Promise.all(Array.from({ length: CLIENTS }, worker));
  } finally {
    bar.end();
  }
  console.log(summary(service.baseUrl, sessions));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('Not finished. "npm run demo" goes on from here.');
  process.exit(1);
}

/** @param {string} baseUrl @param {Record<string, unknown>[]} sessions */
function summary(baseUrl, sessions) {
  const token = process.env.TOKEN ? '$TOKEN' : '$(cat .dev-token)';
  const curl = `curl -sS -H "Authorization: Bearer ${token}"`;
  const subject = sessions.at(-1)?.subjectId;
  return [
    '',
    `${tally.created} created, ${tally.present} were there already.`,
    ...(tally.pending > 0 ? [`${tally.pending} wait for the index and follow by themselves.`] : []),
    'A few have expired already: the service removes them by itself.',
    '',
    'Try (in the project folder):',
    '',
    '  # the first page of everybody, the oldest first; resultsToken leads to the next one',
    `  ${curl} '${baseUrl}/v1/sessions?fields=summary&countRequested=5'`,
    '',
    '  # people by a part of their name, in any case',
    `  ${curl} -G '${baseUrl}/v1/sessions' -d fields=summary --data-urlencode 'displayName=müller'`,
    '',
    '  # one person',
    `  ${curl} '${baseUrl}/v1/sessions?fields=summary&subjectId=${subject}'`,
    '',
    '  # sign that person out everywhere',
    `  ${curl} -H 'Content-Type: application/json' -d '{"subjectId":"${subject}"}' '${baseUrl}/v1/management/sessions/remove'`,
    '',
  ].join('\n');
}
