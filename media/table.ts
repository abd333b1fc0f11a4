import { html, nothing, type TemplateResult } from 'lit';
import type { Table } from '../src/panel/messages.ts';

/** A table under its heading. Wide ones scroll in a box of their own, which the keyboard must reach. */
export const table = (name: string, shown: Table | undefined): TemplateResult | typeof nothing => {
  if (!shown || (shown.rows.length === 0 && shown.note === '')) return nothing;
  const { title, columns, rows, note } = shown;
  const className = (index: number): string => (columns[index]?.numeric === true ? 'number' : '');
  return html`<div id=${name}>
    <h3 id="${name}-title">${title}</h3>
    ${
      rows.length === 0
        ? nothing
        : html`<div class="scroller" tabindex="0" role="region" aria-labelledby="${name}-title">
            <table aria-labelledby="${name}-title">
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
                      ${cells.map((text, index) => html`<td class=${className(index + 1)}>${text}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="note">${note}</p>
  </div>`;
};
