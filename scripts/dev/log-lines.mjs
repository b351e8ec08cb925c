/**
 * What of wrangler's output is shown: the service's own events, and everything that looks like trouble. Guarantees: an
 * unknown line is shown; only what is known to be chatter is left out.
 */
import { createInterface } from 'node:readline';

const CHATTER = [
  /^\s*$/,
  /^Using secrets defined in /,
  /^\S+(?: Worker)? has access to the following bindings:/,
  /^Service bindings, Durable Object bindings, and Tail consumers connect to other /,
  /^Binding {2,}Resource {2,}Mode/,
  /^env\.\w+ \(.*\) {2,}/,
  /^\[wrangler:info\] /,
  // Said whatever WRANGLER_SEND_METRICS says, which is false.
  /^Cloudflare collects anonymous telemetry/,
  /^⎔ /,
  /Scheduled Workers are not automatically triggered/,
  /^ {2}To manually trigger a scheduled event, run:/,
  /^ {4}curl "http.*\/scheduled"/,
  /^ {2}For more details, see .*cron-triggers/,
];

/**
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} show
 */
export function showLines(stream, show) {
  createInterface({ input: stream }).on('line', (line) => {
    if (!CHATTER.some((pattern) => pattern.test(line))) show(line);
  });
}
