/**
 * What needs attention, as the overview shows it. Guarantees: there is room from the start for what arises while the page is
 * open (`src/browser/live-attention.ts`), so that nothing moves.
 */
import type { Concern } from './attention.ts';

export const Attention = ({ concerns }: { readonly concerns: readonly Concern[] }) => (
  <section id="attention" aria-labelledby="attention-title">
    <h2 id="attention-title">Needs attention</h2>
    {concerns.length > 0 && (
      <ul class="concerns">
        {concerns.map((concern) => (
          <ConcernItem concern={concern} />
        ))}
      </ul>
    )}
    <div class="arising" aria-live="polite">
      {concerns.length === 0 && <p class="good">Nothing.</p>}
      <ul class="concerns" />
    </div>
  </section>
);

export const ConcernItem = ({ concern: { about, level, text, more } }: { readonly concern: Concern }) => (
  <li data-about={about} class={level === 'alarm' ? 'refusal' : 'notice'}>
    {more ? <span class="words">{text}</span> : text} {more && <a href={more.href}>{more.name}</a>}
  </li>
);
