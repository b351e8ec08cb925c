/**
 * Puts what the server has rendered anew in the place of what stands there. Guarantees: an element that stays is the same element,
 * so that focus, pointer and what has been opened stay with it; what would take more room or less is not put there, so that nothing
 * around it moves. Relies on the server's escaping.
 */
import { showLocalTimes } from './local-times.ts';

/** One element. */
export function rendered(html: string): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html;
  const [element] = template.content.children;
  if (!(element instanceof HTMLElement)) throw new Error('The server has rendered no element.');
  showLocalTimes(element);
  return element;
}

/** Whether it is there now. */
export function putInPlace(place: HTMLElement, html: string): boolean {
  const fresh = rendered(html);
  const opened = place.querySelectorAll('details');
  for (const [at, details] of fresh.querySelectorAll('details').entries())
    details.open = opened.item(at)?.open ?? false;
  if (fresh.isEqualNode(place)) return true;
  if (heightBeside(place, fresh) !== heightBeside(place, place)) return false;
  liken(place, fresh);
  return true;
}

/** How high it is with the width of this place, margins that would leave it included. Nobody sees it. */
function heightBeside(place: HTMLElement, element: HTMLElement): number {
  const probe = element.cloneNode(true) as HTMLElement;
  probe.classList.add('probe');
  probe.style.width = `${place.getBoundingClientRect().width}px`;
  place.after(probe);
  const height = probe.offsetHeight;
  probe.remove();
  return height;
}

function liken(place: Element, fresh: Element): void {
  for (const { name } of [...place.attributes]) if (!fresh.hasAttribute(name)) place.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (place.getAttribute(name) !== value) place.setAttribute(name, value);
  }
  const there = [...place.childNodes];
  for (const [at, node] of [...fresh.childNodes].entries()) {
    const old = there[at];
    if (old === undefined) place.append(node);
    else if (old instanceof Element && node instanceof Element && old.tagName === node.tagName) liken(old, node);
    else if (old instanceof Text && node instanceof Text) old.data = node.data;
    else old.replaceWith(node);
  }
  for (const left of there.slice(fresh.childNodes.length)) left.remove();
}
