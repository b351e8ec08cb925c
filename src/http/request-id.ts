/** `X-Request-Id`: the caller's where it is 1-128 of `A-Za-z0-9_.=-`, else one of ours. Contract: "Answers". */
export function requestIdOf(given: string | null): string {
  return given !== null && /^[A-Za-z0-9_.=-]{1,128}$/.test(given) ? given : crypto.randomUUID();
}
