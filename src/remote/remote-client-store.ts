/** The registered clients of a service elsewhere: `ClientStore` over the HTTP contract ("Clients"). */
import type { Client } from '../client/client.ts';
import { isClientId } from '../client/client-id.ts';
import type {
  ClientOutcome,
  ClientQuery,
  ClientQueryOutcome,
  ClientStore,
  RegisterOutcome,
} from '../client/client-store.ts';
import type { RegistrationProblem } from '../client/registration.ts';
import { invalidValue, RequestRefused } from '../session/request-refused.ts';
import { answerOf, call, type Refusals } from './call.ts';
import type { Exchange } from './exchange.ts';
import { pageOf, pageQuery } from './page.ts';
import { isSegment } from './path.ts';

const PATH = '/v1/clients/:clientId';
const GET: Refusals<ClientOutcome, 'found'> = { 'client-not-found': true };
const QUERY: Refusals<ClientQueryOutcome, 'page'> = { 'results-token-invalid': true };

export class RemoteClientStore implements ClientStore {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async register({ clientId, ...registration }: Client): Promise<RegisterOutcome> {
    if (!canExist(clientId)) throw invalidValue('clientId', 'is no client id');
    try {
      const { status, body } = await answerOf(this.#exchange, {
        method: 'PUT',
        path: PATH,
        params: { clientId },
        body: JSON.stringify(registration),
        writes: true,
        repeatable: false,
      });
      return { outcome: status === 201 ? 'registered' : 'replaced', client: body as Client };
    } catch (fault) {
      const problems = registrationProblems(fault);
      if (problems === null) throw fault;
      return { outcome: 'refused', problems };
    }
  }

  async client(clientId: string): Promise<ClientOutcome> {
    if (!canExist(clientId)) return { outcome: 'client-not-found' };
    const found = await call(this.#exchange, GET, {
      method: 'GET',
      path: PATH,
      params: { clientId },
      writes: false,
      repeatable: true,
    });
    return found.outcome === 'answered' ? { outcome: 'found', client: found.answer.body as Client } : found;
  }

  async remove(clientId: string): Promise<void> {
    if (!canExist(clientId)) return;
    await answerOf(this.#exchange, {
      method: 'DELETE',
      path: PATH,
      params: { clientId },
      writes: true,
      // Gone is gone, and the answer says no more.
      repeatable: true,
    });
  }

  async query(query: ClientQuery): Promise<ClientQueryOutcome> {
    const found = await call(this.#exchange, QUERY, {
      method: 'GET',
      path: '/v1/clients',
      query: pageQuery(query),
      writes: false,
      repeatable: true,
    });
    if (found.outcome !== 'answered') return found;
    return { outcome: 'page', page: pageOf(found.answer.body, (json) => json as Client) };
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
