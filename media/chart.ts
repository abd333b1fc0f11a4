import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { StateOf } from '../src/panel/messages.ts';
import { t } from '../src/panel/words.ts';
import { table } from './table.ts';

type Chart = NonNullable<StateOf<'usage'>['chart']>;

/** Units of the drawing; its box is as wide as the page. */
const height = 100;
const step = 12;
const gap = 3;

/** Bars of money, and the same as a table: nothing is said by colour alone. */
export const chart = (drawn: Chart): TemplateResult => {
  const { title, most, bars } = drawn;
  return html`
    <div id="chart">
      <h3 id="chart-title">${title}</h3>
      <figure>
        <svg
          class="bars"
          viewBox="0 0 ${bars.length * step} ${height}"
          preserveAspectRatio="none"
          role="img"
          aria-label=${t('{0}; the highest is {1}. The table below says the same.', title, most)}
        >
          ${bars.map((bar, index) => column(bar, index))}
        </svg>
        <figcaption>
          <span class="note">${bars[0]?.day ?? ''} – ${bars.at(-1)?.day ?? ''} · ${t('highest {0}', most)}</span>
          ${legend(drawn)}
        </figcaption>
      </figure>
      <details>
        <summary>${t('As a table')}</summary>
        ${twin(drawn)}
      </details>
    </div>
  `;
};

const legend = ({ series }: Chart): TemplateResult | typeof nothing =>
  series.length > 1
    ? html`<ul class="legend">
        ${series.map((name, index) => html`<li><span class="swatch series-${index}" aria-hidden="true"></span>${name}</li>`)}
      </ul>`
    : nothing;

const twin = ({ title, series, bars }: Chart): TemplateResult | typeof nothing =>
  table(
    'chart-table',
    {
      title,
      columns: [
        { title: t('Day'), numeric: false },
        ...[t('Total'), ...series].map((name) => ({ title: name, numeric: true })),
      ],
      rows: bars.map(({ day, total, texts }) => [day, total, ...texts]),
      note: '',
    },
    'untitled',
  );

const column = ({ day, total, parts }: Chart['bars'][number], index: number): SVGTemplateResult => {
  let top = height;
  return svg`<g><title>${t('{0}: {1}', day, total)}</title>${parts.map((part, series) => {
    const tall = part * height;
    top -= tall;
    return svg`<rect class="series-${series}" x=${index * step + gap / 2} y=${top} width=${step - gap} height=${tall} />`;
  })}</g>`;
};
