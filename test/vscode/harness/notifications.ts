import type { Locator, Page } from 'playwright-core';
import { runCommand } from './palette.ts';
import { exactly, says } from './text.ts';
import { until } from './wait.ts';

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly string[];
}

/** The messages at the lower right. Those without buttons leave after about ten seconds, and at most three show. */
export interface Notifications {
  all(): Promise<readonly Notification[]>;
  waitFor(text: string | RegExp): Promise<Notification>;
  click(text: string | RegExp, button: string): Promise<void>;
  /** They lie over the chat's input, and an old one may be taken for a new one. */
  clear(): Promise<void>;
}

export function notifications(page: Page): Notifications {
  const items = page.locator('.notifications-toasts .notification-list-item');
  const waitFor = (text: string | RegExp): Promise<Found> =>
    until({ page, what: `a notification that says ${text}` }, () => find(items, text));
  return {
    all: async () => Promise.all((await items.all()).map(read)),
    waitFor: async (text) => (await waitFor(text)).notification,
    click: async (text, button) => {
      const { item } = await waitFor(text);
      await item.locator('a.monaco-button', { hasText: exactly(button) }).click();
    },
    clear: () => runCommand(page, 'Notifications: Clear All Notifications'),
  };
}

interface Found {
  readonly item: Locator;
  readonly notification: Notification;
}

async function find(items: Locator, text: string | RegExp): Promise<Found | undefined> {
  for (const item of await items.all()) {
    const notification = await read(item);
    if (says(notification.text, text)) return { item, notification };
  }
  return undefined;
}

async function read(item: Locator): Promise<Notification> {
  const options = { timeout: 500 };
  const icon = (await item.locator('.notification-list-item-icon').getAttribute('class', options)) ?? '';
  return {
    severity: (['error', 'warning'] as const).find((name) => icon.includes(`codicon-${name}`)) ?? 'info',
    text: await item.locator('.notification-list-item-message').innerText(options),
    buttons: await item.locator('.notification-list-item-buttons-container a.monaco-button').allInnerTexts(),
  };
}
