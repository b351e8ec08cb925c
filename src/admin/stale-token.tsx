/** A page of a list whose token does not count any more: too old, or made for another filter. */
import type { Context } from 'hono';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';

export const staleToken = (c: Context<ConsoleEnv>, list: string) =>
  page(
    c,
    { title: 'This page is gone', status: 400 },
    <p>
      The address holds a place in a list that is too old, or that belongs to another search.{' '}
      <a href={list}>Start at the first page.</a>
    </p>,
  );
