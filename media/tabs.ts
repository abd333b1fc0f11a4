import { sections } from '../src/panel/section.ts';
import type { Page } from './page.ts';

/** Where the arrows lead. */
const steps: Readonly<Record<string, (index: number) => number>> = {
  ArrowLeft: (index) => (index + sections.length - 1) % sections.length,
  ArrowRight: (index) => (index + 1) % sections.length,
  Home: () => 0,
  End: () => sections.length - 1,
};

const elementOf = (id: string): HTMLElement => {
  const found = document.querySelector(`#${id}`);
  if (!(found instanceof HTMLElement)) throw new Error(`The page has no #${id}.`);
  return found;
};

/** The tabs are one stop of the Tab key; the arrows walk inside them and choose at once. */
export const watchTabs = (page: () => Page): void => {
  for (const [index, section] of sections.entries()) {
    const tab = elementOf(`tab-${section}`);
    tab.addEventListener('click', () => page().show(section));
    tab.addEventListener('keydown', (event) => {
      const next = steps[event.key]?.(index);
      const to = next === undefined ? undefined : sections[next];
      if (to === undefined) return;
      event.preventDefault();
      page().show(to);
      elementOf(`tab-${to}`).focus();
    });
  }
};

export const markTabs = ({ section: shown }: Page): void => {
  for (const section of sections) {
    const tab = elementOf(`tab-${section}`);
    const isShown = section === shown;
    tab.setAttribute('aria-selected', String(isShown));
    tab.tabIndex = isShown ? 0 : -1;
    elementOf(`${section}-section`).hidden = !isShown;
  }
};
