/** What the objects under test are configured with. The margin of fences and cuts is half of `indexWait`. */
import type { SubjectPolicy } from '../../../src/subject/ports.ts';

export const POLICY: SubjectPolicy = {
  indexWait: 200,
  removeExpired: true,
  removeExpiredBatch: 10,
  coordinateByDefault: false,
  expiryTellsAll: false,
};
