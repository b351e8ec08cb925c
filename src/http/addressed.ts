/** A body may repeat what the request addresses; another value is a mistake. Contract: "Bodies and values". */
import { sessionIdOf } from '../session/keys.ts';
import type { FieldProblem } from './problem.ts';

interface Repeated {
  readonly id: string | null | undefined;
  readonly key: string | null | undefined;
}

/** @param addressed the key in `Session-Key` */
export async function otherThanAddressed(addressed: string, { id, key }: Repeated): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  if (id != null && id !== (await sessionIdOf(addressed))) {
    problems.push({ path: 'id', message: 'is not the id of the session that Session-Key names' });
  }
  if (key != null && key !== addressed) problems.push({ path: 'key', message: 'is not the key in Session-Key' });
  return problems;
}
