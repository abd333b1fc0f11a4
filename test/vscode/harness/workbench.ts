import { chromium, type BrowserContext, type FrameLocator, type Page } from 'playwright-core';
import { chat, type Chat } from './chat.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { dialogs, type Dialogs } from './dialogs.ts';
import { notifications, type Notifications } from './notifications.ts';
import { runCommand } from './palette.ts';
import { quickInput, type QuickInput } from './quick-input.ts';
import { screenshot, until } from './wait.ts';

export interface WorkbenchOptions {
  readonly url: string;
  /** The browser's own folder: secrets and the workbench's state live there, per origin. */
  readonly contextDir: string;
  /** Of the editor and its extensions, as `zh-cn`. Without its language pack the editor's own words stay English. */
  readonly language?: string;
}

/** One window of the editor, with what a user can do in it. */
export interface Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly dialogs: Dialogs;
  readonly chat: Chat;
  /** By its title in the palette, category included: `Keyway: Add Key`. */
  runCommand(title: string): Promise<void>;
  /** Texts (or spoken labels) of the status bar's items. */
  statusBar(): Promise<readonly string[]>;
  clickStatusBar(text: string | RegExp): Promise<void>;
  /** The document inside the visible webview. */
  webview(): FrameLocator;
  reload(): Promise<void>;
  /** Until the editor has written this down among what it keeps of the window; it does so every 5 s, and not at a reload. */
  hasKept(words: string): Promise<unknown>;
  /** Another window of the same user on the same workspace. */
  newWindow(): Promise<Workbench>;
  /** The picture's path, in `.vscode-test/screenshots`. */
  screenshot(name: string): Promise<string>;
  /** Closes this window; the browser with the first one. */
  close(): Promise<void>;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const context = await chromium.launchPersistentContext(options.contextDir, {
    executablePath: await findChromium(),
    args: [...chromiumArguments],
    viewport: { width: 1400, height: 900 },
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  if (options.language !== undefined)
    await context.addInitScript((name) => Reflect.set(globalThis, '_VSCODE_NLS_LANGUAGE', name), options.language);
  const page = context.pages()[0] ?? (await context.newPage());
  await visit(page, options.url);
  return { ...workbench(context, page), close: () => context.close() };
}

function workbench(context: BrowserContext, page: Page): Workbench {
  const statusItems = page.locator('.part.statusbar .statusbar-item').filter({ visible: true });
  return {
    page,
    quickInput: quickInput(page),
    notifications: notifications(page),
    dialogs: dialogs(page),
    chat: chat(page),
    runCommand: (title) => runCommand(page, title),
    statusBar: () =>
      statusItems.evaluateAll((items) =>
        items.map((item) => item.textContent?.trim() || item.getAttribute('aria-label') || ''),
      ),
    clickStatusBar: (text) => statusItems.filter({ hasText: text }).first().locator('a').first().click(),
    webview: () => page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame'),
    reload: async () => {
      await page.reload();
      await ready(page);
    },
    hasKept: (words) =>
      until({ page, what: `the editor to keep ${words}`, milliseconds: 90_000 }, async () => {
        // Only a page with the focus is written down.
        await page.bringToFront();
        return page.evaluate(isKept, words);
      }),
    newWindow: async () => {
      const other = await context.newPage();
      await visit(other, page.url());
      return workbench(context, other);
    },
    screenshot: (name) => screenshot(page, name),
    close: () => page.close(),
  };
}

/** Runs in the page: VS Code in a browser keeps the state of a window in IndexedDB, as JSON within JSON. */
async function isKept(words: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
    });
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    const stores = [...database.objectStoreNames];
    const values = await Promise.all(
      stores.map((store) => done(database.transaction(store).objectStore(store).getAll())),
    );
    database.close();
    if (values.flat().some((value) => String(value).replaceAll('\\', '').includes(words))) return true;
  }
  return false;
}

async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await ready(page);
}

/** Drawn, and every extension's contributions known: the workbench leaves a mark when it gets that far. */
async function ready(page: Page): Promise<void> {
  const what = 'the workbench to load its extensions';
  await until({ page, what, milliseconds: 90_000 }, () =>
    page.evaluate(() => performance.getEntriesByName('code/didLoadExtensions').length > 0),
  );
}
