import { html, nothing, type TemplateResult } from 'lit';
import type { Table } from '../src/panel/messages.ts';

/**
 * A table under its heading, or where something above it says the same, without one. Wide ones scroll in a box of their own,
 * which the keyboard must reach.
 */
export const table = (
  name: string,
  shown: Table | undefined,
  heading: 'titled' | 'untitled' = 'titled',
): TemplateResult | typeof nothing => {
  if (!shown || (shown.rows.length === 0 && shown.note === '')) return nothing;
  const { title, columns, rows, note } = shown;
  const className = (index: number): string => (columns[index]?.numeric === true ? 'number' : '');
  return html`<div id=${name}>
    ${heading === 'titled' ? html`<h3>${title}</h3>` : nothing}
    ${
      rows.length === 0
        ? nothing
        : html`<div class="scroller" tabindex="0" role="region" aria-label=${title}>
            <table aria-label=${title}>
              <thead>
                <tr>
                  ${columns.map((column, index) => html`<th scope="col" class=${className(index)}>${column.title}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ([head, ...cells]) =>
                    html`<tr>
                      <th scope="row">${head}</th>
                      ${cells.map((text, index) => cell(text, columns[index + 1]))}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="note">${note}</p>
  </div>`;
};

/** It names its column: in a narrow page there are none. */
const cell = (text: string, column: Table['columns'][number] | undefined): TemplateResult => {
  const classes = `${column?.numeric === true ? 'number' : ''} ${text === '' ? 'blank' : ''}`;
  return html`<td class=${classes.trim()} data-title=${column?.title ?? ''}>${text}</td>`;
};
