import type { Locator, Page } from 'playwright-core';
import { readList } from './list.ts';
import { exactly, says } from './text.ts';
import { until } from './wait.ts';

interface QuickRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

interface QuickMessage {
  readonly severity: 'none' | 'info' | 'warning' | 'error';
  readonly text: string;
}

/** The box at the top: the palette, quick picks and input boxes. */
export interface QuickInput {
  /** Until a box with this title (or, where it has none, this placeholder) is open. */
  waitFor(title: string | RegExp): Promise<void>;
  waitUntilClosed(): Promise<void>;
  isOpen(): Promise<boolean>;
  /** Without the step. */
  title(): Promise<string>;
  /** Such as `2/3`; empty when the box shows no steps. */
  step(): Promise<string>;
  placeholder(): Promise<string>;
  value(): Promise<string>;
  isPassword(): Promise<boolean>;
  /** The validation message, or with severity `none` the prompt. */
  message(): Promise<QuickMessage>;
  /** Until the validation message says so. */
  waitForMessage(text: string | RegExp): Promise<QuickMessage>;
  rows(): Promise<readonly QuickRow[]>;
  /** Replaces what is in the box. */
  type(text: string): Promise<void>;
  accept(): Promise<void>;
  /** Clicks the row with exactly this label. */
  pick(label: string): Promise<void>;
  /** Clicks a button of the box itself by its tooltip. */
  press(tooltip: string): Promise<void>;
  /** Clicks a button of a row by its tooltip. */
  pressInRow(label: string, tooltip: string): Promise<void>;
  back(): Promise<void>;
  cancel(): Promise<void>;
}

interface Parts {
  readonly page: Page;
  readonly widget: Locator;
  readonly input: Locator;
  readonly list: Locator;
}

export function quickInput(page: Page): QuickInput {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-filter input.input');
  const parts: Parts = { page, widget, input, list: widget.locator('.quick-input-list .monaco-list') };
  const isOpen = (): Promise<boolean> => widget.isVisible();
  return {
    ...reading(parts),
    ...acting(parts),
    isOpen,
    waitFor: async (title) => {
      await until({ page, what: `a quick input titled ${title}` }, async () => {
        if (!(await isOpen())) return false;
        const shown = (await titleText(parts)) || ((await input.getAttribute('placeholder', { timeout: 500 })) ?? '');
        return says(shown, title);
      });
    },
    waitUntilClosed: async () => {
      await until({ page, what: 'the quick input to close' }, async () => !(await isOpen()));
    },
  };
}

function reading(
  parts: Parts,
): Pick<QuickInput, 'title' | 'step' | 'placeholder' | 'value' | 'isPassword' | 'message' | 'waitForMessage' | 'rows'> {
  const message = (): Promise<QuickMessage> => readMessage(parts.widget);
  return {
    title: async () => (await titleText(parts)).replace(stepPattern, ''),
    step: async () => stepPattern.exec(await titleText(parts))?.[1] ?? '',
    placeholder: async () => (await parts.input.getAttribute('placeholder')) ?? '',
    value: () => parts.input.inputValue(),
    isPassword: async () => (await parts.input.getAttribute('type')) === 'password',
    message,
    waitForMessage: (text) =>
      until({ page: parts.page, what: `the quick input to say ${text}` }, async () => {
        const shown = await message();
        return shown.severity !== 'none' && says(shown.text, text) && shown;
      }),
    rows: () => readList(parts, rowTexts),
  };
}

function acting(
  parts: Parts,
): Pick<QuickInput, 'type' | 'accept' | 'pick' | 'press' | 'pressInRow' | 'back' | 'cancel'> {
  const { page, widget, input } = parts;
  const press = (tooltip: string): Promise<void> =>
    widget
      .locator(
        `.quick-input-titlebar a[aria-label^="${tooltip}"], .quick-input-inline-action-bar a[aria-label^="${tooltip}"]`,
      )
      .click();
  return {
    type: (text) => input.fill(text),
    accept: () => input.press('Enter'),
    pick: async (label) => (await rowOf(parts, label)).click(),
    press,
    pressInRow: async (label, tooltip) => {
      const row = await rowOf(parts, label);
      // Its buttons show only while the pointer is over the row.
      await row.hover();
      await row.locator(`.quick-input-list-entry-action-bar a[aria-label^="${tooltip}"]`).click();
    },
    back: () => press('Back'),
    cancel: () => page.keyboard.press('Escape'),
  };
}

/** VS Code appends the step to the title. */
const stepPattern = /\s*\((\d+\/\d+)\)$/;

async function titleText(parts: Parts): Promise<string> {
  const [title] = await parts.widget.locator('.quick-input-title').filter({ visible: true }).allInnerTexts();
  return title?.trim() ?? '';
}

/** Colour and words together: they change one after the other. */
function readMessage(widget: Locator): Promise<QuickMessage> {
  return widget.evaluate((box) => {
    const classes = box.querySelector('.quick-input-filter .monaco-inputbox')?.classList;
    const severity = (['error', 'warning', 'info'] as const).find((name) => classes?.contains(name)) ?? 'none';
    return { severity, text: box.querySelector<HTMLElement>('.quick-input-message')?.innerText.trim() ?? '' };
  });
}

const rowTexts = {
  label: '.quick-input-list-row:nth-child(1) .label-name',
  description: '.quick-input-list-row:nth-child(1) .label-description',
  detail: '.quick-input-list-row:nth-child(2) .label-name',
} as const;

/** The row with exactly this label; a long list is narrowed by typing the label, as a user would. */
async function rowOf(parts: Parts, label: string): Promise<Locator> {
  const name = parts.page.locator('.quick-input-list-row:first-child .label-name', { hasText: exactly(label) });
  const row = parts.list.locator('.monaco-list-row', { has: name }).first();
  const shown = await row.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
  if (!shown) await parts.input.fill(label);
  await until({ page: parts.page, what: `a row called ${label}` }, () => row.isVisible());
  return row;
}
