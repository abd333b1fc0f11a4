import type { Page } from 'playwright-core';
import { exactly } from './text.ts';
import { until } from './wait.ts';

/** Runs the command with exactly this title (`Category: Title`) from the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget .quick-input-filter input.input');
  const name = page.locator('.quick-input-list-row:first-child .label-name', { hasText: exactly(title) });
  const row = page.locator('.quick-input-widget .quick-input-list .monaco-list-row', { has: name }).first();
  await until({ page, what: `the command "${title}" in the palette`, milliseconds: 60_000 }, async () => {
    // Opened afresh each time: an open palette does not learn of commands whose extension arrives later.
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: 2000 });
    if (!(await input.inputValue()).startsWith('>')) return false;
    await input.fill(`>${title}`);
    await row.waitFor({ timeout: 3000 });
    await row.click({ timeout: 2000 });
    return true;
  });
  await until({ page, what: 'the palette to close' }, async () => !(await isPalette(page)));
}

/** The command may open a quick input of its own in the very same box. */
async function isPalette(page: Page): Promise<boolean> {
  const widget = page.locator('.quick-input-widget');
  if (!(await widget.isVisible())) return false;
  const value = await widget.locator('.quick-input-filter input.input').inputValue({ timeout: 500 });
  return value.startsWith('>');
}
