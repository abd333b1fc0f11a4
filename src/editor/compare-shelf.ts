import { t } from '../core/l10n.ts';
import { keepNewest } from '../core/newest.ts';
import type { Pages } from './pages.ts';

/** Comparisons of this session, each a page of its own. */
export interface Shelf {
  /** A name that no other comparison has. */
  readonly name: () => string;
  /** Keeps a page for later, or changes it where it is shown. */
  readonly keep: (name: string, markdown: string) => void;
  /** Brings it to the front; false where it is gone. */
  readonly show: (name: string) => Promise<boolean>;
}

/** Older ones are forgotten. */
const mostKept = 30;

export const comparisonShelf = (pages: Pick<Pages, 'show' | 'change'>): Shelf => {
  const kept = new Map<string, string>();
  let made = 0;
  return {
    name: () => {
      made += 1;
      return made === 1 ? t('Comparison') : t('Comparison {0}', made);
    },
    keep: (name, markdown) => {
      kept.set(name, markdown);
      pages.change(name, markdown);
      keepNewest(kept, mostKept);
    },
    show: async (name) => {
      const markdown = kept.get(name);
      if (markdown !== undefined) await pages.show(name, markdown);
      return markdown !== undefined;
    },
  };
};
