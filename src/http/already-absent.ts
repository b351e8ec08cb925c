/** `Already-Absent: true` on a DELETE that found nothing, which is 204 all the same. Contract: "Answers". */
export const absence = ({ outcome }: { readonly outcome: string }): Readonly<Record<string, string>> =>
  outcome === 'absent' ? { 'Already-Absent': 'true' } : {};
