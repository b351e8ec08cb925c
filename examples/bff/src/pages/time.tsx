/** A moment as people read it: how long ago, and exactly for whoever wants to know. */
const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

function ago(seconds: number): string {
  const [length, unit] = UNITS.find(([length]) => seconds >= length) ?? [];
  if (length === undefined) return 'just now';
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

export const Time = ({ at }: { readonly at: number }) => {
  const iso = new Date(at).toISOString();
  return (
    <time datetime={iso} title={`${iso.slice(0, 19).replace('T', ' ')} UTC`}>
      {ago((Date.now() - at) / 1_000)}
    </time>
  );
};
