/**
 * What answers have told, for requests to come back to: keys, ids, tokens of pages, revisions. Guarantees: it is bounded;
 * `<kind:n>` in a text becomes what was told of that kind, or stays a text that nothing has.
 */
const MOST = 40;
/** By the name of a member, unless what it is a member of says more. */
const KINDS = ['sessionKey', 'bffKey', 'grantKey', 'id', 'deliveryId', 'resultsToken', 'revision', 'sessionId'];

export class Memory {
  readonly #told = new Map<string, string[]>();

  remember(body: unknown): void {
    if (Array.isArray(body)) for (const one of body) this.remember(one);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
    for (const [name, value] of Object.entries(body)) {
      const kind = kindOf(name, body);
      const tellable = typeof value === 'string' || typeof value === 'number';
      if (tellable && KINDS.includes(kind)) this.#add(kind, String(value));
      else this.remember(value);
    }
  }

  #add(kind: string, value: string): void {
    const told = this.#told.get(kind) ?? [];
    if (told.includes(value)) return;
    this.#told.set(kind, [...told, value].slice(-MOST));
  }

  resolve(text: string): string {
    return text.replaceAll(/<(\w+):(\d+)>/g, (placeholder, kind: string, n: string) => {
      const told = this.#told.get(kind) ?? [];
      return told[Number(n) % told.length] ?? placeholder;
    });
  }
}

function kindOf(name: string, within: object): string {
  if (name === 'id') return 'attempts' in within ? 'deliveryId' : 'id';
  if (name !== 'key') return name;
  if ('partition' in within) return 'bffKey';
  return 'data' in within ? 'grantKey' : 'sessionKey';
}
