import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { focusOn } from './focus.ts';
import { fieldsOf, inputs } from './keys-fields.ts';
import { closeMore } from './more.ts';
import type { Page } from './page.ts';
import { offerList, offersFor, type Search } from './keys-offers.ts';

type Shown = StateOf<'keys'>;
type Offered = Shown['offered'][number];

/** Where adding a key stands: whose it is, then what it is. Absent: nobody adds one. */
let adding: { readonly provider?: string; readonly search: Search } | undefined;

export const isAdding = (): boolean => adding !== undefined;

export const startAdding = (page: Page, search: Search = { wanted: '', at: 0 }): void => {
  adding = { search };
  closeMore();
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

const choose = (page: Page, provider: string): void => {
  adding = { provider, search: adding?.search ?? { wanted: '', at: 0 } };
  page.redraw();
  focusOn('#adding :is(input, select)');
};

const whoseItIs = ({ offered }: Shown, page: Page): TemplateResult => {
  const search = adding?.search ?? { wanted: '', at: 0 };
  const found = offersFor(offered, search);
  const move = (at: number): void => {
    adding = { search: { ...search, at } };
    page.redraw();
    focusOn('.offer[tabindex="0"]');
  };
  return html`
    <div class="field">
      <label for="provider-search">${t('Search providers')}</label>
      <input
        id="provider-search"
        type="search"
        autocomplete="off"
        spellcheck="false"
        .value=${search.wanted}
        aria-describedby="provider-count"
        @input=${(event: Event) => look(event, page)}
        @keydown=${(event: KeyboardEvent) => leave(event, found, page)}
      />
      <span class="note" id="provider-count" role="status">
        ${found.length === 1 ? t('{0} provider', found.length) : t('{0} providers', found.length)}
      </span>
    </div>
    ${offerList(found, { at: search.at, choose: (id) => choose(page, id), move })}
    <div class="buttons"><button type="button" @click=${() => stop(page)}>${t('Cancel')}</button></div>
  `;
};

const look = ({ currentTarget }: Event, page: Page): void => {
  if (!(currentTarget instanceof HTMLInputElement)) return;
  adding = { search: { wanted: currentTarget.value, at: 0 } };
  page.redraw();
};

/** Enter takes the first that was found, the arrow leads into the list. */
const leave = (event: KeyboardEvent, [first]: readonly Offered[], page: Page): void => {
  if (!first) return;
  if (event.key === 'Enter') choose(page, first.id);
  else if (event.key === 'ArrowDown') focusOn('.offer[tabindex="0"]');
  else return;
  event.preventDefault();
};

const whatItIs = (chosen: Offered, page: Page): TemplateResult => html`
  <p class="note">${chosen.about}</p>
  ${chosen.notice === '' ? nothing : html`<p class="trouble">${chosen.notice}</p>`}
  <form id="adding" @submit=${(event: SubmitEvent) => submit(event, chosen, page)}>
    ${inputs(chosen.fields, { keepsSecrets: false, prefix: 'new' })}
    <div class="field">
      <label for="new-nickname">${t('Nickname')}</label>
      <input
        id="new-nickname"
        name="nickname"
        type="text"
        autocomplete="off"
        aria-describedby="new-nickname-note"
        value=${chosen.nickname}
      />
      <span class="note" id="new-nickname-note">${t('Shown in lists and receipts')}</span>
    </div>
    ${chosen.testCosts === '' ? nothing : html`<p class="note">${t('Testing this key costs {0}.', chosen.testCosts)}</p>`}
    <div class="buttons">
      <button type="submit" class="primary">${t('Test and Save')}</button>
      ${chosen.hasKeyPage ? visit(t('Get a Key'), { chosen, page, to: 'key' }) : nothing}
      ${visit(t('Documentation'), { chosen, page, to: 'docs' })}
      <button type="button" @click=${() => startAdding(page, adding?.search)}>${t('Back')}</button>
      <button type="button" @click=${() => stop(page)}>${t('Cancel')}</button>
    </div>
  </form>
`;

interface Visit {
  readonly chosen: Offered;
  readonly page: Page;
  readonly to: 'key' | 'docs';
}

const visit = (label: string, { chosen, page, to }: Visit): TemplateResult => html`
  <button type="button" @click=${() => page.post({ type: 'keys.visit', provider: chosen.id, page: to })}>
    ${label}
  </button>
`;

const submit = (event: SubmitEvent, { id, nickname: free }: Offered, page: Page): void => {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const { nickname = free, ...fields } = fieldsOf(event.currentTarget);
  page.post({ type: 'keys.add', provider: id, nickname, fields });
  stop(page);
};
