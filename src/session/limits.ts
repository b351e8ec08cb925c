/**
 * The bounds of every value, in characters (code points) unless another unit is named. Contract: "Bodies and values".
 * Guarantees: one place for each number; the HTTP schemas, the stores and the documentation read it from here.
 */
export const LIMITS = {
  key: 200,
  subjectId: 200,
  sessionId: 200,
  clientId: 200,
  partition: 200,
  scheme: 100,
  grantType: 100,
  grantId: 200,
  lookup: 200,
  description: 1000,
  displayName: 200,
  device: 200,
  address: 2_000,
  claimType: 500,
  /** Bytes of UTF-8. */
  ticketBytes: 512 * 1024,
  grantBytes: 512 * 1024,
  claims: 1000,
  /** Entries of any other list. */
  list: 100,
  /** Bytes of a request body as sent, and of what is in it where it is compressed. */
  bodyBytes: 1024 * 1024,
  unpackedBodyBytes: 4 * 1024 * 1024,
  /** Records of one page or one `find` answer. */
  pageSize: 1000,
  defaultPageSize: 25,
  /** Bytes of one answer with whole records. */
  answerBytes: 8 * 1024 * 1024,
  /** Matches up to which `totalCount` is exact. */
  exactTotal: 10_000,
} as const;
