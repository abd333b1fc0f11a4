import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';
import { bars } from './bars.ts';
import { focusOn } from './focus.ts';
import { icon } from './icons.ts';
import { fieldsOf, inputs } from './keys-fields.ts';
import { behind, closeMore, more } from './more.ts';
import type { Page } from './page.ts';

type Provider = StateOf<'keys'>['providers'][number];
type Key = Provider['keys'][number];

export interface Row {
  readonly key: Key;
  readonly provider: Provider;
  readonly page: Page;
}

type Change = 'update' | 'rename';

/** The key that is being changed, and how. */
let open: { readonly id: string; readonly how: Change } | undefined;

export const isChanging = (): boolean => open !== undefined;

export const keyRow = (row: Row): TemplateResult => {
  const { key, provider } = row;
  const priority = provider.keys.length > 1 ? t('priority {0}', key.priority) : '';
  const facts = [priority, key.models, key.spent, key.dates, key.health].filter(Boolean).join(' · ');
  return html`
    <li class="row" data-key=${key.id}>
      <div class="name">
        <strong>${key.nickname}</strong>
        ${key.mask === '' ? nothing : html`<span class="mask">${key.mask}</span>`}
        <span class="state ${key.state}">${icon(key.state)} ${key.stateText}</span>
      </div>
      <p class="note">${facts}</p>
      ${key.trouble === '' ? nothing : html`<p class="trouble">${key.trouble}</p>`} ${bars(key.budgets)}
      ${open?.id === key.id ? form(row, open.how) : buttons(row)}
    </li>
  `;
};

interface Deed {
  readonly name: string;
  readonly label: string | TemplateResult;
  /** The name of a button says whose it is: who hears the page hears it without the row. */
  readonly spoken: string;
  readonly act: () => void;
  readonly isOff?: boolean;
}

const deed = ({ name, label, spoken, act, isOff = false }: Deed, { key }: Row): TemplateResult =>
  html`<button type="button" id="${key.id}-${name}" aria-label=${spoken} ?disabled=${isOff} @click=${act}>
    ${label}
  </button>`;

const spokenOf = (label: string, { key, provider }: Row): string =>
  t('{0}: {1} key {2}', label, provider.name, key.nickname);

const buttons = (row: Row): TemplateResult => {
  const { key, provider, page } = row;
  const post = page.post.bind(page);
  const simple = (name: string, label: string, act: () => void) =>
    deed({ name, label, spoken: spokenOf(label, row), act }, row);
  const remove = simple('remove', t('Remove…'), () => post({ type: 'keys.remove', key: key.id }));
  const rename = simple('rename', t('Rename…'), () => begin(row, 'rename'));
  if (provider.isRetired) return html`<div class="buttons">${rename} ${remove}</div>`;
  const id = `${key.id}-more`;
  const command = (of: 'limitKey' | 'setKeyExpiry') => () => post({ type: 'keys.command', key: key.id, command: of });
  return html`
    <div class="buttons">
      ${key.isRedirected ? confirm(row) : nothing}
      ${simple('test', t('Test'), () => post({ type: 'keys.test', key: key.id }))}
      ${simple('update', t('Update…'), () => begin(row, 'update'))}
      ${simple('enable', key.isEnabled ? t('Disable') : t('Enable'), () =>
        post({ type: 'keys.enable', key: key.id, isEnabled: !key.isEnabled }),
      )}
      ${provider.keys.length > 1 ? order(row) : nothing} ${remove}
      ${more({ id, spoken: spokenOf(t('More'), row), page })}
    </div>
    ${behind(
      { id, page },
      html`${rename} ${simple('limit', t('Limit to Models…'), command('limitKey'))}
      ${simple('expiry', t('Set Expiry…'), command('setKeyExpiry'))}
      ${simple('budget', t('Set Budget…'), () => post({ type: 'keys.setBudget', key: key.id }))}`,
    )}
  `;
};

const confirm = (row: Row): TemplateResult => {
  const label = t('Confirm Where It Is Sent…');
  const act = () => row.page.post({ type: 'keys.command', key: row.key.id, command: 'confirmOrigin' });
  return deed({ name: 'confirm', label, spoken: spokenOf(label, row), act }, row);
};

/** Both are always there, so that nothing moves when a key does. */
const order = (row: Row): TemplateResult => {
  const { key, page } = row;
  const move = (by: number) => () => page.post({ type: 'keys.move', key: key.id, priority: key.priority + by });
  const [earlier, later] = [t('Try Earlier'), t('Try Later')];
  return html`${deed(
    {
      name: 'earlier',
      label: html`${icon('up')} ${earlier}`,
      spoken: spokenOf(earlier, row),
      act: move(-1),
      isOff: key.priority <= 1,
    },
    row,
  )}
  ${deed(
    {
      name: 'later',
      label: html`${icon('down')} ${later}`,
      spoken: spokenOf(later, row),
      act: move(1),
      isOff: key.isLast,
    },
    row,
  )}`;
};

const begin = ({ key, page }: Row, how: Change): void => {
  open = { id: key.id, how };
  closeMore();
  page.redraw();
  focusOn(`[data-key="${CSS.escape(key.id)}"] :is(input, select)`);
};

const end = ({ key, page }: Row): void => {
  open = undefined;
  page.redraw();
  focusOn(`[data-key="${CSS.escape(key.id)}"] button:enabled`);
};

const form = (row: Row, how: Change): TemplateResult => html`
  <form
    class="form"
    aria-label=${how === 'update' ? t('Update key {0}', row.key.nickname) : t('Rename key {0}', row.key.nickname)}
    @submit=${(event: SubmitEvent) => submit(event, row, how)}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && end(row)}
  >
    ${how === 'update' ? inputs(row.key.fields, howOf(row.key)) : nickname(row.key)}
    <div class="buttons">
      <button type="submit" class="primary">${how === 'update' ? t('Test and Save') : t('Rename')}</button>
      <button type="button" @click=${() => end(row)}>${t('Cancel')}</button>
    </div>
  </form>
`;

/** Where there is nothing but a secret, to change the key is to type another one. */
const howOf = ({ id, fields }: Key) => ({ keepsSecrets: fields.some(({ secret }) => !secret), prefix: id });

const nickname = (key: Key): TemplateResult => html`
  <div class="field">
    <label for="${key.id}-nickname">${t('Nickname')}</label>
    <input id="${key.id}-nickname" name="nickname" type="text" autocomplete="off" required value=${key.nickname} />
  </div>
`;

/** What was typed leaves the page with its message, and its inputs with it. */
const submit = (event: SubmitEvent, row: Row, how: Change): void => {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const { nickname: typed = row.key.nickname, ...fields } = fieldsOf(event.currentTarget);
  row.page.post(
    how === 'update'
      ? { type: 'keys.update', key: row.key.id, fields }
      : { type: 'keys.rename', key: row.key.id, nickname: typed },
  );
  end(row);
};
