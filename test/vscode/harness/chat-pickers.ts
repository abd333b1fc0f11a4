import type { Locator, Page } from 'playwright-core';
import { readList } from './list.ts';
import { exactly } from './text.ts';
import { until } from './wait.ts';

interface ModelRow {
  readonly label: string;
  readonly detail: string;
}

/** The two lists below the chat's input: modes and models. */
export interface ChatPickers {
  mode(): Promise<string>;
  /** `Agent`, `Ask` or `Plan`. */
  chooseMode(mode: string): Promise<void>;
  /** The label of the chosen model; `Models` or so when there is none. */
  model(): Promise<string>;
  /** Every model offered in this mode, the folded "Other Models" included. */
  models(): Promise<readonly ModelRow[]>;
  chooseModel(label: string): Promise<void>;
}

export function chatPickers(page: Page, view: Locator): ChatPickers {
  const modeButton = view.locator('.chat-mode-picker-item a.action-label');
  const modelButton = view.locator('.model-picker-item .model-picker-name');
  const label = async (button: Locator): Promise<string> =>
    (await button.locator('.chat-input-picker-label').allInnerTexts()).join('').trim();
  const menu = page.locator('.action-widget .monaco-list').filter({ visible: true });
  const rowOf = (title: string): Locator =>
    menu.locator('.monaco-list-row.action', { has: page.locator('.title', { hasText: exactly(title) }) }).first();
  const choose = async (button: Locator, title: string): Promise<void> => {
    await until({ page, what: `"${title}" in the chat's list` }, () => rowOf(title).isVisible());
    await rowOf(title).click();
    await until({ page, what: `"${title}" to be chosen` }, async () => (await label(button)) === title);
    await close(page);
  };
  return {
    mode: () => label(modeButton),
    chooseMode: async (mode) => {
      if ((await label(modeButton)) === mode) return;
      await open(page, modeButton);
      await choose(modeButton, mode);
    },
    model: () => label(modelButton),
    models: async () => {
      // Again where it was in vain: models that arrive meanwhile empty the list.
      const rows = await until({ page, what: 'every model in the list', milliseconds: 90_000 }, async () => {
        await openModels(page, modelButton, menu);
        return readList({ page, list: menu, milliseconds: 10_000 }, rowTexts);
      });
      await close(page);
      return rows.filter((row) => row.label !== '');
    },
    chooseModel: async (title) => {
      // Again where it was in vain: models that arrive meanwhile close the list or undo the choice.
      await until({ page, what: `the model "${title}" to be chosen`, milliseconds: 90_000 }, async () => {
        await openModels(page, modelButton, menu);
        // The filter also brings a row into view that a long list would not draw.
        await page.locator('.action-widget .action-list-filter-input').fill(title, { timeout: 2000 });
        await rowOf(title).click({ timeout: 3000 });
        await page.waitForTimeout(300);
        return (await label(modelButton)) === title;
      });
      await close(page);
    },
  };
}

/** By keyboard: notifications may lie over the buttons. */
async function open(page: Page, button: Locator): Promise<void> {
  await until({ page, what: 'the list of a chat picker' }, async () => {
    if ((await button.getAttribute('aria-expanded', { timeout: 2000 })) === 'true') return true;
    await button.press('Enter', { timeout: 2000 });
    return false;
  });
}

async function openModels(page: Page, button: Locator, menu: Locator): Promise<void> {
  const rows = menu.locator('.monaco-list-row');
  await until({ page, what: 'models in the list' }, async () => {
    await open(page, button);
    if ((await rows.count()) > 0) return true;
    await page.waitForTimeout(500);
    if ((await rows.count()) > 0) return true;
    // A list that opens while its button is drawn anew stays empty.
    await page.keyboard.press('Escape');
    return false;
  });
  const folded = page.locator('.action-widget .chat-model-picker-section-toggle[aria-expanded="false"]');
  await until({ page, what: 'the folded models to unfold' }, async () => {
    if ((await folded.count()) === 0) return true;
    await folded.first().click({ timeout: 1000 });
    return false;
  });
}

async function close(page: Page): Promise<void> {
  const widget = page.locator('.action-widget').filter({ visible: true });
  await until({ page, what: 'the list of a chat picker to close' }, async () => {
    if ((await widget.count()) === 0) return true;
    await page.keyboard.press('Escape');
    return false;
  });
}

/** Models have a pin, the virtual model Auto only a description; lines, headings, the fold and links have neither. */
const rowTexts = {
  label:
    '.action:has([aria-label="Pin Model"], [aria-label="Unpin Model"]) > .title, .action:has(> .description:not([style*="none"])) > .title',
  detail: '.description',
} as const;
