/**
 * `POST /v1/operations/reindex` (ours): an operator makes objects project everything again (design.md, 2). The namespace
 * cannot list its objects at run time, so their ids come from outside.
 */
import * as v from 'valibot';
import { operation } from './operation.ts';

export const reindex = operation({
  name: 'Reindex',
  method: 'POST',
  path: '/v1/operations/reindex',
  scope: 'configure',
  writes: true,
  headers: {},
  query: {},
  body: v.strictObject(
    {
      objects: v.pipe(
        v.array(
          v.pipe(v.string('must be a string'), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')),
          'must be a list',
        ),
        v.minLength(1, 'must not be empty'),
        v.maxLength(100, 'must have at most 100 entries'),
      ),
    },
    'must be a JSON object',
  ),
  async handle({ services, body }) {
    const { projected, waiting } = await services().reindex(body.objects);
    return { answer: { status: 200, body: { projected, waiting } } };
  },
});
