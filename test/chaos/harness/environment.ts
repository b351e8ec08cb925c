/** The bindings of the chaos Worker: the objects under test, and a real D1 with the schema of `migrations/`. */
import type { ChaosSubject } from './chaos-subject.ts';

export interface ChaosEnv {
  readonly SUBJECTS: DurableObjectNamespace<ChaosSubject>;
  readonly INDEX: D1Database;
}
