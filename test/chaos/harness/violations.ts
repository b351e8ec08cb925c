/** What must never happen and did: collected here, read by the scene or the round that is running. */
let found: string[] = [];

export function report(violation: string): void {
  found.push(violation);
}

export function takeViolations(): string[] {
  const taken = found;
  found = [];
  return taken;
}
