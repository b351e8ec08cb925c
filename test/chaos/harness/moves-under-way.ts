/**
 * Which ids each home is moving at this moment, told by the homes after every transaction: module state that a call to
 * another object can be held against without asking (consistency.md, section 6, lesson 2).
 */
const moving = new Map<string, ReadonlySet<string>>();

export function tellMoves(home: string, ids: readonly string[]): void {
  moving.set(home, new Set(ids));
}

export const isMoving = (home: string, id: string): boolean => moving.get(home)?.has(id) ?? false;
