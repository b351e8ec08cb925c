/**
 * What a service binding says of the Worker behind it: its `props`, `{name, scopes}`, which only the configuration of that Worker
 * can set. Guarantees: no props, or any other than these, are no scopes at all; nothing is guessed.
 */
import * as v from 'valibot';
import { SCOPES } from '../config.ts';
import type { Actor } from '../http/access.ts';
import { nameText } from '../http/text.ts';

/** Of a name, as of an API token's: it stands in history and in logs. */
const NAME = 100;

const bindingProps = v.object({
  name: nameText(NAME),
  scopes: v.array(v.picklist(SCOPES, `must be one of ${SCOPES.join(', ')}`), 'must be a list'),
});

/** Null where the props are not of this form. */
export function actorOf(props: unknown): Actor | null {
  const read = v.safeParse(bindingProps, props);
  return read.success ? { name: read.output.name, scopes: new Set(read.output.scopes) } : null;
}
