/**
 * Ending sessions: first what it would do, then doing it. Guarantees: what is done is what the preview asked about, field by field;
 * each preview is done once, however often its form is sent; what nobody knows the end of is told as such, and may be sent again.
 */
import type { Context } from 'hono';
import type { RemovalOutcome } from '../management/session-management.ts';
import { isId } from '../session/keys.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { addressOf } from './address.ts';
import { clipped, clippedList } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { EndForm } from './end-form.tsx';
import { FormToken } from './form-token.tsx';
import { page } from './frame.tsx';
import { type AskedRemoval, endAddress, fieldsOf, namesSomebody, removalAsked } from './removal-asked.ts';
import { removalInWords } from './removal-in-words.ts';
import { sentForm } from './sent-form.ts';
import { nameOf } from './session-cells.tsx';
import { Time } from './time.tsx';

/** The removal, and the person whose page it was asked for on. */
interface Asked {
  readonly removal: AskedRemoval;
  readonly person: string | null;
}

const askedIn = (fields: URLSearchParams): Asked => {
  const removal = removalAsked(fields);
  return { removal, person: removal.subjectId ?? (fields.get('person') || null) };
};

export async function endPreview(c: Context<ConsoleEnv>): Promise<Response> {
  const { removal, person } = askedIn(new URL(c.req.url).searchParams);
  if (!namesSomebody(removal)) {
    return page(
      c,
      { title: 'End sessions' },
      <>
        <p>Nothing is chosen yet. Say whose sessions; nothing ends before you have seen what would.</p>
        <EndForm removal={removal} person={person} open />
      </>,
    );
  }
  const [dry, known] = await Promise.all([
    c.get('service').management.remove({ ...removal, dryRun: true }),
    knownOf(c, removal),
  ]);
  if (dry.outcome !== 'removed') throw new Error(`a dry run is not ${dry.outcome}`);
  const { deed, remarks, nothing } = removalInWords(removal, dry.answer, 'preview');
  return page(
    c,
    { title: 'End sessions?' },
    <>
      <Whose removal={removal} known={known} />
      <p class="deed">{deed}</p>
      <Remarks remarks={remarks} />
      {nothing ? <Back person={person} /> : <Deed c={c} asked={{ removal, person }} once={crypto.randomUUID()} />}
      <EndForm removal={removal} person={person} open={false} />
    </>,
  );
}

export async function end(c: Context<ConsoleEnv>): Promise<Response> {
  const form = await sentForm(c);
  const asked = askedIn(form);
  const once = form.get('once') ?? '';
  let done: RemovalOutcome;
  try {
    done = await c
      .get('service')
      .management.remove({ ...asked.removal, dryRun: false }, { idempotency: { key: once } });
  } catch (fault) {
    if (!(fault instanceof StorageUnavailable)) throw fault;
    c.header('Retry-After', String(fault.retryAfter));
    return unsettled(c, asked, once, { status: 503, ...(fault.mayHaveBeenStored ? MAY_BE : NOT_YET) });
  }
  switch (done.outcome) {
    case 'removed':
      return result(c, asked, done);
    case 'idempotency-in-progress':
      return unsettled(c, asked, once, { status: 409, ...AT_IT });
    default:
      return page(
        c,
        { title: 'Not done', status: 400 },
        <>
          <p class="refusal" role="alert">
            The form is not that of a preview, or it was changed after it had been sent. Nothing was done.
          </p>
          <p>
            <a href={endAddress(asked.removal, asked.person)}>Preview again</a>
          </p>
        </>,
      );
  }
}

const MAY_BE = {
  title: 'It is not known whether it was done',
  detail: 'Storage did not answer in time. Finish it: what has been done already is not done again.',
};
const NOT_YET = { title: 'Not done', detail: 'Storage does not answer at the moment, and nothing was done.' };
const AT_IT = { title: 'It is being done', detail: 'This was sent twice, and the first is still at work.' };

interface Unsettled {
  readonly status: 409 | 503;
  readonly title: string;
  readonly detail: string;
}

function unsettled(c: Context<ConsoleEnv>, asked: Asked, once: string, { status, title, detail }: Unsettled) {
  return page(
    c,
    { title, status },
    <>
      <p class="refusal" role="alert">
        {detail}
      </p>
      <Whose removal={asked.removal} />
      <Deed c={c} asked={asked} once={once} name={status === 409 ? 'See what was done' : 'Try again'} />
    </>,
  );
}

function result(c: Context<ConsoleEnv>, asked: Asked, done: Extract<RemovalOutcome, { outcome: 'removed' }>) {
  const { deed, remarks } = removalInWords(asked.removal, done.answer, 'done');
  const late = done.indexed ? [] : ['Lists show it in a moment.'];
  return page(
    c,
    { title: 'Done' },
    <>
      <p class="deed" role="status">
        {deed}
      </p>
      {done.replayed && <p class="notice">This was sent before: it was done once, and this is what was done then.</p>}
      <Whose removal={asked.removal} />
      <p class="dim">
        At <Time at={done.answer.effectiveAt} /> by <bdi>{c.get('operator').person}</bdi>.
      </p>
      <Remarks remarks={[...remarks, ...late]} />
      <Back person={asked.person} />
    </>,
  );
}

