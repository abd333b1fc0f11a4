import { html, type TemplateResult } from 'lit';
import { groupings, groupingTitle, spans, spanTitle } from '../src/panel/question.ts';
import { t } from '../src/panel/words.ts';
import type { Page } from './page.ts';

/** For which days, and by what. */
export const question = (page: Page): TemplateResult => {
  const { question: asked } = page;
  return html`
    <div class="question">
      <div id="spans" class="choices" role="toolbar" aria-label=${t('Period')} @keydown=${walk}>
        ${spans.map(
          (span) =>
            html`<button
              type="button"
              value=${span}
              aria-pressed=${span === asked.span}
              tabindex=${span === asked.span ? 0 : -1}
              @click=${() => page.ask({ ...asked, span })}
            >
              ${spanTitle(span)}
            </button>`,
        )}
      </div>
      <div class="pair">
        <label for="by">${t('Group by')}</label>
        <select
          id="by"
          .value=${asked.by}
          @change=${({ target }: Event) => {
            const by = groupings.find((name) => target instanceof HTMLSelectElement && name === target.value);
            if (by) page.ask({ ...asked, by });
          }}
        >
          ${groupings.map((by) => html`<option value=${by} ?selected=${by === asked.by}>${groupingTitle(by)}</option>`)}
        </select>
      </div>
    </div>
  `;
};

/** The toolbar is one stop of the Tab key; the arrows walk inside it. */
const walk = (event: KeyboardEvent): void => {
  const buttons = event.currentTarget instanceof Element ? [...event.currentTarget.querySelectorAll('button')] : [];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: (index + 1) % buttons.length,
    Home: 0,
    End: -1,
  };
  const step = steps[event.key];
  const next = step === undefined || index < 0 ? undefined : buttons.at(step);
  if (!next) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
};
