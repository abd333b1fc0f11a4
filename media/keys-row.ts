import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { focusOn } from './focus.ts';
import { icon } from './icons.ts';
import { fieldsOf, inputs } from './keys-fields.ts';
import type { Page } from './page.ts';

type Provider = StateOf<'keys'>['providers'][number];
type Key = Provider['keys'][number];

export interface Row {
  readonly key: Key;
  readonly provider: Provider;
  readonly page: Page;
}

/** The key that is being changed, and how. */
let open: { readonly id: string; readonly how: 'update' | 'rename' } | undefined;

export const keyRow = (row: Row): TemplateResult => {
  const { key } = row;
  const facts = [key.mask, key.models, key.spent, key.dates, key.health].filter(Boolean).join(' · ');
  return html`
    <li class="row" data-key=${key.id}>
      <div>
        <strong>${key.nickname}</strong>
        <span class="state ${key.state}">${icon(key.state)} ${key.stateText}</span>
        <p class="note">${facts}</p>
      </div>
      ${open?.id === key.id ? form(row, open.how) : buttons(row)}
    </li>
  `;
};

/** The name of a button says whose it is: who hears the page hears it without the row. */
const button = (label: string, { key, provider }: Row, act: () => void): TemplateResult =>
  html`<button type="button" aria-label=${t('{0}: {1} key {2}', label, provider.name, key.nickname)} @click=${act}>
    ${label}
  </button>`;

const buttons = (row: Row): TemplateResult => {
  const { key, provider, page } = row;
  const post = page.post.bind(page);
  const remove = button(t('Remove…'), row, () => post({ type: 'keys.remove', key: key.id }));
  const rename = button(t('Rename…'), row, () => begin(row, 'rename'));
  if (provider.isRetired) return html`<div class="buttons">${rename} ${remove}</div>`;
  const move = (by: number) => () => post({ type: 'keys.move', key: key.id, priority: key.priority + by });
  return html`
    <div class="buttons">
      ${
        key.isRedirected
          ? button(t('Confirm Where It Is Sent…'), row, () =>
              post({ type: 'keys.command', key: key.id, command: 'confirmOrigin' }),
            )
          : nothing
      }
      ${button(t('Test'), row, () => post({ type: 'keys.test', key: key.id }))}
      ${button(t('Update…'), row, () => begin(row, 'update'))}
      ${button(key.isEnabled ? t('Disable') : t('Enable'), row, () =>
        post({ type: 'keys.enable', key: key.id, isEnabled: !key.isEnabled }),
      )}
      ${key.priority > 1 ? button(t('Try Earlier'), row, move(-1)) : nothing}
      ${key.isLast ? nothing : button(t('Try Later'), row, move(1))} ${rename}
      ${button(t('Limit to Models…'), row, () => post({ type: 'keys.command', key: key.id, command: 'limitKey' }))}
      ${button(t('Set Expiry…'), row, () => post({ type: 'keys.command', key: key.id, command: 'setKeyExpiry' }))}
      ${remove}
    </div>
  `;
};

const begin = ({ key, page }: Row, how: 'update' | 'rename'): void => {
  open = { id: key.id, how };
  page.redraw();
  focusOn(`[data-key="${key.id}"] input, [data-key="${key.id}"] select`);
};

const end = ({ key, page }: Row): void => {
  open = undefined;
  page.redraw();
  focusOn(`[data-key="${key.id}"] button`);
};

const form = (row: Row, how: 'update' | 'rename'): TemplateResult => html`
  <form
    class="form"
    aria-label=${how === 'update' ? t('Update key {0}', row.key.nickname) : t('Rename key {0}', row.key.nickname)}
    @submit=${(event: SubmitEvent) => submit(event, row, how)}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && end(row)}
  >
    ${
      how === 'update'
        ? inputs(row.key.fields, { keepsSecrets: true, prefix: row.key.id })
        : html`<label
            >${t('Nickname')} <input name="nickname" type="text" autocomplete="off" .value=${row.key.nickname}
          /></label>`
    }
    <div class="buttons">
      <button type="submit" class="primary">${how === 'update' ? t('Test and Save') : t('Rename')}</button>
      <button type="button" @click=${() => end(row)}>${t('Cancel')}</button>
    </div>
  </form>
`;

/** What was typed leaves the page with its message, and its inputs with it. */
const submit = (event: SubmitEvent, row: Row, how: 'update' | 'rename'): void => {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const { nickname = row.key.nickname, ...fields } = fieldsOf(event.currentTarget);
  row.page.post(
    how === 'update'
      ? { type: 'keys.update', key: row.key.id, fields }
      : { type: 'keys.rename', key: row.key.id, nickname },
  );
  end(row);
};
