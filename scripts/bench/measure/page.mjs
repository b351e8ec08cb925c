/** A page of 25 summaries without a text filter, over HTTP, with LARGE rows in D1 against SMALL. */
import { parsed, serviceRequests } from '../contestants.mjs';
import { interleaved } from '../rounds.mjs';
import { seedIndex } from '../seed-index.mjs';
import { cycling } from '../stock.mjs';

const SMALL = 1_000;
const LARGE = 100_000;
/** "Within 1.3 of each other". */
const AIM = 1 / 1.3;

/**
 * @param {import('../contestants.mjs').Contestants} contestants
 * @param {import('../scene.mjs').Effort} effort
 * @returns {Promise<import('../line.mjs').Line[]>}
 */
export async function measurePage(contestants, effort) {
  const services = await contestants.servicesOver(['small', 'large']);
  for (const [name, rows] of /** @type {const} */ ([
    ['small', SMALL],
    ['large', LARGE],
  ])) {
    await seedIndex(await services.migrate(name), rows);
  }
  const small = await services.client('small');
  const large = await services.client('large');

  const compare = async (
    /** @type {string} */ what,
    /** @type {string} */ query,
    /** @type {number | null} */ aim,
    deep = false,
  ) => {
    const portion = async (/** @type {import('../client.mjs').Client} */ client) => {
      const token = deep ? `&resultsToken=${encodeURIComponent(await tokenOfMiddle(client))}` : '';
      return cycling([serviceRequests.page(`fields=summary&${query}${token}`)], effort.pages);
    };
    const ofSmall = await portion(small);
    const ofLarge = await portion(large);
    const results = await interleaved(
      [
        { name: 'small', slice: () => small.measured(ofSmall()) },
        { name: 'large', slice: () => large.measured(ofLarge()) },
      ],
      effort,
    );
    const name = `page of 25, ${what}, ${LARGE} rows`;
    return { name, than: `${SMALL} rows`, ours: results.get('large') ?? [], base: results.get('small') ?? [], aim };
  };
  const lines = [
    await compare('first, totals=false', 'totals=false', AIM),
    await compare('in the middle, totals=false', 'totals=false', AIM, true),
    await compare('first, with totals', 'totals=true', null),
  ];
  await services.stop();
  return lines;
}

/** A token after 500 rows: far from both ends of the small list. @param {import('../client.mjs').Client} client */
async function tokenOfMiddle(client) {
  const [page] = parsed(await client.answers([serviceRequests.page('fields=summary&totals=false&countRequested=500')]));
  return page.resultsToken;
}
