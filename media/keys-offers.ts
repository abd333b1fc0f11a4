import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StateOf } from '../src/panel/messages.ts';
import { t } from '../src/panel/words.ts';

type Offered = StateOf<'keys'>['offered'][number];

/** What is looked for, and where in the list the arrows are. */
export interface Search {
  readonly wanted: string;
  readonly at: number;
}

/** Those whose name, id or use has all the words. */
export const offersFor = (offered: readonly Offered[], { wanted }: Search): readonly Offered[] => {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return offered.filter(({ id, name, about }) => {
    const text = `${id} ${name} ${about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
};

interface Walk {
  readonly at: number;
  readonly choose: (provider: string) => void;
  readonly move: (to: number) => void;
}

/** One stop of the Tab key; the arrows walk inside it. */
export const offerList = (offers: readonly Offered[], { at, choose, move }: Walk): TemplateResult => {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: offers.length - 1,
  };
  const walk = (event: KeyboardEvent): void => {
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(Math.max(0, Math.min(offers.length - 1, to)));
  };
  return html`
    <ul class="providers" aria-label=${t('Providers')} @keydown=${walk}>
      ${repeat(
        offers,
        ({ id }) => id,
        ({ id, name, about, has, notice }, index) =>
          html`<li>
            <button
              type="button"
              class="offer"
              data-provider=${id}
              tabindex=${index === at ? 0 : -1}
              @click=${() => choose(id)}
            >
              <strong>${name}</strong> <span class="note has">${has}</span>
              <span class="note">${notice === '' ? about : t('{0} · may no longer exist', about)}</span>
            </button>
          </li>`,
      )}
    </ul>
  `;
};
