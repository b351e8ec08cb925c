/**
 * What a registration must satisfy beyond the form of its members. Contract: "Clients". Pure: what addresses are refused
 * and which algorithms can sign is handed in.
 */
import type { Client, SigningAlgorithm } from './client.ts';

export interface RegistrationPolicy {
  /** Those that a signing key has. */
  readonly algorithms: ReadonlySet<SigningAlgorithm>;
  /** Why a logout address is refused; null: it is not. */
  addressRefusal(address: string): string | null;
}

/** One member that does not do. The message does not repeat its value. */
export interface RegistrationProblem {
  readonly member: 'backChannelLogoutUri' | 'idTokenSignedResponseAlg';
  readonly message: string;
}

/** Everything that is wrong with a registration; empty: it may be stored. */
export function registrationProblems(client: Client, policy: RegistrationPolicy): readonly RegistrationProblem[] {
  const problems: RegistrationProblem[] = [];
  const { backChannelLogoutUri: address, idTokenSignedResponseAlg: algorithm } = client;
  const refusal = address === null ? null : policy.addressRefusal(address);
  if (refusal !== null) problems.push({ member: 'backChannelLogoutUri', message: refusal });
  if (!policy.algorithms.has(algorithm)) {
    problems.push({
      member: 'idTokenSignedResponseAlg',
      message: `has no signing key: SIGNING_KEYS lacks ${algorithm}`,
    });
  }
  return problems;
}
