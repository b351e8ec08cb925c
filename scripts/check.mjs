/** The types of every part against the libraries of where it runs, then form and lint: `npm run check`. */
import { spawnSync } from 'node:child_process';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

/** Folders with a `tsconfig.json`. */
const PROJECTS = [
  '.',
  'src/browser',
  'scripts',
  'test/chaos',
  'test/chaos/runner',
  'test/bench',
  'test/system',
  'test/system/harness',
  'test/browser',
  'examples/bff',
];

/** @param {string} tool @param {string[]} args */
const holds = (tool, args) =>
  spawnSync(tool, args, { cwd: projectRoot, env: toolEnvironment(), stdio: 'inherit' }).status === 0;

const failed = PROJECTS.filter((project) => !holds('tsc', ['--noEmit', '-p', project]));
const isFormed = holds('biome', ['check', '--error-on-warnings', '.']);
process.exitCode = failed.length === 0 && isFormed ? 0 : 1;
