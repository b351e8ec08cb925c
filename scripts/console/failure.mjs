/** How a command ends: its exit code, and why where it is not done. */

export const EXIT = /** @type {const} */ ({
  done: 0,
  nothing: 1,
  usage: 2,
  noAccess: 3,
  outOfReach: 4,
  interrupted: 130,
});

/** @typedef {(typeof EXIT)[keyof typeof EXIT]} ExitCode */

export const EXIT_CODES = `Exit codes:
  0    done
  1    nothing found, or refused: by the service, or by you when asked
  2    used wrongly; nothing was sent
  3    no access: no token, one that the service does not know, or one that lacks the scope
  4    the service is out of reach, or answers 503; a change may have happened
  130  interrupted; what is known is printed`;

export class Failure extends Error {
  /** @param {ExitCode} exitCode @param {string} message */
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {string} message */
export const misused = (message) => new Failure(EXIT.usage, message);
