/**
 * What `end` asks for, from its options, and the line that repeats it. Guarantees: the same options give the same bytes, which
 * an Idempotency-Key needs; the line can be pasted into bash or zsh, whatever its arguments hold.
 */
import { basename } from 'node:path';
import { escaped, shown } from './cell-text.mjs';
import { misused } from './failure.mjs';

/** @type {import('./given.mjs').Options} */
export const REMOVAL = {
  subject: { value: 'subject', says: 'whose sessions, exactly' },
  session: { value: 'session id', says: 'exactly; without --subject whoever has it' },
  id: { value: 'id', says: 'as "list" shows it', many: true },
  'except-session': { value: 'session id', says: 'that stays, with what belongs to it', many: true },
  client: { value: 'client id', says: 'only its tokens and consents go, only it is told', many: true },
  'bff-partition': { value: 'partition', says: 'BFF sessions there end, too', many: true },
  'keep-session': { says: 'the sessions stay' },
  'no-tokens': { says: 'tokens stay' },
  'no-consents': { says: 'consents stay' },
  'no-notify': { says: 'no client is told' },
  reason: { value: 'reason', says: 'terminated (else this) or user_logout: for history and logout tokens' },
};

/** @param {import('./given.mjs').Given} given */
export function removalOf(given) {
  const [subjectId, sessionId, ids] = [given.text('subject'), given.text('session'), given.texts('id')];
  if (subjectId === undefined && sessionId === undefined && ids === undefined)
    throw misused('Whose? Give --subject, --session or --id.');
  const reason = given.text('reason');
  if (reason !== undefined && !['terminated', 'user_logout'].includes(reason))
    throw misused('--reason is terminated or user_logout.');
  return {
    subjectId,
    sessionId,
    ids,
    clientIds: given.texts('client'),
    exceptSessionIds: given.texts('except-session'),
    bffPartitions: given.texts('bff-partition'),
    removeServerSideSession: !given.is('keep-session'),
    sendBackchannelLogoutNotification: !given.is('no-notify'),
    revokeTokens: !given.is('no-tokens'),
    revokeConsents: !given.is('no-consents'),
    reason,
  };
}

/** As it was started, so that the line works where it is printed. */
function program() {
  if (process.env.npm_lifecycle_event === 'console') return ['npm', 'run', '--silent', 'console', '--'];
  const [, script = ''] = process.argv;
  return basename(script) === 'console.mjs' ? ['node', script] : [basename(script)];
}

/** @param {string} text */
function quoted(text) {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (shown(text) === text) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escapes = escaped(text.replaceAll(/['\\]/g, '\\$&'), (code) => `\\U${code.toString(16).padStart(8, '0')}`);
  return `$'${escapes}'`;
}

/** @param {readonly string[]} args as given @param {string} idempotencyKey */
export function repeating(args, idempotencyKey) {
  const added = args.includes('--yes') ? [] : ['--yes'];
  const isKeyed = args.some((arg) => arg.split('=')[0] === '--idempotency-key');
  const key = isKeyed ? [] : ['--idempotency-key', idempotencyKey];
  return [...program(), 'end', ...args, ...added, ...key].map(quoted).join(' ');
}
