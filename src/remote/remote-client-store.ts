/** The registered clients of a service elsewhere: `ClientStore` over the HTTP contract ("Clients"). */
import type { Client } from '../client/client.ts';
import { isClientId } from '../client/client-id.ts';
import type {
  ClientOutcome,
  ClientQuery,
  ClientQueryOutcome,
  ClientStore,
  ClientTrial,
  RegisterOptions,
  RegisterOutcome,
  TrialOutcome,
} from '../client/client-store.ts';
import type { RegistrationProblem } from '../client/registration.ts';
import { invalidValue, RequestRefused } from '../session/request-refused.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { pageOf, pageQuery } from './page.ts';
import { isSegment } from './path.ts';

const REFUSALS: Refusals<
  Exclude<RegisterOutcome, { outcome: 'refused' }> | ClientOutcome | ClientQueryOutcome | TrialOutcome
> = {
  'revision-mismatch': true,
  'client-not-found': true,
  'results-token-invalid': true,
};
const ALL = '/v1/clients';
const ONE = `${ALL}/:clientId`;

export class RemoteClientStore implements ClientStore {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async register({ clientId, ...body }: Client, { createOnly }: RegisterOptions = {}): Promise<RegisterOutcome> {
    if (!canExist(clientId)) throw invalidValue('clientId', 'is no client id');
    const headers = { 'If-None-Match': createOnly ? '*' : undefined };
    try {
      return await this.#calls.write<RegisterOutcome>(
        'PUT',
        ONE,
        { params: { clientId }, headers, body },
        (answer) => ({
          outcome: answer.status === 201 ? 'registered' : 'replaced',
          client: answer.body as Client,
        }),
      );
    } catch (fault) {
      const problems = registrationProblems(fault);
      if (problems === null) throw fault;
      return { outcome: 'refused', problems };
    }
  }

  async client(clientId: string): Promise<ClientOutcome> {
    if (!canExist(clientId)) return { outcome: 'client-not-found' };
    return this.#calls.read<ClientOutcome>(ONE, { params: { clientId } }, ({ body }) => ({
      outcome: 'found',
      client: body as Client,
    }));
  }

  /** Repeated: gone is gone, and the answer says no more. */
  async remove(clientId: string): Promise<void> {
    if (!canExist(clientId)) return;
    await this.#calls.write('DELETE', ONE, { params: { clientId }, repeatable: true }, () => undefined);
  }

  async query(query: ClientQuery) {
    return this.#calls.read<ClientQueryOutcome>(ALL, { query: pageQuery(query) }, ({ body }) => ({
      outcome: 'page',
      page: pageOf(body, (json) => json as Client),
    }));
  }

  /** Takes as long as the client does: up to 10 s, which is also what a call of this store may take by default. */
  async test(clientId: string): Promise<TrialOutcome> {
    if (!canExist(clientId)) return { outcome: 'client-not-found' };
    return this.#calls.write<TrialOutcome>('POST', `${ONE}/test`, { params: { clientId } }, ({ body }) => ({
      outcome: 'tried',
      trial: body as ClientTrial,
    }));
  }
}

const canExist = (clientId: string): boolean => isClientId(clientId) && isSegment(clientId);

const REFUSABLE: readonly string[] = [
  'backChannelLogoutUri',
  'idTokenSignedResponseAlg',
] satisfies RegistrationProblem['member'][];

/** What the policy has against a registration; null where something else is wrong. */
function registrationProblems(fault: unknown): readonly RegistrationProblem[] | null {
  if (!(fault instanceof RequestRefused) || fault.code !== 'invalid-request') return null;
  if (!fault.errors.every(({ path }) => REFUSABLE.includes(path))) return null;
  return fault.errors.map(({ path, message }) => ({ member: path as RegistrationProblem['member'], message }));
}
