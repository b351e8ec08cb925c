/** Runs the command that the arguments name. Guarantees: resolves to the exit code, whatever happens. */
import { Asked } from './asked.mjs';
import { clients } from './clients.mjs';
import { helpOn, helpOnAll } from './command.mjs';
import { deliveries } from './deliveries.mjs';
import { end } from './end.mjs';
import { EXIT, Failure, misused } from './failure.mjs';
import { Given } from './given.mjs';
import { grants } from './grants.mjs';
import { history } from './history.mjs';
import { listenForInterruption } from './interruption.mjs';
import { print, say } from './output.mjs';
import { redeliver } from './redeliver.mjs';
import { sessions } from './sessions.mjs';
import { show } from './show.mjs';
import { stats } from './stats.mjs';

/** @type {readonly import('./command.mjs').Command[]} */
const COMMANDS = [sessions, show, end, history, deliveries, redeliver, grants, clients, stats];

/** @param {readonly string[]} args @returns {Promise<import('./failure.mjs').ExitCode>} */
async function obey([name = '', ...args]) {
  const command = COMMANDS.find((one) => one.name === name);
  if (['help', '--help', '-h'].includes(name)) {
    const about = COMMANDS.find((one) => one.name === args[0]);
    print(about ? helpOn(about) : helpOnAll(COMMANDS));
    return EXIT.done;
  }
  if (!command) throw misused(name === '' ? helpOnAll(COMMANDS) : `There is no command ${name}: --help lists them.`);
  const given = new Given(args, command.options, command.id === undefined ? [] : [command.id]);
  if (given.is('help')) {
    print(helpOn(command));
    return EXIT.done;
  }
  return command.run(given, Asked.by(given));
}

/** @param {readonly string[]} args */
export async function run(args) {
  listenForInterruption();
  try {
    return await obey(args);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(error.message);
    return error.exitCode;
  }
}
