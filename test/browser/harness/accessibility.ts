/** What axe finds wrong with a page as it is drawn now: rules of WCAG 2.2 A and AA, and the best practices of axe. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One line for each element and rule; none is the aim. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as a script: the page's own policy would refuse that.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as AxeResults;
  if (found.passes.length === 0) throw new Error('axe has looked at nothing');
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
