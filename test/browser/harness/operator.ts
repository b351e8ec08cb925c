/** An operator who has signed in to the console, as a person does it: through the form. */
import type { Page } from 'playwright-core';
import { TOKEN } from '../../system/harness/service.ts';

/** Opens an address of the console, signs in, and is back where it wanted to go. */
export async function signedIn(page: Page, address: string): Promise<Page> {
  await page.goto(address);
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('API token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(address);
  return page;
}
