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

export function ClientForm({ client, isNew, errors, config, operator, action }: FormProps) {
  const at = (name: keyof Client) => fieldOf(name, errors);
  const byDefault = config.coordinateClientLifetimesWithUserSession ? 'yes' : 'no';
  return (
    <form method="post" action={action} class="stacked">
      <FormToken operator={operator} />
      {errors.length > 0 && (
        <p class="refusal" role="alert">
          Nothing was saved: see below.
        </p>
      )}
      {isNew && (
        <Field name="Client id" of={at('clientId')} hint="As the provider knows it. It cannot be changed later.">
          <input
            {...at('clientId').input}
            value={client.clientId}
            dir="auto"
            required
            maxlength={LIMITS.clientId * 2}
          />
        </Field>
      )}
      <Field name="Display name" of={at('displayName')} hint="For people who read this.">
        <input {...at('displayName').input} value={client.displayName ?? ''} dir="auto" />
      </Field>
      <Check name="Enabled" of={at('enabled')} checked={client.enabled} hint="A disabled client is told nothing." />
      <Field
        name="Logout address"
        of={at('backChannelLogoutUri')}
        hint="Where logout tokens are sent: https, and public. Without one the client is told nothing."
      >
        <input {...at('backChannelLogoutUri').input} value={client.backChannelLogoutUri ?? ''} inputmode="url" />
      </Field>
      <fieldset aria-describedby={at('logoutTokenClaims').describedBy}>
        <legend>A logout token names</legend>
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
      <Field
        name="Signed with"
        of={at('idTokenSignedResponseAlg')}
        hint="The algorithm that the client accepts for ID tokens."
      >
        <select {...at('idTokenSignedResponseAlg').input}>
          {SIGNING_ALGORITHMS.map((algorithm) => (
            <option value={algorithm} selected={algorithm === client.idTokenSignedResponseAlg}>
              {config.signingKeys.some(({ alg }) => alg === algorithm) ? algorithm : `${algorithm} (no signing key)`}
            </option>
          ))}
        </select>
      </Field>
      <Field
        name="Lives with the session"
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
        name="Needs the session id"
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

interface FieldOf {
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
function fieldOf(name: keyof Client, errors: readonly FieldProblem[]): FieldOf {
  const wrong = errors.filter(({ path }) => path.split('.')[0] === name).map(({ message }) => message);
  const [hintId, errorId] = [`${name}-hint`, `${name}-error`];
  const error = wrong.length === 0 ? null : `It ${wrong.join('; it ')}.`;
  const describedBy = error === null ? hintId : `${errorId} ${hintId}`;
  const invalid = error === null ? undefined : 'true';
  return {
    hintId,
    errorId,
    error,
    describedBy,
    input: { id: name, name, 'aria-describedby': describedBy, 'aria-invalid': invalid },
  };
}

interface LabelledProps {
  readonly name: string;
  readonly of: FieldOf;
  readonly hint: string;
}

const Field = ({ name, of, hint, children }: LabelledProps & { readonly children?: Child }) => (
  <div class="field">
    <label for={of.input.id}>{name}</label>
    {children}
    <small id={of.hintId}>{hint}</small>
    <FieldError of={of} />
  </div>
);

const Check = ({ name, of, hint, checked }: LabelledProps & { readonly checked: boolean }) => (
  <div class="field">
    <label>
      <input type="checkbox" {...of.input} checked={checked} /> {name}
    </label>
    <small id={of.hintId}>{hint}</small>
    <FieldError of={of} />
  </div>
);

const FieldError = ({ of }: { readonly of: FieldOf }) =>
  of.error === null ? null : (
    <p class="bad" id={of.errorId}>
      {of.error}
    </p>
  );
