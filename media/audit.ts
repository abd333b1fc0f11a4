import { html, nothing, type TemplateResult } from 'lit';
import { auditKinds, type AuditKind } from '../src/panel/messages-audit.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { t } from '../src/panel/words.ts';
import type { Page } from './page.ts';
import { skeleton } from './skeleton.ts';
import { table } from './table.ts';

/** What the person looks for. */
let wanted = '';
let kind: AuditKind = 'all';

const kindTitles = (): Readonly<Record<AuditKind, string>> => ({
  all: t('Everything'),
  keys: t('Keys'),
  budgets: t('Budgets'),
  rules: t('Rules and settings'),
  books: t('Books'),
});

export const audit = (page: Page): TemplateResult => {
  const state = page.states.audit;
  return html`
    <h2 class="unseen">${t('Audit')}</h2>
    <p class="trouble" role="status">${state?.trouble ?? ''}</p>
    <p class="said" role="status">${state?.said ?? t('Reading the audit log…')}</p>
    ${state ? shown(state, page) : skeleton(3)}
  `;
};

const shown = (state: StateOf<'audit'>, page: Page): TemplateResult => {
  const { finding, isBroken } = state;
  return html`
    <div class="buttons">
      <button type="button" class="primary" @click=${() => page.post({ type: 'audit.verify' })}>${t('Verify')}</button>
      ${
        isBroken
          ? html`<button type="button" @click=${() => page.post({ type: 'audit.resume' })}>
              ${t('Go On From Here…')}
            </button>`
          : nothing
      }
      <button type="button" @click=${() => page.post({ type: 'audit.export' })}>${t('Export…')}</button>
    </div>
    <p class=${isBroken ? 'trouble' : 'said'} role="status">${finding}</p>
    ${state.entries.length === 0 ? nothing : html`${filters(page)} ${list(state)}`}
  `;
};

const filters = (page: Page): TemplateResult => html`
  <div class="question">
    <div class="field">
      <label for="audit-wanted">${t('Search')}</label>
      <input
        id="audit-wanted"
        type="search"
        autocomplete="off"
        .value=${wanted}
        @input=${({ currentTarget }: Event) => {
          if (currentTarget instanceof HTMLInputElement) wanted = currentTarget.value;
          page.redraw();
        }}
      />
    </div>
    <div class="field">
      <label for="audit-kind">${t('Show')}</label>
      <select
        id="audit-kind"
        .value=${kind}
        @change=${({ currentTarget }: Event) => {
          const chosen = auditKinds.find(
            (one) => currentTarget instanceof HTMLSelectElement && one === currentTarget.value,
          );
          if (chosen) kind = chosen;
          page.redraw();
        }}
      >
        ${auditKinds.map((one) => html`<option value=${one} ?selected=${one === kind}>${kindTitles()[one]}</option>`)}
      </select>
    </div>
  </div>
`;

const list = ({ entries }: StateOf<'audit'>): TemplateResult | typeof nothing => {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => {
    const text = [entry.when, entry.who, entry.what, entry.detail].join(' ').toLowerCase();
    return (kind === 'all' || entry.kind === kind) && words.every((word) => text.includes(word));
  });
  return table('entries', {
    title: t('Entries'),
    columns: [t('Entry'), t('When'), t('Who'), t('What'), t('Details')].map((title) => ({ title, numeric: false })),
    rows: found.map(({ number, when, who, what, detail }) => [number, when, who, what, detail]),
    note: found.length === 0 && entries.length > 0 ? t('No entry fits.') : '',
  });
};
