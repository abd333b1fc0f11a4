import { html, nothing, type TemplateResult } from 'lit';
import type { StateOf } from '../src/panel/messages.ts';
import { groupings, groupingTitles, spans, spanTitles } from '../src/panel/question.ts';
import type { Page } from './page.ts';
import { table } from './table.ts';

export const usage = (page: Page): TemplateResult => {
  const state = page.states.usage;
  return html`
    <h2>Usage</h2>
    ${question(page)}
    <p id="trouble" role="status" aria-live="polite" class="trouble">${state?.trouble ?? ''}</p>
    <p id="said" role="status" aria-live="polite" class="said">${state?.said ?? 'Reading the ledger…'}</p>
    ${state ? shown(state) : nothing}
  `;
};

const question = (page: Page): TemplateResult => {
  const { question: asked } = page;
  return html`
    <div class="question">
      <div id="spans" role="toolbar" aria-label="Period" @keydown=${walk}>
        ${spans.map(
          (span) =>
            html`<button
              type="button"
              value=${span}
              aria-pressed=${span === asked.span}
              tabindex=${span === asked.span ? 0 : -1}
              @click=${() => page.ask({ ...asked, span })}
            >
              ${spanTitles[span]}
            </button>`,
        )}
      </div>
      <div>
        <label for="by">Group by</label>
        <select
          id="by"
          .value=${asked.by}
          @change=${({ target }: Event) => {
            const by = groupings.find((name) => target instanceof HTMLSelectElement && name === target.value);
            if (by) page.ask({ ...asked, by });
          }}
        >
          ${groupings.map((by) => html`<option value=${by} ?selected=${by === asked.by}>${groupingTitles[by]}</option>`)}
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

const shown = ({ totals, notes, tables }: StateOf<'usage'>): TemplateResult => html`
  <dl id="totals">
    ${totals.map(
      ({ title, value, detail }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value}</dd>
          ${detail ? html`<dd class="note">${detail}</dd>` : nothing}
        </div>`,
    )}
  </dl>
  ${
    notes.length === 0
      ? nothing
      : html`<div id="notes">
          <h3 id="notes-title">Notes</h3>
          <ul aria-labelledby="notes-title">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>
        </div>`
  }
  ${table('usage', tables?.usage)} ${table('attempts', tables?.attempts)}
`;
