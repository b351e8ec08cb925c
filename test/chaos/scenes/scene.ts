/** One scripted interleaving (consistency.md, section 5): it reads like its row of the table. */
import type { Stage } from '../harness/stage.ts';

export interface Scene {
  readonly number: number;
  /** Situation and steps; what must hold. */
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