interface DeedProps {
  readonly c: Context<ConsoleEnv>;
  readonly asked: Asked;
  /** What makes one deed of all that is sent with it. */
  readonly once: string;
  readonly name?: string;
}

/** Sends what was previewed, and nothing else. Its address is the preview's: who has to sign in first comes back to that. */
function Deed({ c, asked: { removal, person }, once, name }: DeedProps) {
  const fields = Object.entries({ ...fieldsOf(removal), person }).flatMap(([field, value]) =>
    (typeof value === 'string' ? [value] : (value ?? [])).map((one) => [field, one] as const),
  );
  return (
    <form method="post" action={endAddress(removal, person)} class="actions">
      <FormToken operator={c.get('operator')} />
      <input type="hidden" name="once" value={once} />
      {fields.map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
      <button type="submit" class="danger">
        {name ?? (removal.removeServerSideSession ? 'End' : 'Revoke')}
      </button>
      {person === null ? (
        <a href="/admin/sessions">Cancel</a>
      ) : (
        <a href={addressOf('/admin/person', { subjectId: person })}>Cancel</a>
      )}
    </form>
  );
}

/** Of a page of the list. */
const MOST_IDS = 25;
/** Each asks D1 once, as does the preview for each person: together below 50, which an invocation has on the free plan. */
const MOST_KNOWN = 20;

/** Chosen sessions by their ids, so that whoever ends them sees whose they are; null: there is no such session. */
type Known = ReadonlyMap<string, UserSession | null>;

async function knownOf(c: Context<ConsoleEnv>, { ids }: AskedRemoval): Promise<Known> {
  const { management } = c.get('service');
  const asked = (ids ?? []).slice(0, MOST_KNOWN).filter(isId);
  const found = asked.map(async (id) => {
    const one = await management.session(id);
    return [id, one.outcome === 'found' ? one.session : null] as const;
  });
  return new Map(await Promise.all(found));
}

interface WhoseProps {
  readonly removal: AskedRemoval;
  readonly known?: Known;
}

const Whose = ({ removal, known = new Map() }: WhoseProps) => {
  const { subjectId, sessionId, ids, exceptSessionIds, clientIds, bffPartitions } = removal;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Person', subjectId && clipped(subjectId)],
    ['Session id', sessionId && clipped(sessionId)],
    ['But for', exceptSessionIds && clippedList(exceptSessionIds)],
    ['Only at', clientIds && clippedList(clientIds)],
    ['BFF partitions', bffPartitions && clippedList(bffPartitions)],
    ['Reason', removal.reason === 'user_logout' ? 'signed out, at their own wish' : null],
  ];
  return (
    <dl class="facts">
      {ids !== null && (
        <>
          <dt>{ids.length === 1 ? '1 session' : `${ids.length} sessions`}</dt>
          <dd>
            <ul class="plain">
              {ids.slice(0, MOST_IDS).map((id) => (
                <li>
                  <Chosen id={id} session={known.get(id)} />
                </li>
              ))}
              {ids.length > MOST_IDS && <li>and {ids.length - MOST_IDS} more</li>}
            </ul>
          </dd>
        </>
      )}
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </>
          ),
      )}
    </dl>
  );
};

/** `session`: undefined where nobody has asked, null where there is none. */
const Chosen = ({ id, session }: { readonly id: string; readonly session: UserSession | null | undefined }) => (
  <>
    <a href={`/admin/sessions/${encodeURIComponent(id)}`}>
      {session ? (
        <>
          <bdi>{nameOf(session)}</bdi>, <bdi>{clipped(session.device ?? 'unnamed device')}</bdi>
        </>
      ) : (
        <code>{clipped(id)}</code>
      )}
    </a>{' '}
    {session && (
      <span class="dim">
        <bdi>{clipped(session.subjectId)}</bdi>, since <Time at={session.created} />
      </span>
    )}
    {session === null && <span class="dim">is not there any more</span>}
  </>
);

const Remarks = ({ remarks }: { readonly remarks: readonly string[] }) =>
  remarks.length === 0 ? null : (
    <ul>
      {remarks.map((remark) => (
        <li>{remark}</li>
      ))}
    </ul>
  );

const Back = ({ person }: { readonly person: string | null }) => (
  <p class="actions">
    {person !== null && <a href={addressOf('/admin/person', { subjectId: person })}>To the person</a>}
    <a href="/admin/sessions">To the sessions</a>
    <a href={addressOf('/admin/history', { subjectId: person })}>History</a>
    <a href={addressOf('/admin/deliveries', { subjectId: person })}>Deliveries</a>
  </p>
);
