/** What the console says where it does not do what was asked: in words, in the frame, with the status of the reason. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';

export interface Refusal {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  /** What has happened and what to do; repeats nothing that was sent. */
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export const refusalPage = (c: Context<ConsoleEnv>, { status, title, detail, errors = [] }: Refusal) =>
  page(
    c,
    { title, status },
    <>
      <p class="refusal" role="alert">
        {detail}
      </p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </>,
  );
