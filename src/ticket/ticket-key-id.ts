/** The id of a key in the ring: public, stands in every envelope and in the statistics. 1-32 of `A-Za-z0-9_-`. */
export const isTicketKeyId = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text);
