/** Who ended a session: the person, where one is named, and the token. */
import type { EndedSession } from '../session/ending.ts';
import { clipped } from './clipped.ts';

export const By = ({ by: { actor, onBehalfOf } }: { readonly by: EndedSession }) => (
  <>
    {onBehalfOf !== null && (
      <span class="line">
        <bdi>{clipped(onBehalfOf)}</bdi>
      </span>
    )}
    <span class={onBehalfOf === null ? 'line' : 'line dim'}>
      <bdi>{onBehalfOf === null ? actor : `by ${actor}`}</bdi>
    </span>
  </>
);
