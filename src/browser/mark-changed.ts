/** Shows that something has changed: for a moment, also where it has just been marked. */
export function markChanged(place: Element): void {
  place.classList.remove('changed');
  requestAnimationFrame(() => place.classList.add('changed'));
}
