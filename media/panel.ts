import { html, nothing, render, type TemplateResult } from 'lit';
import { sections, type Section } from '../src/panel/section.ts';
import { audit } from './audit.ts';
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
  const told = page.told[section];
  render(told ? html`<p class=${told.isTrouble ? 'trouble' : 'said'}>${told.sentence}</p>` : nothing, find('told'));
  render(works(page), find('works'));
  for (const name of sections) if (name === section) render(drawings[name](page), find(`${name}-section`));
};

/** What is under way in the section in front, each with its way out. */
const works = (page: Page): TemplateResult | typeof nothing => {
  const shown = page.works.filter(({ section }) => section === page.section);
  return shown.length === 0
    ? nothing
    : html`<ul class="works">
        ${shown.map(
          ({ work, title }) =>
            html`<li>
              <progress aria-label=${title}></progress> <span>${title}</span>
              <button type="button" @click=${() => page.post({ type: 'cancel', work })}>Cancel</button>
            </li>`,
        )}
      </ul>`;
};

new Page(draw);
