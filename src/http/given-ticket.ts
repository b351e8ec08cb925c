/**
 * An AuthenticationTicket as it comes in. Contract: "Ticket store", "Bodies and values".
 * Guarantees: what becomes a value of the record (scheme, subject, sid, clients) keeps the record's bounds; everything else
 * may hold any text. At most 512 KiB of UTF-8, measured on its JSON text as sent, without white space.
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import { type AuthenticationTicket, clientsOf } from '../ticket/authentication-ticket.ts';
import { isBlank, nameBounds, nameText, outOfBounds, text } from './text.ts';
import { parseTime } from './time.ts';
import { isTellable } from './validation.ts';

const OBJECT = 'must be a JSON object';
const anyText = v.string('must be a string');
const flag = v.nullish(v.boolean('must be a boolean'));

/** Kept as sent, so that the ticket can be measured as sent. */
const timeText = v.nullish(
  v.pipe(
    v.string('must be a string'),
    v.check((given) => parseTime(given) !== null, 'must be an RFC 3339 date-time such as 2026-11-21T13:10:00.000Z'),
    v.metadata({ format: 'date-time' }),
  ),
);

const list = <S extends v.GenericSchema>(entry: S, most: number) =>
  v.pipe(v.array(entry, 'must be a list'), v.maxLength(most, `must have at most ${most} entries`));

const claim = v.strictObject(
  {
    type: text({ min: 1, max: LIMITS.claimType, blank: true, controls: true }),
    value: anyText,
    valueType: v.nullish(anyText),
    issuer: v.nullish(anyText),
  },
  OBJECT,
);

/** Not `v.record`, which drops a member with the name of one of JavaScript's own. */
const items = v.pipe(
  v.unknown(),
  v.metadata({ type: 'object', additionalProperties: { type: 'string' } }),
  v.rawTransform<unknown, Readonly<Record<string, string>>>(({ dataset: { value }, addIssue, NEVER }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      addIssue({ message: OBJECT });
      return NEVER;
    }
    const wrong = Object.entries(value).filter(([, item]) => typeof item !== 'string');
    for (const [name] of wrong) {
      if (isTellable(name)) addIssue({ message: 'must be a string', path: place(value, [name]) });
      else addIssue({ message: 'has an item that is no string' });
    }
    return wrong.length === 0 ? (value as Readonly<Record<string, string>>) : NEVER;
  }),
);

const fields = v.strictObject(
  {
    scheme: nameText(LIMITS.scheme),
    claims: list(claim, LIMITS.claims),
    properties: v.strictObject(
      { issued: timeText, expires: timeText, isPersistent: flag, allowRefresh: flag, items },
      OBJECT,
    ),
    sessionId: v.nullish(nameText(LIMITS.sessionId)),
    issuer: v.nullish(nameText(LIMITS.address)),
    clientIds: list(nameText(LIMITS.clientId), LIMITS.list),
    clients: v.nullish(
      list(
        v.strictObject(
          {
            clientId: nameText(LIMITS.clientId),
            sub: v.nullish(nameText(LIMITS.subjectId)),
            sid: v.nullish(nameText(LIMITS.sessionId)),
          },
          OBJECT,
        ),
        LIMITS.list,
      ),
    ),
  },
  OBJECT,
);
type Fields = v.InferOutput<typeof fields>;

const utf8 = new TextEncoder();

function isTooLarge(ticket: Fields): boolean {
  const json = JSON.stringify(ticket);
  // A text has at least as many bytes as UTF-16 units: a longer one need not be encoded.
  return json.length > LIMITS.ticketBytes || utf8.encode(json).length > LIMITS.ticketBytes;
}

/** The ticket that a body gives. Out: as the ticket store takes it. */
export const givenTicket = v.pipe(
  fields,
  v.check((ticket) => !isTooLarge(ticket), `must have at most ${LIMITS.ticketBytes} bytes of UTF-8 as JSON`),
  v.rawCheck<Fields>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value: ticket } = dataset;
    for (const { index, message } of claimsOutOfBounds(ticket)) {
      addIssue({ message, path: place(ticket, ['claims', String(index), 'value']) });
    }
    if (hasTooManyClients(ticket)) {
      const message = `must have at most ${LIMITS.list} entries with those of clientIds`;
      addIssue({ message, path: place(ticket, ['clients']) });
    }
  }),
  v.transform(
    ({ scheme, claims, properties, sessionId, issuer, clientIds, clients }): AuthenticationTicket => ({
      scheme,
      claims: claims.map(({ type, value, valueType, issuer: by }) => ({
        type,
        value,
        valueType: valueType ?? null,
        issuer: by ?? null,
      })),
      properties: {
        issued: timeOf(properties.issued),
        expires: timeOf(properties.expires),
        isPersistent: properties.isPersistent ?? null,
        allowRefresh: properties.allowRefresh ?? null,
        items: properties.items,
      },
      sessionId: sessionId ?? null,
      issuer: issuer ?? null,
      clients: ticketClients(clientIds, clients),
    }),
  ),
);

const timeOf = (given: string | null | undefined): number | null => (given == null ? null : parseTime(given));

const ticketClients = (clientIds: Fields['clientIds'], clients: Fields['clients']) =>
  clientsOf(
    clientIds,
    (clients ?? []).map(({ clientId, sub, sid }) => ({ clientId, sub: sub ?? null, sid: sid ?? null })),
  );

/** Lists that are too long by themselves are told as that. */
const hasTooManyClients = ({ clientIds, clients }: Fields): boolean =>
  Math.max(clientIds.length, clients?.length ?? 0) <= LIMITS.list &&
  ticketClients(clientIds, clients).length > LIMITS.list;

/** The claims that a record would take its subject and its sid from. A blank subject has a problem of its own. */
function claimsOutOfBounds({ claims, sessionId }: Fields): { readonly index: number; readonly message: string }[] {
  const checked = [
    { index: claims.findIndex(({ type }) => type === 'sub'), bounds: { ...nameBounds(LIMITS.subjectId), blank: true } },
    ...(sessionId == null
      ? [{ index: claims.findIndex(({ type }) => type === 'sid'), bounds: nameBounds(LIMITS.sessionId) }]
      : []),
  ];
  return checked.flatMap(({ index, bounds }) => {
    const value = claims[index]?.value;
    if (value === undefined || (bounds.blank && isBlank(value))) return [];
    const message = outOfBounds(value, bounds);
    return message === null ? [] : [{ index, message }];
  });
}

/** Where in a value an issue lies, in the terms of valibot. */
function place(value: unknown, names: readonly string[]): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const path: v.IssuePathItem[] = [];
  let at = value;
  for (const key of names) {
    const input = at as Record<string, unknown>;
    at = input[key];
    path.push({ type: 'object', origin: 'value', input, key, value: at });
  }
  return path as [v.IssuePathItem, ...v.IssuePathItem[]];
}
