import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { focusOn } from './focus.ts';
import { fieldsOf, inputs } from './keys-fields.ts';
import type { Page } from './page.ts';

type Shown = StateOf<'keys'>;
type Offered = Shown['offered'][number];

/** Where adding a key stands: whose it is, then what it is. Absent: nobody adds one. */
let adding: { readonly provider?: string; readonly wanted: string } | undefined;

export const isAdding = (): boolean => adding !== undefined;

export const startAdding = (page: Page): void => {
  adding = { wanted: '' };
  page.redraw();
  focusOn('#provider-search');
};

const stop = (page: Page): void => {
  adding = undefined;
  page.redraw();
  focusOn('#add-key');
};

export const addForm = (state: Shown, page: Page): TemplateResult => {
  const chosen = state.offered.find(({ id }) => id === adding?.provider);
  return html`
    <div
      class="form"
      role="group"
      aria-labelledby="adding-title"
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && stop(page)}
    >
      <h3 id="adding-title">${chosen ? t('Add a key of {0}', chosen.name) : t('Whose key is it?')}</h3>
      ${chosen ? whatItIs(chosen, page) : whoseItIs(state, page)}
    </div>
  `;
};

const whoseItIs = ({ offered }: Shown, page: Page): TemplateResult => {
  const wanted = adding?.wanted ?? '';
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = offered.filter(({ id, name, about }) => {
    const text = `${id} ${name} ${about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return html`
    <label for="provider-search">${t('Search providers')}</label>
    <input
      id="provider-search"
      type="search"
      autocomplete="off"
      .value=${wanted}
      @input=${({ currentTarget }: Event) => {
        if (!(currentTarget instanceof HTMLInputElement)) return;
        adding = { wanted: currentTarget.value };
        page.redraw();
      }}
    />
    <p class="note" role="status">
      ${found.length === 1 ? t('{0} provider', found.length) : t('{0} providers', found.length)}
    </p>
    <ul class="providers">
      ${found.map((provider) => html`<li>${offer(provider, page)}</li>`)}
    </ul>
    <div class="buttons"><button type="button" @click=${() => stop(page)}>${t('Cancel')}</button></div>
  `;
};

const offer = ({ id, name, about, has }: Offered, page: Page): TemplateResult => html`
  <button
    type="button"
    class="offer"
    data-provider=${id}
    @click=${() => {
      adding = { provider: id, wanted: '' };
      page.redraw();
      focusOn('#adding input, #adding select');
    }}
  >
    <strong>${name}</strong>
    <span class="note">${[about, has].filter(Boolean).join(' · ')}</span>
  </button>
`;

const whatItIs = (chosen: Offered, page: Page): TemplateResult => html`
  <form id="adding" @submit=${(event: SubmitEvent) => submit(event, chosen, page)}>
    ${inputs(chosen.fields, { keepsSecrets: false, prefix: 'new' })}
    <div class="field">
      <label for="new-nickname">${t('Nickname')}</label>
      <input id="new-nickname" name="nickname" type="text" autocomplete="off" .value=${chosen.nickname} />
      <span class="note">${t('Shown in lists and receipts')}</span>
    </div>
    ${chosen.testCosts === '' ? nothing : html`<p class="note">${t('Testing this key costs {0}.', chosen.testCosts)}</p>`}
    <div class="buttons">
      <button type="submit" class="primary">${t('Test and Save')}</button>
      ${
        chosen.hasKeyPage
          ? html`<button
              type="button"
              @click=${() => page.post({ type: 'keys.visit', provider: chosen.id, page: 'key' })}
            >
              ${t('Get a Key')}
            </button>`
          : nothing
      }
      <button type="button" @click=${() => page.post({ type: 'keys.visit', provider: chosen.id, page: 'docs' })}>
        ${t('Documentation')}
      </button>
      <button type="button" @click=${() => startAdding(page)}>${t('Back')}</button>
      <button type="button" @click=${() => stop(page)}>${t('Cancel')}</button>
    </div>
  </form>
`;

/** What was typed leaves the page with its message. What is in doubt the editor asks. */
const submit = (event: SubmitEvent, { id, nickname: free }: Offered, page: Page): void => {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const { nickname = free, ...fields } = fieldsOf(event.currentTarget);
  page.post({ type: 'keys.add', provider: id, nickname, fields });
  stop(page);
};
