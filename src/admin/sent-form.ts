/**
 * What a form of the console sent. Guarantees: read once, bounded before anybody is known; whatever is no form has no fields, so
 * that no check of a field passes.
 */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ConsoleEnv } from './console-env.ts';

/** Of a form that chooses 100 sessions with all that goes with them, several times over. */
const MOST_BYTES = 64 * 1024;
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

const forms = new WeakMap<Request, Promise<URLSearchParams>>();

/** Throws an `HTTPException` of 413 where it is too long. */
export function sentForm(c: Context<ConsoleEnv>): Promise<URLSearchParams> {
  const request = c.req.raw;
  const form = forms.get(request) ?? read(request);
  forms.set(request, form);
  return form;
}

async function read(request: Request): Promise<URLSearchParams> {
  if (!FORM.test(request.headers.get('Content-Type') ?? '')) return new URLSearchParams();
  let size = 0;
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) controller.error(new HTTPException(413, { message: 'the form is too long' }));
      else controller.enqueue(chunk);
    },
  });
  return new URLSearchParams(await new Response(request.body?.pipeThrough(bounded) ?? null).text());
}
