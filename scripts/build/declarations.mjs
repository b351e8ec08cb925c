/**
 * The declarations of a package, out of all that the compiler makes. Guarantees: what is left is what the entries lead to, and
 * names its neighbours as the JavaScript they stand for (`./x.js`), which every resolution of modules understands.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** In `from '…'` and `import('…')`: the path of a neighbour without its ending. */
const NEIGHBOUR = /(?<=\b(?:from |import\()(['"]))(\.{1,2}\/[^'"]+)\.ts(?=\1)/g;

/** @param {string} folder @param {readonly string[]} entries paths of declarations in it */
export function keepReached(folder, entries) {
  const reached = new Set(entries);
  // A set that grows is walked to its end.
  for (const path of reached) {
    const text = readFileSync(join(folder, path), 'utf8');
    for (const [, , neighbour = ''] of text.matchAll(NEIGHBOUR))
      reached.add(`${posix.join(posix.dirname(path), neighbour)}.d.ts`);
    writeFileSync(join(folder, path), text.replaceAll(NEIGHBOUR, '$2.js'));
  }
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.d.ts') && !reached.has(path.replaceAll('\\', '/'))) rmSync(join(folder, path));
}
