/**
 * `end`: RemoveSessions, each of its flags. Guarantees: nothing ends before its dry run was shown and somebody, or `--yes`,
 * agreed; the request has an Idempotency-Key, so that the line it prints first can be repeated safely after ctrl-C or a lost
 * answer, for 24 hours.
 */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { EXIT, Failure, misused } from './failure.mjs';
import { inWords, tookNothing } from './in-words.mjs';
import { whenInterrupted } from './interruption.mjs';
import { print, printJson, say, utc } from './output.mjs';
import { REMOVAL, removalOf, repeating } from './removal.mjs';

const PATH = '/v1/management/sessions/remove';
const MAY_HAVE_HAPPENED = 'What was asked for may have happened, or a part of it.';

/** Who sits here, where the system knows. */
function whoAsks() {
  try {
    return userInfo().username || undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} sentence */
const begun = (sentence) => `${sentence[0]?.toUpperCase()}${sentence.slice(1)}`;

/** The terminal stays as it is, so that ctrl-C goes on being a signal. @param {string} question */
async function agreed(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  // Ctrl-D at the question is no.
  const closed = new Promise((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(question), closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** @type {import('./command.mjs').Command} */
export const end = {
  name: 'end',
  summary: 'ends sessions, with the tokens and consents that hang on them, and tells clients',
  options: {
    ...REMOVAL,
    'dry-run': { says: 'what it would do; does nothing' },
    yes: { says: 'do not ask; needed where there is no terminal' },
    'on-behalf-of': { value: 'name', says: 'for history; else the name of the user of this machine' },
    'idempotency-key': { value: 'key', says: 'of the first attempt, to repeat it' },
  },
  more: `--subject, --session and --id all have to match. Access tokens already issued stay valid until they expire.
A repeat with the same --idempotency-key within 24 hours gets the first answer and ends nothing more.`,
  async run(given, service) {
    const removal = removalOf(given);
    const isDry = given.is('dry-run');
    if (!isDry && !given.is('yes') && !process.stdin.isTTY)
      throw misused('Nobody can be asked here: give --yes, or --dry-run.');
    const person = given.text('on-behalf-of') ?? whoAsks();
    const headers = person === undefined ? undefined : { 'on-behalf-of': encodeURIComponent(person) };

    const { body: preview } = await service.post(PATH, { ...removal, dryRun: true }, headers);
    if (isDry) {
      if (given.is('json')) printJson(preview);
      else print(`Would do this: ${inWords(preview, 'would')}`);
      return tookNothing(preview) ? EXIT.nothing : EXIT.done;
    }
    say(begun(inWords(preview, 'would')));
    if (!given.is('yes') && !(await agreed('Go on? [y/N] '))) {
      say('Nothing was changed.');
      return EXIT.nothing;
    }

    const idempotencyKey = given.text('idempotency-key') ?? `console-${randomUUID()}`;
    const repeat = `To repeat it safely, or to learn what became of it:\n  ${repeating(given.args, idempotencyKey)}`;
    say(repeat);
    whenInterrupted(() => `${MAY_HAVE_HAPPENED} ${repeat}`);
    const { body: removed, headers: told } = await done(
      service.post(PATH, { ...removal, dryRun: false }, { ...headers, 'idempotency-key': idempotencyKey }),
      repeat,
    );
    whenInterrupted(() => 'It was done.');
    const replayed = told.get('idempotency-replayed') === 'true';
    if (given.is('json')) printJson({ ...removed, idempotencyKey, replayed });
    else
      print(
        `${begun(inWords(removed, 'has'))} ${replayed ? 'Done by the first attempt' : 'Done'} at ${utc(removed.effectiveAt)}.`,
      );
    return tookNothing(removed) ? EXIT.nothing : EXIT.done;
  },
};

/** @template T @param {Promise<T>} sent @param {string} repeat */
async function done(sent, repeat) {
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.outOfReach) throw error;
    throw new Failure(EXIT.outOfReach, `${error.message}\n${MAY_HAVE_HAPPENED} ${repeat}`);
  }
}
