import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../src/panel/words.ts';
import type { FromPage, StateOf } from '../src/panel/messages.ts';
import { bars } from './bars.ts';
import { icon } from './icons.ts';
import { addForm, isAdding, startAdding } from './keys-add.ts';
import { isChanging, keyRow } from './keys-row.ts';
import { behind, more } from './more.ts';
import type { Page } from './page.ts';
import { skeleton } from './skeleton.ts';

type Shown = StateOf<'keys'>;

/** The keys by provider, and the way to the first one. */
export const keys = (page: Page): TemplateResult => {
  const state = page.states.keys;
  return html`
    <h2 class="unseen">${t('Keys')}</h2>
    <p class="said" role="status">${state?.said ?? t('Reading your keys…')}</p>
    ${state ? shown(state, page) : skeleton(3)}
  `;
};

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

const button = (label: string, page: Page, message: FromPage): TemplateResult =>
  html`<button type="button" @click=${() => page.post(message)}>${label}</button>`;

const fromEnvironment = ({ found }: Shown, page: Page): TemplateResult | typeof nothing =>
  found === 0
    ? nothing
    : button(t('Import {0} from the Environment…', found), page, { type: 'keys.import', from: 'environment' });

const fromFiles = (page: Page): TemplateResult => html`
  ${button(t('Import from a .env File…'), page, { type: 'keys.import', from: 'file' })}
  ${button(t('Import from Another Extension’s File…'), page, { type: 'keys.import', from: 'elsewhere' })}
`;

/** One thing is the next to be done: what is being typed, else a new key. */
const addButton = (page: Page): TemplateResult => html`
  <button type="button" class=${isChanging() ? '' : 'primary'} id="add-key" @click=${() => startAdding(page)}>
    ${icon('add')} ${t('Add Key')}
  </button>
`;

const firstKey = (state: Shown, page: Page): TemplateResult => html`
  <div class="empty">
    <p>${t('Bring the API keys you already pay for. Each model they unlock appears in VS Code’s own model picker.')}</p>
    <p class="note">${t('Keys stay in the keychain of this computer and go to their own provider, nowhere else.')}</p>
    <div class="buttons">${addButton(page)} ${fromEnvironment(state, page)} ${fromFiles(page)}</div>
  </div>
`;

const toolbar = (state: Shown, page: Page): TemplateResult => {
  const id = 'keys-more';
  return html`
    <div class="buttons">
      ${addButton(page)} ${button(t('Test All'), page, { type: 'keys.testAll' })} ${fromEnvironment(state, page)}
      ${more({ id, spoken: t('More: all keys'), page })}
    </div>
    ${behind({ id, page }, html`${fromFiles(page)} ${button(t('Set Budget…'), page, { type: 'keys.setBudget' })}`)}
  `;
};

const card = (provider: Shown['providers'][number], page: Page): TemplateResult => {
  const { id, name, state, stateText, unlocks, spent, notice, budgets, isRetired } = provider;
  return html`
    <article class="card" aria-labelledby="provider-${id}">
      <header>
        <h3 id="provider-${id}">${name}</h3>
        <span class="state ${state}">${icon(state)} ${stateText}</span>
        ${
          isRetired
            ? nothing
            : html`<button
                type="button"
                class="quiet"
                aria-label=${t('Set Budget: {0}', name)}
                @click=${() => page.post({ type: 'keys.setBudget', provider: id })}
              >
                ${t('Set Budget…')}
              </button>`
        }
        <p class="note">${[unlocks, spent].filter(Boolean).join(' · ')}</p>
      </header>
      ${notice === '' ? nothing : html`<p class="trouble">${notice}</p>`} ${bars(budgets)}
      <ul class="rows" aria-label=${t('Keys of {0}', name)}>
        ${repeat(
          provider.keys,
          (key) => key.id,
          (key) => keyRow({ key, provider, page }),
        )}
      </ul>
    </article>
  `;
};
