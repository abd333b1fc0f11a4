import type { Locator, Page } from 'playwright-core';
import { exactly } from './text.ts';
import { until } from './wait.ts';

/** The files that are open, and what a person does in them. Short files only: an editor draws the lines in view. */
export interface Editors {
  /** Opens a file of the workspace through the quick open box, with the cursor in a line (from 1). */
  open(file: string, line?: number, column?: number): Promise<void>;
  /** Brings an open tab to the front. */
  show(title: string): Promise<void>;
  /** Titles of the open tabs. */
  tabs(): Promise<readonly string[]>;
  waitForTab(title: string | RegExp): Promise<string>;
  waitForNoTab(title: string | RegExp): Promise<void>;
  /** The text of the editor in front; of differences the right side. */
  text(): Promise<string>;
  /** The text of the left side of differences. */
  otherText(): Promise<string>;
  /** Until it says so; the text. */
  waitForText(wanted: RegExp): Promise<string>;
  /** A button at the right end of the tabs, by its tooltip. */
  titleButton(tooltip: string): Locator;
  /** Puts the cursor before the first sign of the editor in front. */
  focus(): Promise<void>;
  /** Closes the tab in front. */
  close(): Promise<void>;
  save(): Promise<void>;
  undo(): Promise<void>;
  /** The entries of the menu that a right click opens, and of the submenu of that name. */
  contextMenu(submenu: string): Promise<readonly string[]>;
}

export function editors(page: Page): Editors {
  const group = page.locator('.editor-group-container.active');
  // Differences draw a third editor behind their two sides.
  const editor = group
    .locator('.editor.modified .monaco-editor, .editor-instance > .monaco-editor')
    .filter({ visible: true })
    .first();
  const tabs = (): Promise<readonly string[]> => titlesOf(page.locator('.editor-group-container .tab'));
  const isSame = (title: string, wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? title === wanted : wanted.test(title);
  const text = (): Promise<string> => readLines(editor);
  const focus = async (): Promise<void> => {
    await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
    await page.keyboard.press('Control+Home');
  };
  return {
    open: (file, line = 1, column = 1) => open(page, { file, place: `${line}:${column}` }),
    show: async (title) => {
      const at = (await tabs()).indexOf(title);
      await page.locator('.editor-group-container .tab').nth(at).click();
    },
    tabs,
    waitForTab: (title) =>
      until({ page, what: `a tab called ${title}` }, async () => (await tabs()).find((one) => isSame(one, title))),
    waitForNoTab: async (title) => {
      await until(
        { page, what: `no tab called ${title}` },
        async () => !(await tabs()).some((one) => isSame(one, title)),
      );
    },
    text,
    otherText: () => readLines(group.locator('.editor.original .monaco-editor').first()),
    waitForText: (wanted) =>
      until({ page, what: `an editor that says ${wanted}` }, async () => {
        const shown = await text();
        return wanted.test(shown) ? shown : undefined;
      }),
    titleButton: (tooltip) => group.locator(`.editor-actions a.action-label[aria-label^="${tooltip}"]`),
    focus,
    close: async () => {
      const before = (await tabs()).length;
      await group.locator('.tab.active').click();
      await group.locator('.tab.active .tab-actions a[aria-label^="Close"]').click();
      await until({ page, what: 'the tab to close' }, async () => (await tabs()).length < before);
    },
    save: () => page.keyboard.press('Control+s'),
    undo: () => page.keyboard.press('Control+z'),
    contextMenu: async (submenu) => {
      await editor.locator('.view-lines .view-line').first().click({ button: 'right' });
      const menus = page.locator('.monaco-menu').filter({ visible: true });
      await menus
        .first()
        .locator('.action-label', { hasText: exactly(submenu) })
        .hover();
      await until({ page, what: `the submenu ${submenu}` }, async () => (await menus.count()) > 1);
      return menus.last().locator('.action-label').allInnerTexts();
    },
  };
}

async function open(page: Page, { file, place }: { readonly file: string; readonly place: string }): Promise<void> {
  const box = page.locator('.quick-input-widget .quick-input-filter input.input');
  const name = file.split('/').at(-1) ?? file;
  // The first row: Enter takes it, also while the list still shows what was there before the name was typed.
  const row = page.locator('.quick-input-widget .monaco-list-row[data-index="0"]', { hasText: name });
  await until({ page, what: `the file ${file} in an editor` }, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+p');
    await box.waitFor({ timeout: 2_000 });
    await box.fill(`${file}:${place}`, { timeout: 2_000 });
    await row.waitFor({ timeout: 3_000 });
    await page.keyboard.press('Enter');
    const active = page.locator('.editor-group-container.active .tab.active');
    return until({ page, what: 'its tab', milliseconds: 3_000 }, async () => (await titlesOf(active)).includes(name));
  });
}

/** The workbench draws the ending of a file's name as an element of its own. */
const titlesOf = (tabs: Locator): Promise<readonly string[]> =>
  tabs.evaluateAll((all) =>
    all.map((tab) =>
      ['name', 'suffix'].map((part) => tab.querySelector(`.monaco-icon-${part}-container`)?.textContent ?? '').join(''),
    ),
  );

/** Lines are drawn in any order; blanks as no-break ones. */
async function readLines(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-lines .view-line').evaluateAll((all) =>
    all
      .map((line) => ({
        top: Number.parseFloat((line as HTMLElement).style.top),
        text: (line.textContent ?? '').replaceAll('\u00a0', ' ').replaceAll(/[\u200B\u200C]/g, ''),
      }))
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return lines.join('\n');
}
