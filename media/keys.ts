import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { icon } from './icons.ts';
import { addForm, isAdding, startAdding } from './keys-add.ts';
import { keyRow } from './keys-row.ts';
import type { Page } from './page.ts';

type Shown = StateOf<'keys'>;

/** The keys by provider, and the way to the first one. */
export const keys = (page: Page): TemplateResult => {
  const state = page.states.keys;
  return html`
    <h2>${t('Keys')}</h2>
    <p id="said" class="said" role="status">${state?.said ?? t('Reading your keys…')}</p>
    ${state ? shown(state, page) : skeleton}
  `;
};

/** As tall as what takes its place. */
const skeleton = html`<div class="skeleton" aria-hidden="true"></div>
  <div class="skeleton" aria-hidden="true"></div>`;

const shown = (state: Shown, page: Page): TemplateResult =>
  isAdding()
    ? addForm(state, page)
    : html`
        ${state.providers.length === 0 ? firstKey(state, page) : toolbar(state, page)}
        ${repeat(
          state.providers,
          ({ id }) => id,
          (provider) => card(provider, page),
        )}
      `;

const importButtons = ({ found }: Shown, page: Page): TemplateResult => html`
  ${
    found > 0
      ? html`<button type="button" @click=${() => page.post({ type: 'keys.import', from: 'environment' })}>
          ${t('Import {0} from the Environment…', found)}
        </button>`
      : nothing
  }
  <button type="button" @click=${() => page.post({ type: 'keys.import', from: 'file' })}>
    ${t('Import from a .env File…')}
  </button>
`;

const addButton = (page: Page): TemplateResult => html`
  <button type="button" class="primary" id="add-key" @click=${() => startAdding(page)}>
    ${icon('add')} ${t('Add Key')}
  </button>
`;

const firstKey = (state: Shown, page: Page): TemplateResult => html`
  <div class="empty">
    <p>${t('Bring the API keys you already pay for. Each model they unlock appears in VS Code’s own model picker.')}</p>
    <p class="note">${t('Keys stay in the keychain of this computer and go to their own provider, nowhere else.')}</p>
    <div class="buttons">${addButton(page)} ${importButtons(state, page)}</div>
  </div>
`;

const toolbar = (state: Shown, page: Page): TemplateResult => html`
  <div class="buttons">
    ${addButton(page)}
    <button type="button" @click=${() => page.post({ type: 'keys.testAll' })}>${t('Test All')}</button>
    ${importButtons(state, page)}
    <button type="button" @click=${() => page.post({ type: 'keys.setBudget' })}>${t('Set Budget…')}</button>
  </div>
`;

const card = (provider: Shown['providers'][number], page: Page): TemplateResult => html`
  <article class="card" aria-labelledby="provider-${provider.id}">
    <header>
      <h3 id="provider-${provider.id}">${provider.name}</h3>
      <span class="state ${provider.state}">${icon(provider.state)} ${provider.stateText}</span>
      <span class="note">${[provider.unlocks, provider.spent].filter(Boolean).join(' · ')}</span>
    </header>
    ${provider.notice === '' ? nothing : html`<p class="trouble">${provider.notice}</p>`}
    <ul class="rows" aria-label=${t('Keys of {0}', provider.name)}>
      ${repeat(
        provider.keys,
        ({ id }) => id,
        (key) => keyRow({ key, provider, page }),
      )}
    </ul>
  </article>
`;
