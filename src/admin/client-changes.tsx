/**
 * Changes of registrations: add, save, enable, disable, remove, and a test notification. Guarantees: what is refused is shown with
 * what was typed; adding replaces no client, also where two add one id at once: the first one wins, the other one is told.
 */
import type { Context } from 'hono';
import { CLIENT_DEFAULTS, type Client } from '../client/client.ts';
import type { RegisterOptions } from '../client/client-store.ts';
import { type FieldProblem, RequestRefused } from '../session/request-refused.ts';
import { ClientForm, clientTyped, Refused } from './client-form.tsx';
import { clientAddress } from './client-name.tsx';
import { noSuchClient, showClient } from './client-page.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';
import { sentForm } from './sent-form.ts';

type Change = (c: Context<ConsoleEnv>, client: Client) => Promise<Response>;

const NEW = '/admin/clients/new';

/** The service decides it as it writes; whether the client was there before the form was opened, nobody knows. */
const TAKEN: FieldProblem = { path: 'clientId', message: 'belongs to a client that is registered already' };

export const newClientPage = (c: Context<ConsoleEnv>) => newClient(c, { ...CLIENT_DEFAULTS, clientId: '' }, []);

const newClient = (c: Context<ConsoleEnv>, client: Client, errors: readonly FieldProblem[]) =>
  page(
    c,
    { title: 'Add a client', status: errors.length > 0 ? 400 : 200 },
    <>
      <Refused errors={errors} />
      {errors.includes(TAKEN) && (
        <p>
          This client id is taken, perhaps since this form was opened.{' '}
          <a href={clientAddress(client.clientId)}>The client that has it</a> was not changed; what you typed is below.
        </p>
      )}
      <ClientForm
        client={client}
        isNew={true}
        errors={errors}
        config={c.get('config')}
        operator={c.get('operator')}
        action={NEW}
      />
    </>,
  );

export async function addClient(c: Context<ConsoleEnv>): Promise<Response> {
  const client = clientTyped(await sentForm(c), null);
  const errors = await register(c, client, { createOnly: true });
  return errors.length > 0 ? newClient(c, client, errors) : done(c, client, 'added');
}

/** Of a client that exists: what the button says. */
export async function changeClient(c: Context<ConsoleEnv>): Promise<Response> {
  const form = await sentForm(c);
  const found = await c.get('service').clients.client(c.req.query('clientId') ?? '');
  if (found.outcome !== 'found') return noSuchClient(c);
  const change = CHANGES.get(form.get('do'));
  return change === undefined ? showClient(c, found.client) : change(c, found.client);
}

const save: Change = async (c, client) => {
  const typed = clientTyped(await sentForm(c), client.clientId);
  const errors = await register(c, typed);
  return errors.length > 0 ? showClient(c, client, { typed, errors }) : done(c, client, 'saved');
};

const enable =
  (enabled: boolean): Change =>
  async (c, client) => {
    const errors = await register(c, { ...client, enabled });
    return errors.length > 0 ? showClient(c, client, { errors }) : done(c, client, enabled ? 'enabled' : 'disabled');
  };

const remove: Change = async (c, { clientId }) => {
  await c.get('service').clients.remove(clientId);
  return c.redirect('/admin/clients?removed=true', 303);
};

const test: Change = async (c, client) => {
  const tested = await c.get('service').clients.test(client.clientId);
  return tested.outcome === 'tried' ? showClient(c, client, { trial: tested.trial }) : noSuchClient(c);
};

const CHANGES: ReadonlyMap<unknown, Change> = new Map([
  ['save', save],
  ['enable', enable(true)],
  ['disable', enable(false)],
  ['remove', remove],
  ['test', test],
]);

/** What is wrong with a registration; empty: it holds. */
async function register(
  c: Context<ConsoleEnv>,
  client: Client,
  options: RegisterOptions = {},
): Promise<readonly FieldProblem[]> {
  try {
    const registered = await c.get('service').clients.register(client, options);
    if (registered.outcome === 'revision-mismatch') return [TAKEN];
    if (registered.outcome !== 'refused') return [];
    return registered.problems.map(({ member, message }) => ({ path: member, message }));
  } catch (fault) {
    if (fault instanceof RequestRefused && fault.code === 'invalid-request') return fault.errors;
    throw fault;
  }
}

const done = (c: Context<ConsoleEnv>, { clientId }: Client, word: string): Response =>
  c.redirect(clientAddress(clientId, { done: word }), 303);
