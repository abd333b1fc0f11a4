// First: the constants of other modules hold sentences.
import './speak.ts';
import { html, nothing, render, type TemplateResult } from 'lit';
import type { Section } from '../src/panel/section.ts';
import { t } from '../src/panel/words.ts';
import { audit } from './audit.ts';
import { focusOn, keepingFocus } from './focus.ts';
import { keys } from './keys.ts';
import { Page } from './page.ts';
import { routing } from './routing.ts';
import { markTabs, watchTabs } from './tabs.ts';
import { usage } from './usage.ts';

/** Every section draws itself from what the page knows; before the host has spoken it holds its place. */
const drawings: { readonly [S in Section]: (page: Page) => TemplateResult | typeof nothing } = {
  keys,
  routing,
  usage,
  audit,
};

const find = (id: string): HTMLElement => {
  const found = document.querySelector(`#${id}`);
  if (!(found instanceof HTMLElement)) throw new Error(`The page has no #${id}.`);
  return found;
};

let current: Page | undefined;

const draw = (page: Page): void => {
  if (current === undefined) {
    current = page;
    watchTabs(() => page);
  }
  markTabs(page);
  const { section } = page;
  render(told(page), find('told'));
  render(works(page), find('works'));
  keepingFocus(() => render(drawings[section](page), find(`${section}-section`)));
};

/** The answer to what was done last. */
const told = (page: Page): TemplateResult | typeof nothing => {
  const one = page.told[page.section];
  return one
    ? html`<p class=${one.isTrouble ? 'trouble' : 'news'}>${one.sentence}</p>
        <button type="button" class="quiet" aria-label=${t('Close this message')} @click=${() => dismiss(page)}>
          ${t('Close')}
        </button>`
    : nothing;
};

const dismiss = (page: Page): void => {
  page.dismiss();
  focusOn(`#tab-${page.section}`);
};

/** What is under way in the section in front, each with its way out. */
const works = (page: Page): TemplateResult | typeof nothing => {
  const shown = page.works.filter(({ section }) => section === page.section);
  return shown.length === 0
    ? nothing
    : html`<ul class="works">
        ${shown.map(
          ({ work, title, share }) =>
            html`<li>
              <progress max="1" value=${share ?? nothing} aria-label=${title}></progress>
              <span>${title}</span>
              <button
                type="button"
                aria-label=${t('Cancel: {0}', title)}
                @click=${() => page.post({ type: 'cancel', work })}
              >
                ${t('Cancel')}
              </button>
            </li>`,
        )}
      </ul>`;
};

new Page(draw);
