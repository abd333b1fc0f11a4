import { html, nothing, type TemplateResult } from 'lit';
import type { FromPage, StateOf } from '../src/panel/messages.ts';
import { t } from '../src/panel/words.ts';
import { bar } from './bars.ts';
import { chart } from './chart.ts';
import type { Page } from './page.ts';
import { skeleton } from './skeleton.ts';
import { table } from './table.ts';
import { question } from './usage-question.ts';

type Shown = StateOf<'usage'>;

/** What was spent, on what, and what may be. */
export const usage = (page: Page): TemplateResult => {
  const state = page.states.usage;
  return html`
    <h2 class="unseen">${t('Usage')}</h2>
    ${question(page)}
    <p class="trouble" role="status">${state?.trouble ?? ''}</p>
    <p class="said" role="status">${state?.said ?? t('Reading the ledger…')}</p>
    ${state ? shown(state, page) : skeleton(4)}
  `;
};

const shown = (state: Shown, page: Page): TemplateResult => html`
  ${totals(state)} ${state.chart ? chart(state.chart) : nothing} ${notes(state)} ${table('usage', state.tables?.usage)}
  ${budgets(state, page)} ${requests(state)} ${table('attempts', state.tables?.attempts)}
  <div class="buttons last">
    ${command(t('Export Usage…'), 'exportUsage', page)} ${command(t('Reconcile…'), 'reconcile', page)}
    ${command(t('Correct Prices…'), 'correctPrices', page)} ${command(t('Forget Usage…'), 'forgetUsage', page)}
  </div>
`;

type Command = Extract<FromPage, { type: 'usage.command' }>['command'];

const command = (label: string, name: Command, page: Page): TemplateResult =>
  html`<button type="button" @click=${() => page.post({ type: 'usage.command', command: name })}>${label}</button>`;

const totals = ({ totals: all }: Shown): TemplateResult | typeof nothing =>
  all.length === 0
    ? nothing
    : html`<dl id="totals">
        ${all.map(
          ({ title, value, detail }) =>
            html`<div>
              <dt>${title}</dt>
              <dd>${value}</dd>
              ${detail ? html`<dd class="note">${detail}</dd>` : nothing}
            </div>`,
        )}
      </dl>`;

const notes = ({ notes: all }: Shown): TemplateResult | typeof nothing =>
  all.length === 0
    ? nothing
    : html`<div id="notes">
        <h3 id="notes-title">${t('Notes')}</h3>
        <ul aria-labelledby="notes-title">
          ${all.map((note) => html`<li>${note}</li>`)}
        </ul>
      </div>`;

const budgets = ({ budgets: all }: Shown, page: Page): TemplateResult => html`
  <div id="budgets">
    <h3 id="budgets-title">${t('Budgets')}</h3>
    ${
      all.length === 0
        ? html`<p class="note">${t('Nothing limits what is spent.')}</p>`
        : html`<ul class="rows" aria-labelledby="budgets-title">
            ${all.map((budget) => html`<li class="row">${budgetRow(budget, page)}</li>`)}
          </ul>`
    }
    <div class="buttons">${command(t('Set Budget…'), 'setBudget', page)}</div>
  </div>
`;

const budgetRow = (budget: Shown['budgets'][number], page: Page): TemplateResult => html`
  ${bar(budget)}
  <p class="note">${budget.detail}</p>
  <div class="buttons">
    <button
      type="button"
      aria-label=${t('Change or Lift: {0}', budget.title)}
      @click=${() => page.post({ type: 'usage.budget', budget: budget.id })}
    >
      ${t('Change or Lift…')}
    </button>
  </div>
`;

/** Who answered, with which key, and what was passed over, a request each. */
const requests = ({ requests: all }: Shown): TemplateResult | typeof nothing =>
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
