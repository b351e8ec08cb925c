/** A moment: exact UTC as text and on hover; the browser's script shows it in the viewer's zone (`src/browser/local-times.ts`). */
export function Time({ at }: { readonly at: number | null }) {
  if (at === null) return <span class="dim">never</span>;
  const iso = new Date(at).toISOString();
  const words = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  return (
    <time datetime={iso} title={words}>
      {words.replace(/:\d\d UTC$/, ' UTC')}
    </time>
  );
}
