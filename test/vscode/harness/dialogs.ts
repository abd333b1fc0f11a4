import type { Page } from 'playwright-core';
import { exactly, says } from './text.ts';
import { until } from './wait.ts';

interface Dialog {
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** The box in the middle that blocks everything else. */
export interface Dialogs {
  current(): Promise<Dialog | undefined>;
  waitFor(text: string | RegExp): Promise<Dialog>;
  click(button: string): Promise<void>;
}

export function dialogs(page: Page): Dialogs {
  const box = page.locator('.monaco-dialog-box');
  const current = async (): Promise<Dialog | undefined> => {
    if (!(await box.isVisible())) return undefined;
    return {
      text: (await box.locator('.dialog-message').allInnerTexts()).join('\n').trim(),
      detail: (await box.locator('.dialog-message-detail').allInnerTexts()).join('\n').trim(),
      buttons: await box.locator('.dialog-buttons a.monaco-button').allInnerTexts(),
    };
  };
  return {
    current,
    waitFor: (text) =>
      until({ page, what: `a dialog that says ${text}` }, async () => {
        const dialog = await current();
        return dialog && says(`${dialog.text}\n${dialog.detail}`, text) ? dialog : undefined;
      }),
    click: (button) => box.locator('.dialog-buttons a.monaco-button', { hasText: exactly(button) }).click(),
  };
}
