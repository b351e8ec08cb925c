/** CreateSession: one more session of a subject that has some, and the first of a new subject (whose object begins to exist). */
import { bareRequests, serviceRequests } from '../contestants.mjs';
import { interleaved } from '../rounds.mjs';
import { Sessions } from '../sessions.mjs';
import { FEW_SUBJECTS, MANY_SUBJECTS } from '../stock.mjs';

const AIM = 0.7;

/**
 * @param {import('../scene.mjs').Scene} scene
 * @returns {Promise<import('../line.mjs').Line[]>}
 */
export async function measureCreateSession({ service, bare, effort }) {
  const compare = async (
    /** @type {string} */ name,
    /** @type {(n: number) => number} */ subjectOf,
    /** @type {number | null} */ aim,
  ) => {
    const contender = (
      /** @type {string} */ of,
      /** @type {import('../client.mjs').Client} */ client,
      /** @type {(session: unknown) => Buffer} */ requestOf,
    ) => {
      const sessions = new Sessions(2);
      let n = 0;
      const portion = () => Array.from({ length: effort.writes }, () => requestOf(sessions.next(subjectOf(n++))));
      return { name: of, slice: () => client.measured(portion(), 201) };
    };
    const results = await interleaved(
      [contender('ours', service, serviceRequests.create), contender('bare', bare, bareRequests.create)],
      effort,
    );
    return { name, than: 'bare write + upsert', ours: results.get('ours') ?? [], base: results.get('bare') ?? [], aim };
  };
  return [
    await compare('CreateSession, subject with sessions', (n) => n % FEW_SUBJECTS, AIM),
    await compare('CreateSession, new subject', (n) => MANY_SUBJECTS + n, null),
  ];
}
