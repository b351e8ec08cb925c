/** `Session-Index: pending`: the index has not confirmed a change yet; it follows by itself. Contract: "Answers". */
export const indexState = ({ indexed }: { readonly indexed: boolean }): Readonly<Record<string, string>> =>
  indexed ? {} : { 'Session-Index': 'pending' };
