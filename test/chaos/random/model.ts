/**
 * What one id may do, seen from outside: a register that is created, changed, moved, read and ended (consistency.md,
 * section 6). `step` says which states an operation may lead to, given what it was answered; none: impossible.
 *
 * Times are virtual. Clocks of objects and of the caller differ by less than `SLACK`.
 */
const DAY = 86_400_000;
const HALF_DAY = DAY / 2;
const SLACK = 10_000;
/** Many margins of the fence. */
const A_WHILE = 1_000;

export interface Content {
  readonly subject: string;
  readonly sid: string;
  readonly value: string;
  readonly expires: number | null;
}

export type State =
  | { readonly kind: 'free' }
  | (Content & {
      readonly kind: 'live';
      /** When the operation was invoked that gave it its sid, in steps of the round; -1: in an earlier round. */
      readonly since: number;
      /** When that operation was acknowledged, in steps; never, where its answer was lost. */
      readonly acknowledged: number;
      /** When its caller heard anything at all, in virtual time. */
      readonly heard: number;
    })
  /** Between which times it ended. */
  | { readonly kind: 'ended'; readonly from: number; readonly until: number };

export type Action =
  | {
      readonly do: 'create' | 'update' | 'renew';
      readonly content: Content;
      /** `If-Match`: of the writing with this value. */
      readonly expects?: string | undefined;
      /** Nobody waits for the index. */
      readonly respondAsync?: boolean | undefined;
    }
  | { readonly do: 'get' | 'touch' | 'delete' }
  | {
      readonly do: 'sweep';
      readonly subject: string | null;
      readonly sid: string | null;
      /** Public ids. */
      readonly ids?: readonly string[] | undefined;
      /** Sids that are spared. */
      readonly except?: readonly string[] | undefined;
    }
  /** A create that makes room for itself. */
  | { readonly do: 'evict'; readonly subject: string; readonly by: string };

export type Operation = Action & {
  readonly outcome: string;
  /** What a get found. */
  readonly found?: Pick<Content, 'subject' | 'sid' | 'value'> | undefined;
  /** In steps of the round. */
  readonly invoked: number;
  /** Infinity: nobody knows when it took effect, if it did. */
  readonly returned: number;
  /** When its caller heard anything, if only that the answer was lost. */
  readonly answered: number;
  readonly heard: number;
  readonly began: number;
  readonly ended: number;
  /** It may never have happened. */
  readonly optional: boolean;
  /** The index may not have heard of the id when this began. */
  readonly pending: boolean;
  /** A removal of its subject ran beside it: what it makes may end as it arrives. */
  readonly cut: boolean;
};

/** The states that an operation may leave, from a state that may have expired meanwhile. */
export function step(state: State, operation: Operation): readonly State[] {
  const { kind } = state;
  const may = after(state, operation);
  if (kind !== 'live' || state.expires === null || state.expires > operation.ended + SLACK) return may;
  const expired: State = { kind: 'ended', from: state.expires, until: operation.ended };
  return [...may, ...after(expired, operation)];
}

/** Whether this id ends by itself when its time comes. */
export function mayHaveExpired(state: State, now: number): readonly State[] {
  if (state.kind !== 'live' || state.expires === null || state.expires > now + SLACK) return [state];
  return [state, { kind: 'ended', from: state.expires, until: now }];
}

function after(state: State, operation: Operation): readonly State[] {
  if (operation.do === 'sweep') return swept(state, operation);
  if (operation.do === 'evict') {
    return state.kind === 'live' && state.subject === operation.subject ? [endedBy(operation), state] : [state];
  }
  if (operation.outcome === 'lost') return lost(state, operation);
  switch (operation.do) {
    case 'create':
      return created(state, operation, operation.content);
    case 'update':
    case 'renew':
      return updated(state, operation, operation.content);
    case 'get':
      return read(state, operation);
    case 'touch':
      return touched(state, operation);
    case 'delete':
      return deleted(state, operation);
  }
}

const endedBy = ({ began, ended }: Operation): State => ({ kind: 'ended', from: began, until: ended });

const isFree = (state: State, { ended }: Operation): boolean =>
  state.kind === 'free' || (state.kind === 'ended' && ended - state.from >= DAY - SLACK);

const isRefused = (state: State, { began }: Operation): boolean =>
  state.kind === 'ended' && began - state.until < DAY + SLACK;

const live = (content: Content, { invoked, outcome, answered, heard, ...operation }: Operation): State => ({
  kind: 'live',
  ...content,
  since: invoked,
  acknowledged:
    outcome === 'lost' || ('respondAsync' in operation && operation.respondAsync) ? Number.MAX_SAFE_INTEGER : answered,
  heard,
});

