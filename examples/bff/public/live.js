/** Keeps the list of the back channel up to date. The page works without it: reload. */
const EVERY = 1_000;
const list = document.getElementById('notices');

async function renew() {
  const answer = await fetch('/notices').catch(() => null);
  if (!answer?.ok) return;
  const text = await answer.text();
  // Not where nothing is new: a screen reader would read it again.
  if (text !== shown) list.innerHTML = text;
  shown = text;
}

let shown = list.innerHTML;
setInterval(() => document.visibilityState === 'visible' && renew(), EVERY);
