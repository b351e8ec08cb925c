/**
 * What a relying party of `relying-parties.ts` does with a logout token, and what it has seen: the part that tests share with
 * the server, whatever runtime they run in.
 */
declare module 'vitest' {
  interface ProvidedContext {
    /** The origin of the relying parties. */
    relyingParties: string;
  }
}

export interface Behaviour {
  /** Null: no answer, the connection stays open until it is told to answer. */
  readonly status: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * After the body: the answer is complete; or nothing more comes; or the body comes again and again, up to 64 MiB; or the
   * connection breaks. `ends` where absent.
   */
  readonly after?: 'ends' | 'stalls' | 'repeats' | 'breaks';
  /** Milliseconds until it says anything. */
  readonly delay?: number;
  /** `{token}` in body and headers is the logout token that was sent, `{payload}` what that says. */
  readonly echoes?: boolean;
}

export interface Seen {
  readonly requests: readonly {
    readonly method: string;
    readonly contentType: string | null;
    readonly body: string;
  }[];
  /** When each of them was there in full, and when it was done with or broken off (null: not yet): milliseconds. */
  readonly times: readonly { readonly began: number; readonly ended: number | null }[];
  /** Bytes of bodies that the connections took. */
  readonly written: number;
  /** Connections that the other side closed before the answer was complete. */
  readonly brokenOff: number;
}