/** What was under way for half a day, or was cut, ends as it arrives. */
const mayEndOnArrival = ({ cut, began, ended }: Operation): boolean => cut || ended - began > HALF_DAY - SLACK;

function created(state: State, operation: Operation, content: Content): readonly State[] {
  switch (operation.outcome) {
    case 'created':
      return isFree(state, operation) ? [live(content, operation)] : [];
    case 'key-taken':
      return state.kind === 'live' ? [state] : [];
    case 'session-limit':
      return isFree(state, operation) ? [state] : [];
    case 'session-ended':
      return [
        ...(isRefused(state, operation) ? [state] : []),
        ...(isFree(state, operation) && mayEndOnArrival(operation) ? [endedBy(operation)] : []),
      ];
    default:
      return [];
  }
}

function updated(state: State, operation: Operation, content: Content): readonly State[] {
  const overtaken = operation.do === 'renew' && state.kind === 'live' && expiredBy(state, operation);
  const { expects } = operation as { readonly expects?: string };
  switch (operation.outcome) {
    case 'updated':
      if (state.kind !== 'live' || (expects !== undefined && state.value !== expects)) return [];
      return [replaced(state, operation, content)];
    case 'revision-mismatch':
      return expects !== undefined && state.kind === 'live' ? [state] : [];
    case 'session-not-found':
      return isFree(state, operation) ? [state] : [];
    case 'session-ended':
      if (isRefused(state, operation) || overtaken) return [state];
      return state.kind === 'live' && operation.cut ? [endedBy(operation)] : [];
    default:
      return [];
  }
}

function replaced(state: State & { kind: 'live' }, operation: Operation, content: Content): State {
  return state.sid === content.sid ? { ...state, ...content } : live(content, operation);
}

const expiredBy = (state: State & { kind: 'live' }, { ended }: Operation): boolean =>
  state.expires !== null && state.expires <= ended + SLACK;

function read(state: State, { outcome, found }: Operation): readonly State[] {
  if (outcome !== 'found') return state.kind === 'live' ? [] : [state];
  const same =
    state.kind === 'live' && state.value === found?.value && state.sid === found.sid && state.subject === found.subject;
  return same ? [state] : [];
}

function touched(state: State, operation: Operation): readonly State[] {
  switch (operation.outcome) {
    case 'touched':
      return state.kind === 'live' ? [state] : [];
    case 'expired':
      return state.kind === 'live' && expiredBy(state, operation) ? [state] : [];
    case 'session-not-found':
      return isFree(state, operation) ? [state] : [];
    case 'session-ended':
      return isRefused(state, operation) ? [state] : [];
    default:
      return [];
  }
}

function deleted(state: State, operation: Operation): readonly State[] {
  switch (operation.outcome) {
    case 'deleted':
      if (state.kind === 'live') return [endedBy(operation)];
      return isRefused(state, operation) ? [state] : [];
    case 'absent':
      return state.kind === 'live' ? [] : [state];
    default:
      return [];
  }
}

/**
 * A removal of many takes what was there when it was answered: not what was begun afterwards. By sid alone it is sure of
 * what had been acknowledged before it began, and of what nobody acknowledged for a while (the margin of the fence).
 */
function swept(state: State, operation: Operation & { do: 'sweep' }): readonly State[] {
  const { subject, sid, ids, except = [], answered, invoked, began, pending } = operation;
  const matches =
    state.kind === 'live' &&
    (subject === null || state.subject === subject) &&
    (sid === null || state.sid === sid) &&
    !except.includes(state.sid) &&
    state.since < answered;
  if (!matches) return [state];
  // By ids, the index alone says where they are.
  const sure = ids
    ? state.acknowledged < invoked && !pending
    : subject !== null || state.acknowledged < invoked || began - state.heard > A_WHILE;
  return sure ? [endedBy(operation)] : [endedBy(operation), state];
}

/** It happened (that it did not is the search's business). What it made may have ended as it arrived. */
function lost(state: State, operation: Operation): readonly State[] {
  switch (operation.do) {
    case 'create': {
      if (!isFree(state, operation)) return [];
      return [live(operation.content, operation), endedBy(operation)];
    }
    case 'update':
    case 'renew': {
      if (state.kind !== 'live') return [];
      if ('expects' in operation && operation.expects !== undefined && state.value !== operation.expects)
        return [state];
      return [replaced(state, operation, operation.content), ...(operation.cut ? [endedBy(operation)] : [])];
    }
    case 'delete':
      return state.kind === 'live' ? [endedBy(operation)] : [];
    default:
      return [];
  }
}
