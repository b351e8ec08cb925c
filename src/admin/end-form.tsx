/** Every flag of a removal as a field. Guarantees: `removalAsked` makes of the form what it was given, untouched. */
import { type AskedRemoval, FLAGS, type Flag } from './removal-asked.ts';

const WORDS: Readonly<Record<Flag, readonly [name: string, hint: string]>> = {
  removeServerSideSession: ['End the sessions', 'Without it they stay, and the rest is done all the same.'],
  sendBackchannelLogoutNotification: ['Tell the clients', 'Those in the list of a session that have a logout address.'],
  revokeTokens: [
    'Revoke tokens',
    'Refresh tokens, reference tokens, codes. Together with consents: all other grants as well.',
  ],
  revokeConsents: [
    'Revoke consents',
    'The person is asked again. With sessions chosen, those stay that name none of them.',
  ],
};

interface FormProps {
  readonly removal: AskedRemoval;
  readonly person: string | null;
  readonly open: boolean;
}

/** Another preview. */
export const EndForm = ({ removal, person, open }: FormProps) => (
  <details open={open} class="options">
    <summary>Choose what exactly</summary>
    <form method="get" action="/admin/end" class="stacked">
      {person !== null && <input type="hidden" name="person" value={person} />}
      <Whom removal={removal} />
      <fieldset>
        <legend>What</legend>
        {FLAGS.map((name) => (
          <FlagBox name={name} on={removal[name]} />
        ))}
      </fieldset>
      <fieldset>
        <legend>How</legend>
        <Lines
          name="clientIds"
          value={removal.clientIds}
          label="Only at these clients"
          hint="Confines tokens, consents and who is told; the sessions end for all. One a line; empty: all."
        />
        <Lines
          name="bffPartitions"
          value={removal.bffPartitions}
          label="BFF sessions too, in these partitions"
          hint="One a line; empty: BFF sessions stay."
        />
        <label>
          Reason
          <select name="reason">
            <option value="terminated" selected={removal.reason === 'terminated'}>
              ended for them
            </option>
            <option value="user_logout" selected={removal.reason === 'user_logout'}>
              signed out, at their own wish
            </option>
          </select>
          <small>History keeps it, and the clients hear it.</small>
        </label>
      </fieldset>
      <button type="submit" class="plain">
        Preview again
      </button>
    </form>
  </details>
);

const Whom = ({ removal: { subjectId, sessionId, ids, exceptSessionIds } }: { readonly removal: AskedRemoval }) => (
  <fieldset>
    <legend>Whose, exactly: all that is filled in has to match</legend>
    <label>
      Subject
      <input name="subjectId" value={subjectId ?? ''} dir="auto" />
    </label>
    <label>
      Session id
      <input name="sessionId" value={sessionId ?? ''} dir="auto" />
    </label>
    <Lines name="id" value={ids} label="Sessions by their public ids" hint="One a line; empty: all that match." />
    <Lines name="exceptSessionIds" value={exceptSessionIds} label="Except these session ids" hint="One a line." />
  </fieldset>
);

interface LinesProps {
  readonly name: string;
  readonly value: readonly string[] | null;
  readonly label: string;
  readonly hint: string;
}

const Lines = ({ name, value, label, hint }: LinesProps) => (
  <label>
    {label}
    <textarea name={name} rows={Math.min(6, 1 + (value?.length ?? 0))} dir="auto">
      {`\n${(value ?? []).join('\n')}`}
    </textarea>
    <small>{hint}</small>
  </label>
);

/** A box that is not ticked sends nothing, and absent is true: so `false` goes ahead. */
function FlagBox({ name, on }: { readonly name: Flag; readonly on: boolean }) {
  const [label, hint] = WORDS[name];
  return (
    <label>
      <input type="hidden" name={name} value="false" />
      <input type="checkbox" name={name} value="true" checked={on} /> {label}
      <small>{hint}</small>
    </label>
  );
}
