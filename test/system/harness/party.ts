/** One relying party of `relying-parties.ts`, and the client that it is registered as; in whatever runtime a test runs. */
import { decodeJwt, type JWTPayload } from 'jose';
import type { Behaviour, Seen } from './relying-party.ts';

export class Party {
  readonly name: string = crypto.randomUUID();
  readonly clientId: string = `client-${this.name}`;
  readonly address: string;
  readonly #origin: string;

  private constructor(origin: string) {
    this.#origin = origin;
    this.address = `${origin}/rp/${this.name}`;
  }

  /** `origin`: of the relying parties. */
  static async that(behaviour: Behaviour, origin: string): Promise<Party> {
    const party = new Party(origin);
    await party.tell(behaviour);
    return party;
  }

  /** What it does from now on; it forgets what it has seen. */
  async tell(behaviour: Behaviour): Promise<void> {
    await this.#put('told', JSON.stringify(behaviour));
  }

  /** Whoever has no answer from it yet gets this one. */
  async answer(status: number): Promise<void> {
    await this.#put('answered', String(status));
  }

  async seen(): Promise<Seen> {
    return (await (await fetch(`${this.#origin}/seen/${this.name}`)).json()) as Seen;
  }

  /** The tokens that it was sent. */
  async tokens(): Promise<string[]> {
    const { requests } = await this.seen();
    return requests.map(({ body }) => new URLSearchParams(body).get('logout_token') ?? '');
  }

  async claims(): Promise<JWTPayload[]> {
    return (await this.tokens()).map((token) => decodeJwt(token));
  }

  async #put(what: string, body: string): Promise<void> {
    const put = await fetch(`${this.#origin}/${what}/${this.name}`, { method: 'PUT', body });
    if (put.status !== 204) throw new Error(`the relying parties answered ${put.status}`);
  }
}
