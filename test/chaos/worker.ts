/** The Worker of the chaos suite: the objects under test, and the driver of scenes and random runs, in one isolate. */
import { pointsOf, priceOf, resetAt } from './atomicity/removal.ts';
import { pointIn, SIZES, type Size } from './atomicity/sizes.ts';
import type { ChaosEnv } from './harness/environment.ts';
import { hits } from './harness/faults.ts';
import { Stage } from './harness/stage.ts';
import { GrantRun } from './random/grant-run.ts';
import { Run } from './random/run.ts';
import { settingsOf } from './random/settings.ts';
import { SCENES } from './scenes/all.ts';

export { ChaosSubject } from './harness/chaos-subject.ts';

/** The random run under way: it goes on from request to request. */
let run: Run | GrantRun | null = null;

async function play(env: ChaosEnv, number: number): Promise<{ readonly failure: string | null }> {
  const scene = SCENES.find((one) => one.number === number);
  if (!scene) return { failure: `no scene ${number}` };
  const stage = new Stage(env, `scene ${number}`);
  try {
    await scene.play(stage);
    stage.close();
    return { failure: null };
  } catch (fault) {
    return { failure: told(fault) };
  }
}

/** A fault with its causes: the store wraps what an object threw. */
function told(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return `${fault.stack ?? fault.message}${fault.cause === undefined ? '' : `\ncaused by ${told(fault.cause)}`}`;
}

export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url);
    const [, what, which] = url.pathname.split('/');
    switch (what) {
      case 'scenes':
        return Response.json(SCENES.map(({ number, title }) => ({ number, title })));
      case 'scene':
        return Response.json(await play(env, Number(which)));
      case 'begin':
        run = await Run.begin(env, settingsOf(Number(which)));
        return Response.json(null);
      case 'begin-grants':
        run = await GrantRun.begin(env, settingsOf(Number(which)));
        return Response.json(null);
      case 'round':
        return Response.json(await run?.round());
      case 'end':
        return Response.json(await run?.end());
      case 'points':
        return Response.json(await pointsOf(env, SIZES[which as Size]));
      case 'price':
        return Response.json(await priceOf(env, SIZES[which as Size]));
      case 'reset':
        return Response.json(await resetAt(env, SIZES[which as Size], pointIn(url.searchParams)));
      case 'hits':
        return Response.json(Object.fromEntries(hits));
      default:
        return new Response('no such part', { status: 404 });
    }
  },
} satisfies ExportedHandler<ChaosEnv>;
