import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { focusOn } from './focus.ts';
import type { Page } from './page.ts';
import { t } from '../src/panel/words.ts';

/** What is behind the button that is open now; one at a time. */
let open: string | undefined;

export const closeMore = (): void => {
  open = undefined;
};

export interface More {
  /** Of its own in the page; also the id of what is behind it. */
  readonly id: string;
  /** What the button says to who only hears it: whose it is. */
  readonly spoken: string;
  readonly page: Page;
}

/** A button, and what it opens: for what is done seldom. Esc closes it. */
export const more = ({ id, spoken, page }: More): TemplateResult => html`
  <button
    type="button"
    id="${id}-button"
    class="more"
    aria-label=${spoken}
    aria-expanded=${open === id}
    aria-controls=${id}
    @click=${() => {
      open = open === id ? undefined : id;
      page.redraw();
    }}
  >
    ${t('More')} ${icon(open === id ? 'less' : 'more')}
  </button>
`;

export const behind = ({ id, page }: Omit<More, 'spoken'>, shown: TemplateResult): TemplateResult => html`
  <div
    id=${id}
    class="buttons behind"
    ?hidden=${open !== id}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      open = undefined;
      page.redraw();
      focusOn(`#${CSS.escape(id)}-button`);
    }}
  >
    ${shown}
  </div>
`;
