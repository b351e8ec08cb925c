#!/usr/bin/env node
/**
 * `npm run console`, and `edge-sessions` where the package is installed: who is signed in, and end it, over the HTTP API.
 * Guarantees: the exit codes of console/failure.mjs; neither a token nor a key is an argument or printed. Relies on Node 20
 * and nothing that is installed.
 */
import { run } from './console/run.mjs';

process.exitCode = await run(process.argv.slice(2));
