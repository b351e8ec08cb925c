/** Runs one of the project's npm scripts to its end. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export function runScript(
  folder: string,
  script: string,
  environment: Record<string, string>,
  args: readonly string[] = [],
): Promise<Ended> {
  const { BASE_URL: _base, TOKEN: _token, STATE_DIR: _state, CLOUDFLARE_ACCOUNT_ID: _account, ...rest } = process.env;
  const npm = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: folder,
    env: { ...rest, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    npm.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}
