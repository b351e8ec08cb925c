/** `/docs`: the OpenAPI document as a page that can be read, without scripts and without another host. */
import { html } from 'hono/html';
import {
  type DescribedOperation,
  type DescribedParameter,
  type OpenApiDocument,
  openApiDocument,
  resolve,
} from './openapi-document.ts';
import { type Markup, page } from './page.ts';
import { inWords } from './schema-in-words.ts';

export async function docsPage(): Promise<Response> {
  const document = await openApiDocument();
  return page(document.info.title, docs(document));
}

function docs({ info, paths, components }: OpenApiDocument): Markup {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(method.toUpperCase(), path, described, components)),
  );
  return html`<p>${info.description}</p>
<p>Version ${info.version}. The same as a document: <a href="/openapi.json">openapi.json</a></p>
${operations}`;
}

function operation(
  method: string,
  path: string,
  described: DescribedOperation,
  components: OpenApiDocument['components'],
): Markup {
  const given = described.requestBody?.content['application/json'];
  const parameters = described.parameters.map((one) => parameter(resolve(one, components.parameters)));
  const answers = Object.entries(described.responses).map(
    ([status, response]) =>
      html`<tr><th scope="row"><code>${status}</code></th><td>${resolve(response, components.responses)?.description}</td></tr>`,
  );
  return html`<section id="${described.operationId}">
<h2><code>${method} ${path}</code></h2>
<p>${described.operationId}: ${described.summary} ${described.description}</p>
${parameters.length === 0 ? '' : html`<h3>Parameters</h3><table>${parameters}</table>`}
${given === undefined ? '' : body(given, components.schemas)}
<h3>Answers</h3>
<table>${answers}</table>
</section>
`;
}

const parameter = (described: DescribedParameter | undefined): Markup =>
  html`<tr><th scope="row"><code>${described?.name}</code></th><td>${described?.in}${described?.required ? ', required' : ''}</td><td>${described?.description}</td></tr>`;

interface Fields {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

function body(
  { schema, example }: { readonly schema: Fields; readonly example: object },
  shared: Readonly<Record<string, object>>,
): Markup {
  const required = new Set(schema.required ?? []);
  return html`<h3>Body</h3>
<table>${Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${required.has(name) ? 'required' : 'optional'}</td><td>${inWords(resolve(field, shared) ?? {})}</td></tr>`,
  )}</table>
<p>For example <code>${JSON.stringify(example)}</code></p>`;
}
