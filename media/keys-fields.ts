import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../src/panel/words.ts';
import type { StateOf } from '../src/panel/messages.ts';

type Field = StateOf<'keys'>['offered'][number]['fields'][number];

export interface Inputs {
  /** A secret that is left empty stays what is stored. */
  readonly keepsSecrets: boolean;
  /** Makes the ids of the inputs their own. */
  readonly prefix: string;
}

/** One input per field of the record. */
export const inputs = (fields: readonly Field[], how: Inputs): TemplateResult =>
  html`${fields.map((field) => input(field, fields, how))}`;

/** What stands in for another field is needed only where that one is empty: the host says so. */
const isRequired = ({ optional, secret, insteadOf }: Field, { keepsSecrets }: Inputs): boolean =>
  !optional && insteadOf === '' && !(keepsSecrets && secret);

const input = (field: Field, fields: readonly Field[], how: Inputs): TemplateResult => {
  const id = `${how.prefix}-${field.name}`;
  const instead = fields.find(({ name }) => name === field.insteadOf);
  const notes = [
    ...(isRequired(field, how) ? [t('Required')] : []),
    ...(how.keepsSecrets && field.secret ? [t('Leave it empty to keep what is stored')] : []),
    ...(instead ? [t('Only where {0} is left empty', instead.label)] : []),
    ...(field.hint === '' ? [] : [field.hint]),
  ].join(' · ');
  return html`
    <div class="field">
      <label for=${id}>${field.label}</label>
      ${field.choices.length > 0 ? choice(field, id) : text(field, id, how)}
      <span class="note" id="${id}-note">${notes}</span>
      <span class="note doubt" id="${id}-doubt" role="status"></span>
    </div>
  `;
};

/** As an attribute, a value is where typing begins: a drawing in between does not undo it. */
const text = (field: Field, id: string, how: Inputs): TemplateResult => html`
  <input
    id=${id}
    name=${field.name}
    type=${field.secret ? 'password' : 'text'}
    autocomplete="off"
    spellcheck="false"
    ?required=${isRequired(field, how)}
    aria-describedby="${id}-note ${id}-doubt"
    value=${field.secret ? nothing : field.value}
    @change=${(event: Event) => doubt(event, field, id)}
  />
`;

const choice = (field: Field, id: string): TemplateResult => html`
  <select id=${id} name=${field.name} aria-describedby="${id}-note">
    ${field.optional ? html`<option value="">${t('None')}</option>` : nothing}
    ${field.choices.map(
      ({ value, label }) => html`<option value=${value} ?selected=${value === field.value}>${label}</option>`,
    )}
  </select>
`;

/** Another shape than usual is warned about, never blocked. */
const doubt = ({ currentTarget }: Event, { format, hint }: Field, id: string): void => {
  const note = document.querySelector(`#${CSS.escape(id)}-doubt`);
  if (!note || !(currentTarget instanceof HTMLInputElement)) return;
  const typed = currentTarget.value.trim();
  const isOdd = format !== '' && typed !== '' && !new RegExp(format).test(typed);
  const odd = hint === '' ? t('It usually looks different.') : t('It usually looks different: {0}', hint);
  note.textContent = isOdd ? odd : '';
};

/** What was typed, by the names of the inputs; the inputs are empty afterwards. */
export const fieldsOf = (form: HTMLFormElement): Record<string, string> => {
  const typed: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') typed[name] = value;
  for (const element of form.querySelectorAll('input')) element.value = '';
  return typed;
};
