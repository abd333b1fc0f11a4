import type { ElementHandle, Page } from 'playwright-core';
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
  const toasts = (): Promise<readonly Toast[]> => page.$$('.notifications-toasts .notification-list-item');
  const saying = async (text: string | RegExp): Promise<Found | undefined> => find(await toasts(), text);
  return {
    all: async () => Promise.all((await toasts()).map(read)),
    waitFor: async (text) =>
      (await until({ page, what: `a notification that says ${text}` }, () => saying(text))).notification,
    click: (text, button) =>
      until({ page, what: `the button “${button}” of a notification that says ${text}` }, async () =>
        press((await saying(text))?.toast, button),
      ).then(() => undefined),
    clear: () => runCommand(page, 'Notifications: Clear All Notifications'),
  };
}

/** The element, not its place: a newer message pushes the others along between two looks. */
type Toast = ElementHandle<Element>;

interface Found {
  readonly toast: Toast;
  readonly notification: Notification;
}

async function find(toasts: readonly Toast[], text: string | RegExp): Promise<Found | undefined> {
  for (const toast of toasts) {
    const notification = await read(toast);
    if (says(notification.text, text)) return { toast, notification };
  }
  return undefined;
}

async function press(toast: Toast | undefined, wanted: string): Promise<boolean> {
  for (const button of (await toast?.$$('a.monaco-button')) ?? []) {
    if (!exactly(wanted).test(await button.innerText())) continue;
    await button.click({ timeout: 2_000 });
    return true;
  }
  return false;
}

async function read(toast: Toast): Promise<Notification> {
  const icon = (await (await toast.$('.notification-list-item-icon'))?.getAttribute('class')) ?? '';
  const message = await toast.$('.notification-list-item-message');
  const buttons = await toast.$$('.notification-list-item-buttons-container a.monaco-button');
  return {
    severity: (['error', 'warning'] as const).find((name) => icon.includes(`codicon-${name}`)) ?? 'info',
    text: (await message?.innerText()) ?? '',
    buttons: await Promise.all(buttons.map((button) => button.innerText())),
  };
}
