/** A number as a person reads it. */
export const count = (n: number): string => n.toLocaleString('en');

/** With its noun. */
export const counted = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;
