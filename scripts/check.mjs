/** `npm run check`: types, form and lint. */
import { runChecks } from './test/checks.mjs';

process.exitCode = runChecks().failed === 0 ? 0 : 1;
