/** Starts `npm run dev`, runs the curl line that it prints, and stops it with ctrl-C, as a newcomer would. */
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} command
 * @returns {Promise<{ seconds: number, line: string }>} seconds until the address was printed, which is after the first answer
 */
export async function firstCurl(folder, env, command) {
  const [program = '', ...args] = command;
  const started = performance.now();
  const dev = spawn(program, args, {
    cwd: folder,
    env: { ...env, PORT: String(await freePort()) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => dev.once('close', resolve));
  let output = '';
  try {
    /** @type {string} */
    const line = await new Promise((resolve, reject) => {
      const look = (/** @type {Buffer} */ chunk) => {
        output += chunk;
        const found = /^ +(curl .*)\n/m.exec(output)?.[1];
        if (found) resolve(found);
      };
      dev.stdout.on('data', look);
      dev.stderr.on('data', look);
      dev.once('close', (code) => reject(new Error(`npm run dev ended with ${code}:\n${output}`)));
    });
    const seconds = (performance.now() - started) / 1_000;
    const answer = JSON.parse(execFileSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' }));
    if (!Array.isArray(answer.results)) throw new Error(`The curl line answered ${JSON.stringify(answer)}`);
    return { seconds, line };
  } finally {
    if (dev.exitCode === null) process.kill(-Number(dev.pid), 'SIGINT');
    await ended;
  }
}
