/** Every object that was ever called: a namespace cannot be listed, and the driver rings all their alarms. */
const known = new Set<string>();
let ofScene = new Set<string>();

export function remember(route: string): void {
  known.add(route);
  ofScene.add(route);
}

export const knownObjects = (): readonly string[] => [...known];

/** Those that were called since the last `forgetScene`. */
export const objectsOfScene = (): readonly string[] => [...ofScene];

export function forgetScene(): void {
  ofScene = new Set();
}
