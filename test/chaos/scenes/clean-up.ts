/** The last scene, over everything that any scene has touched: scene 24. */
import { endEverything } from '../harness/end-everything.ts';
import type { Scene } from './scene.ts';

export const CLEAN_UP: readonly Scene[] = [
  {
    number: 24,
    title: 'after all scenes: end everything, a day, alarms: no storage anywhere',
    async play(stage) {
      const left = await endEverything(stage.env);
      stage.equal(left.join('; '), '', 'what is left');
    },
  },
];
