/**
 * A client's registration as a form: every field with what it means. Guarantees: what was typed stays, also what was refused; an
 * error stands at its field. The id of a client that exists cannot be changed: it is another client.
 */
import type { Child } from 'hono/jsx';
import {
  type Client,
  LOGOUT_TOKEN_CLAIMS,
  type LogoutTokenClaim,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from '../client/client.ts';
import type { Config } from '../config.ts';
import { LIMITS } from '../session/limits.ts';
import type { FieldProblem } from '../session/request-refused.ts';
import { FormToken } from './form-token.tsx';
import type { Operator } from './operator.ts';

interface FormProps {
  readonly client: Client;
  readonly isNew: boolean;
  readonly errors: readonly FieldProblem[];
  readonly config: Config;
  readonly operator: Operator;
  readonly action: string;
}

/** `clientId` of a client that exists; null: it is among what was typed. */
export function clientTyped(form: URLSearchParams, clientId: string | null): Client {
  const text = (name: keyof Client): string => form.get(name) ?? '';
  return {
    clientId: clientId ?? text('clientId'),
    enabled: form.has('enabled'),
    displayName: text('displayName') || null,
    backChannelLogoutUri: text('backChannelLogoutUri').trim() || null,
    backChannelLogoutSessionRequired: form.has('backChannelLogoutSessionRequired'),
    // What is none of these is refused by the service.
    logoutTokenClaims: form.getAll('logoutTokenClaims') as LogoutTokenClaim[],
    idTokenSignedResponseAlg: text('idTokenSignedResponseAlg') as SigningAlgorithm,
    coordinateLifetimeWithUserSession:
      LIFETIMES.find(([, value]) => value === text('coordinateLifetimeWithUserSession'))?.[0] ?? null,
  };
}

const LIFETIMES: readonly (readonly [coordinated: boolean | null, value: string, name: string])[] = [
  [null, '', 'as configured'],
  [true, 'true', 'yes'],
  [false, 'false', 'no'],
];

const NAMES: Readonly<Record<keyof Client, string>> = {
  clientId: 'Client id',
  displayName: 'Display name',
  enabled: 'Enabled',
  backChannelLogoutUri: 'Logout address',
  logoutTokenClaims: 'A logout token names',
  idTokenSignedResponseAlg: 'Signed with',
  coordinateLifetimeWithUserSession: 'Lives with the session',
  backChannelLogoutSessionRequired: 'Needs the session id',
};

const fieldOf = ({ path }: FieldProblem): string => path.split('.')[0] ?? '';

/** For the top of a page: which fields keep a registration from being saved. */
export function Refused({ errors }: Pick<FormProps, 'errors'>) {
  if (errors.length === 0) return null;
  const wrong = Object.entries(NAMES).filter(([name]) => errors.some((error) => fieldOf(error) === name));
  return (
    <p class="refusal" role="alert">
      Nothing was saved. To be mended:{' '}
      {wrong.map(([name, label], n) => (
        <>
          {n > 0 && ', '}
          <a href={`#${name}`}>{label}</a>
        </>
      ))}
    </p>
  );
}

export function ClientForm({ client, isNew, errors, config, operator, action }: FormProps) {
  const at = (name: keyof Client) => stateOf(name, errors);
  const byDefault = config.coordinateClientLifetimesWithUserSession ? 'yes' : 'no';
  return (
    <form method="post" action={action} class="stacked">
      <FormToken operator={operator} />
      {isNew && (
        <Field of={at('clientId')} hint="As the provider knows it. It cannot be changed later.">
          <input
            {...at('clientId').input}
            value={client.clientId}
            dir="auto"
            required
            maxlength={LIMITS.clientId * 2}
          />
        </Field>
      )}
      <Field of={at('displayName')} hint="For people who read this.">
        <input {...at('displayName').input} value={client.displayName ?? ''} dir="auto" />
      </Field>
      <Check of={at('enabled')} checked={client.enabled} hint="A disabled client is told nothing." />
      <Field
        of={at('backChannelLogoutUri')}
        hint="Where logout tokens are sent: https, and public. Without one the client is told nothing."
      >
        <input {...at('backChannelLogoutUri').input} value={client.backChannelLogoutUri ?? ''} inputmode="url" />
      </Field>
      <fieldset id="logoutTokenClaims" aria-describedby={at('logoutTokenClaims').describedBy}>
        <legend>{NAMES.logoutTokenClaims}</legend>
        {LOGOUT_TOKEN_CLAIMS.map((claim) => (
          <label>
            <input
              type="checkbox"
              name="logoutTokenClaims"
              value={claim}
              checked={client.logoutTokenClaims.includes(claim)}
            />{' '}
            {CLAIMS[claim]}
          </label>
        ))}
        <small id={at('logoutTokenClaims').hintId}>
          One at least. Some clients end every session of a person when both are there.
        </small>
        <FieldError of={at('logoutTokenClaims')} />
      </fieldset>
      <Field of={at('idTokenSignedResponseAlg')} hint="The algorithm that the client accepts for ID tokens.">
        <select {...at('idTokenSignedResponseAlg').input}>
          {SIGNING_ALGORITHMS.map((algorithm) => (
            <option value={algorithm} selected={algorithm === client.idTokenSignedResponseAlg}>
              {config.signingKeys.some(({ alg }) => alg === algorithm) ? algorithm : `${algorithm} (no signing key)`}
            </option>
          ))}
        </select>
      </Field>
      <Field
        of={at('coordinateLifetimeWithUserSession')}
        hint="Its tokens keep the session alive and go with it, and it is told when the session expires."
      >
        <select {...at('coordinateLifetimeWithUserSession').input}>
          {LIFETIMES.map(([coordinated, value, name]) => (
            <option value={value} selected={coordinated === client.coordinateLifetimeWithUserSession}>
              {coordinated === null ? `${name} (${byDefault})` : name}
            </option>
          ))}
        </select>
      </Field>
      <Check
        of={at('backChannelLogoutSessionRequired')}
        checked={client.backChannelLogoutSessionRequired}
        hint="For information only: what a token names is chosen above."
      />
      <button type="submit" name="do" value="save">
        {isNew ? 'Add' : 'Save'}
      </button>
    </form>
  );
}

const CLAIMS: Readonly<Record<LogoutTokenClaim, string>> = {
  sub: 'the subject (sub)',
  sid: 'the session id (sid)',
};

interface FieldState {
  readonly name: string;
  readonly hintId: string;
  readonly errorId: string;
  readonly error: string | null;
  readonly describedBy: string;
  readonly input: {
    readonly id: string;
    readonly name: string;
    readonly 'aria-describedby': string;
    readonly 'aria-invalid': 'true' | undefined;
  };
}

/** A field with what is wrong with it. */
function stateOf(name: keyof Client, errors: readonly FieldProblem[]): FieldState {
  const wrong = errors.filter((error) => fieldOf(error) === name).map(({ message }) => message);
  const [hintId, errorId] = [`${name}-hint`, `${name}-error`];
  const error = wrong.length === 0 ? null : `It ${wrong.join('; it ')}.`;
  const describedBy = error === null ? hintId : `${errorId} ${hintId}`;
  const invalid = error === null ? undefined : 'true';
  return {
    name: NAMES[name],
    hintId,
    errorId,
    error,
    describedBy,
    input: { id: name, name, 'aria-describedby': describedBy, 'aria-invalid': invalid },
  };
}

interface LabelledProps {
  readonly of: FieldState;
  readonly hint: string;
}

const Field = ({ of, hint, children }: LabelledProps & { readonly children?: Child }) => (
  <div class="field">
    <label for={of.input.id}>{of.name}</label>
    {children}
    <small id={of.hintId}>{hint}</small>
    <FieldError of={of} />
  </div>
);

const Check = ({ of, hint, checked }: LabelledProps & { readonly checked: boolean }) => (
  <div class="field">
    <label>
      <input type="checkbox" {...of.input} checked={checked} /> {of.name}
    </label>
    <small id={of.hintId}>{hint}</small>
    <FieldError of={of} />
  </div>
);

const FieldError = ({ of }: { readonly of: FieldState }) =>
  of.error === null ? null : (
    <p class="bad" id={of.errorId}>
      {of.error}
    </p>
  );
