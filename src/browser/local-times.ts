/** Times in the viewer's zone and language; the exact UTC stays on hover. */
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function showLocalTimes(within: ParentNode): void {
  for (const time of within.querySelectorAll('time')) time.textContent = format.format(new Date(time.dateTime));
}
