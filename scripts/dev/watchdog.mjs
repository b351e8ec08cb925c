/**
 * Outlives `npm run dev`, in a session of its own. Guarantees: however dev.mjs ends (SIGKILL included), no wrangler and
 * no workerd of its run goes on serving, and its private folder goes. Relies on its standard input: a pipe that only
 * dev.mjs holds open.
 */
import { sweep } from './processes.mjs';

const [run, folder] = process.argv.slice(2);
if (run && folder) process.stdin.on('end', () => sweep(run, folder)).resume();
