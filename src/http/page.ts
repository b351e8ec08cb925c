/**
 * HTML pages for people: one frame, one style sheet, nothing from another host.
 * Guarantees: everything is escaped (`hono/html`), and the content security policy allows nothing but the style of the page.
 */
import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

const STYLE = `body{font:1rem/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}a{color:#0b57d0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d9dde3}th{white-space:nowrap}
@media(prefers-color-scheme:dark){body{color:#e4e7eb;background:#16181c}a{color:#8ab4f8}th,td{border-color:#3a3f47}}`;

/** A page with a title and a body, as an answer. */
export async function page(title: string, body: Markup): Promise<Response> {
  const nonce = crypto.randomUUID();
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return new Response(String(await document), {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Cache-Control': 'no-cache',
    },
  });
}
