/** The route cache of an isolate that has just begun: every operation starts at home, or where its caller guesses. */
import { RouteCache } from '../../../src/store/route-cache.ts';

class ColdRoutes extends RouteCache {
  override learn(): void {}
}

export const remembersNothing: RouteCache = new ColdRoutes();
