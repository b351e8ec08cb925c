/**
 * What the service is configured with in development. Guarantees: every variable of the contract ("Operations") that is
 * set in the environment reaches the service and wins over `.dev.vars`.
 */

/** JSON lists, which may go on in `<NAME>_2` to `<NAME>_9`. */
const LISTS = ['API_TOKENS', 'TICKET_KEYS', 'SIGNING_KEYS'];

const SINGLE = [
  'ISSUER',
  'ORIGIN',
  'JURISDICTION',
  'USER_DISPLAY_NAME_CLAIM_TYPE',
  'REMOVE_EXPIRED_SESSIONS',
  'REMOVE_EXPIRED_SESSIONS_BATCH_SIZE',
  'EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT',
  'COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION',
  'SESSION_ABSOLUTE_LIFETIME',
  'SESSION_LIMIT_PER_SUBJECT',
  'SESSION_LIMIT_POLICY',
  'ALLOW_PRIVATE_LOGOUT_URIS',
  'HISTORY_DAYS',
];

const CONTINUATIONS = [2, 3, 4, 5, 6, 7, 8, 9];

/** @param {string} list @returns {string[]} the list's variables, in the order in which they count */
export const familyOf = (list) => [list, ...CONTINUATIONS.map((n) => `${list}_${n}`)];

export const CONFIGURATION = [...LISTS.flatMap(familyOf), ...SINGLE];

/**
 * The variables of `.dev.vars` with those of the environment over them. A list that the environment sets is the
 * environment's as a whole: whoever sets API_TOKENS must not find a token of `.dev.vars` valid because it stands in
 * API_TOKENS_2.
 *
 * @param {Record<string, string>} devVars
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Record<string, string>}
 */
export function mergeConfiguration(devVars, environment) {
  const merged = { ...devVars };
  for (const list of LISTS) {
    if (environment[list] !== undefined) for (const name of familyOf(list)) delete merged[name];
  }
  for (const name of CONFIGURATION) {
    const value = environment[name];
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}
