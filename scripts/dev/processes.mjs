/**
 * The processes of one `npm run dev`, found by a mark in their environment that children inherit. Guarantees: nothing
 * without the mark is ever signalled, whatever shares our process group. (Killing wrangler alone leaves workerd serving,
 * and a process id of a dead parent's child is not to be had any more.)
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export const MARK = 'EDGE_SESSIONS_DEV_RUN';

const hasProc = existsSync('/proc/self/environ');

/** @param {string} run @returns {number[]} */
function marked(run) {
  const mark = `${MARK}=${run}`;
  if (hasProc) {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry) && environOf(entry).split('\0').includes(mark))
      .map(Number);
  }
  return execFileSync('ps', ['-Axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter((line) => line.split(' ').includes(mark))
    .map((line) => Number.parseInt(line, 10));
}

/** @param {string} pid */
function environOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // Another user's, or gone meanwhile.
  }
}

/**
 * Ends what is left of a run and removes its private folder.
 * @param {string} run
 * @param {string} folder
 */
export async function sweep(run, folder) {
  for (let left = marked(run); left.length > 0; left = marked(run)) {
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile.
      }
    }
    await pause(20);
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The processes whose end must end us: our parent and, since npm starts scripts through a shell, that one's parent.
 * @returns {() => boolean} whether both still are what they were
 */
export function watchParents() {
  const shell = process.ppid;
  const npm = process.env.npm_lifecycle_event ? parentOf(shell) : undefined;
  return () => process.ppid === shell && (npm === undefined || isParent(npm, shell));
}

/** @param {number} pid @returns {number | undefined} */
function parentOf(pid) {
  try {
    if (hasProc) return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

/** Asks the kernel for the parent where that is cheap: a killed npm that nobody waits for still takes signals. */
function isParent(/** @type {number} */ parent, /** @type {number} */ child) {
  if (hasProc) return parentOf(child) === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
