/**
 * `/problems/<code>`: what a problem means and what to do about it, for the developer of a client. The words are those of the
 * OpenAPI document, so that they are in the bundle once, and packed.
 */
import { html } from 'hono/html';
import { openApiDocument } from './openapi-document.ts';
import { type Markup, page } from './page.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

export async function problemPage(code: ProblemCode): Promise<Response> {
  const { components } = await openApiDocument();
  const meaning = components.schemas.Problem.properties.code.oneOf.find((described) => described.const === code);
  const { status, title } = PROBLEMS[code];
  const body: Markup = html`<p>${meaning?.description}</p>
<p>Status <code>${status}</code>, code <code>${code}</code>. <a href="/docs">The whole API</a></p>`;
  return page(title, body);
}
