import { html, nothing, type TemplateResult } from 'lit';
import type { StateOf } from '../src/panel/messages.ts';
import { groupings, groupingTitles, spans, spanTitles } from '../src/panel/question.ts';
import type { Page } from './page.ts';
import { chart } from './chart.ts';
import { icon } from './icons.ts';
import { table } from './table.ts';
import { t } from '../src/panel/words.ts';

export const usage = (page: Page): TemplateResult => {
  const state = page.states.usage;
  return html`
    <h2>Usage</h2>
    ${question(page)}
    <p id="trouble" role="status" aria-live="polite" class="trouble">${state?.trouble ?? ''}</p>
    <p id="said" role="status" aria-live="polite" class="said">${state?.said ?? 'Reading the ledger…'}</p>
    ${state ? shown(state, page) : nothing}
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

const shown = (state: StateOf<'usage'>, page: Page): TemplateResult => html`
  ${totals(state)} ${state.chart ? chart(state.chart) : nothing} ${notes(state)} ${table('usage', state.tables?.usage)}
  ${budgets(state, page)} ${requests(state)} ${table('attempts', state.tables?.attempts)}
  <div class="buttons">
    <button type="button" @click=${() => page.post({ type: 'usage.command', command: 'exportUsage' })}>
      ${t('Export Usage…')}
    </button>
    <button type="button" @click=${() => page.post({ type: 'usage.command', command: 'reconcile' })}>
      ${t('Reconcile…')}
    </button>
    <button type="button" @click=${() => page.post({ type: 'usage.command', command: 'correctPrices' })}>
      ${t('Correct Prices…')}
    </button>
    <button type="button" @click=${() => page.post({ type: 'usage.command', command: 'forgetUsage' })}>
      ${t('Forget Usage…')}
    </button>
  </div>
`;

const totals = ({ totals: all }: StateOf<'usage'>): TemplateResult => html`
  <dl id="totals">
    ${all.map(
      ({ title, value, detail }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value}</dd>
          ${detail ? html`<dd class="note">${detail}</dd>` : nothing}
        </div>`,
    )}
  </dl>
`;

const notes = ({ notes: all }: StateOf<'usage'>): TemplateResult | typeof nothing =>
  all.length === 0
    ? nothing
    : html`<div id="notes">
        <h3 id="notes-title">${t('Notes')}</h3>
        <ul aria-labelledby="notes-title">
          ${all.map((note) => html`<li>${note}</li>`)}
        </ul>
      </div>`;

const budgets = ({ budgets: all }: StateOf<'usage'>, page: Page): TemplateResult => html`
  <div id="budgets">
    <h3 id="budgets-title">${t('Budgets')}</h3>
    <ul class="rows" aria-labelledby="budgets-title">
      ${all.map(
        ({ id, title, used, detail, share, state }) =>
          html`<li class="row">
            <strong>${title}</strong>
            <span class="state ${state}">${icon(state)} ${used}</span>
            <progress max="1" .value=${Math.min(1, share)} aria-label=${title}></progress>
            <p class="note">${detail}</p>
            <div class="buttons">
              <button
                type="button"
                aria-label=${t('Change or Lift: {0}', title)}
                @click=${() => page.post({ type: 'usage.budget', budget: id })}
              >
                ${t('Change or Lift…')}
              </button>
            </div>
          </li>`,
      )}
    </ul>
    <div class="buttons">
      <button type="button" @click=${() => page.post({ type: 'usage.command', command: 'setBudget' })}>
        ${t('Set Budget…')}
      </button>
    </div>
  </div>
`;

const requests = ({ requests: all }: StateOf<'usage'>): TemplateResult | typeof nothing =>
  all.length === 0
    ? nothing
    : html`<div id="requests">
        <h3>${t('Last requests of this window')}</h3>
        ${all.map(
          ({ title, lines }) =>
            html`<details>
              <summary>${title}</summary>
              <ul>
                ${lines.map((line) => html`<li>${line}</li>`)}
              </ul>
            </details>`,
        )}
      </div>`;
