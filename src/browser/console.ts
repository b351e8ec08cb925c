/** What the console's pages do in a browser, on top of what they can do without. */
import { goLive } from './live.ts';
import { showLocalTimes } from './local-times.ts';

showLocalTimes(document);
goLive(document);
