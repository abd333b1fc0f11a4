import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { openLedger } from '../../src/usage/ledger.ts';
import { exactly } from '../vscode/harness/text.ts';
import { until } from '../vscode/harness/wait.ts';
import type { Workbench } from '../vscode/harness/workbench.ts';
import { inFreshEditor } from './fresh-editor.ts';
import { attemptsOf } from './ledger-rows.ts';

interface Times {
  /** Milliseconds of the first time in a window, when nothing of it has been loaded. */
  readonly first: number;
  /** The median of the times after that. */
  readonly again: number;
}

export interface PanelFigures {
  /** From the key that runs the command to the first frame that shows settings. */
  readonly settings: Times;
  /** The same to the first frame that shows the person's keys, or that there are none. */
  readonly panel: Times;
  /** The same to the first frame that shows usage, from a ledger of `rows` rows. */
  readonly usage: Times;
  /** From the key that asks for this month to the frame that shows it. */
  readonly monthMs: number;
  readonly rows: number;
  readonly bundleBytes: number;
}

const rows = 1_000_000;
const days = 400;

/** Windows in which each command is run once for the first time. */
const windows = 3;
const again = 5;

/** How fast the panel is there, beside VS Code's own settings editor in the same windows. */
export const measurePanel = async (say: (line: string) => void): Promise<PanelFigures> => {
  const measured = await inFreshEditor({ work: measuredIn, prepare: fill });
  const figures = { ...measured, rows, bundleBytes: bundleBytes() };
  for (const line of linesOf(figures)) say(line);
  return figures;
};

const bundleBytes = (): number =>
  fs.statSync(path.join(import.meta.dirname, '..', '..', 'dist', 'media', 'panel.js')).size;

/** As the extension would have written them, up to now. */
const fill = async (folder: string): Promise<void> => {
  fs.mkdirSync(folder, { recursive: true });
  const onTrouble = (sentence: string): void => {
    throw new Error(sentence);
  };
  const ledger = openLedger({ folder, onTrouble });
  let row = 0;
  for (const attempt of attemptsOf({ rows, days, until: Date.now(), habits: 'usual' })) {
    ledger.record(attempt);
    row += 1;
    if (row % 1_000 === 0) await ledger.flush();
  }
  await ledger.dispose();
};

const commands = {
  settings: { title: 'Preferences: Open Settings (UI)', marker: 'settings' },
  panel: { title: 'Keyway: Open Panel', marker: 'keys' },
  usage: { title: 'Keyway: Show Usage', marker: 'usage' },
} as const;

type Name = keyof typeof commands;

type Measured = Pick<PanelFigures, Name | 'monthMs'>;

const measuredIn = async (workbench: Workbench): Promise<Measured> => {
  const { page } = workbench;
  const seen = new Map<string, number>();
  await page.context().exposeFunction('keywaySeen', (marker: string, at: number) => {
    if (!seen.has(marker)) seen.set(marker, at);
  });
  await page.context().addInitScript(look);
  const firsts: Record<Name, number[]> = { settings: [], panel: [], usage: [] };
  const agains: Record<Name, number[]> = { settings: [], panel: [], usage: [] };
  const timed = async (name: Name): Promise<number> => {
    const { title, marker } = commands[name];
    await run(page, title, seen);
    const shown = await until({ page, what: `what ${title} shows` }, async () => seen.get(marker));
    const ms = shown - (seen.get('entered') ?? Number.NaN);
    await run(page, 'View: Close All Editors', seen);
    await page.waitForTimeout(500);
    return ms;
  };
  for (let window = 0; window < windows; window++) {
    await workbench.reload();
    // What every window does at its start is no part of either.
    await page.waitForTimeout(5_000);
    const order: readonly Name[] = window % 2 === 0 ? ['settings', 'panel', 'usage'] : ['panel', 'usage', 'settings'];
    for (const name of order) firsts[name].push(await timed(name));
    for (let count = 0; count < again; count++) for (const name of order) agains[name].push(await timed(name));
  }
  const times = (name: Name): Times => ({ first: median(firsts[name]), again: median(agains[name]) });
  return {
    settings: times('settings'),
    panel: times('panel'),
    usage: times('usage'),
    monthMs: await month(workbench, seen),
  };
};

/** From the palette; its last key is where time begins. */
const run = async (page: Page, title: string, seen: Map<string, number>): Promise<void> => {
  const row = page.locator('.quick-input-widget .monaco-list-row.focused .label-name', { hasText: exactly(title) });
  await until({ page, what: `the command ${title}` }, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget').waitFor({ timeout: 2_000 });
    await page.keyboard.type(title);
    await row.first().waitFor({ timeout: 5_000 });
    return true;
  });
  seen.clear();
  await page.keyboard.press('Enter');
};

const month = async (workbench: Workbench, seen: Map<string, number>): Promise<number> => {
  const { page } = workbench;
  await run(page, commands.usage.title, seen);
  await until({ page, what: 'usage' }, async () => seen.get('usage'));
  return workbench
    .webview()
    .locator('#spans button[value="month"]')
    .evaluate(async (button: HTMLElement) => {
      const begun = performance.now();
      button.click();
      const said = (): string => document.querySelector('#usage-section .said')?.textContent?.trim() ?? '';
      while (!said().startsWith('This month by')) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - begun;
    });
};

/** Runs in each frame: says when a key that runs a command is pressed, and when what it leads to is first drawn. */
const look = (): void => {
  const tell = (globalThis as unknown as { keywaySeen?: (marker: string, at: number) => unknown }).keywaySeen;
  const watch = (): void => {
    const isShown = (selector: string): boolean => (document.querySelector(selector)?.getClientRects().length ?? 0) > 0;
    const markers = {
      settings: '.settings-editor .setting-item-contents .setting-item-label',
      keys: '#keys-section #add-key',
      usage: '#usage-section #attempts tbody td',
    };
    const last = new Map<string, boolean>();
    const frame = (): void => {
      for (const [marker, selector] of Object.entries(markers)) {
        const is = isShown(selector);
        // The frame that follows is the first that has it.
        if (is && last.get(marker) !== true)
          requestAnimationFrame(() => tell?.(marker, performance.timeOrigin + performance.now()));
        last.set(marker, is);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => key === 'Enter' && tell?.('entered', performance.timeOrigin + timeStamp),
    true,
  );
  watch();
  // VS Code writes the page's document anew, which ends what was begun before, and then gives it its way to the editor.
  let acquire: unknown;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (own: unknown) => {
      acquire = own;
      watch();
    },
  });
};

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

const linesOf = ({ settings, panel, usage, monthMs, bundleBytes: bytes }: PanelFigures): readonly string[] => {
  const beside = (times: Times): string =>
    `${times.first.toFixed(0)} ms for the first time in a window, ${times.again.toFixed(0)} ms again`;
  const more = (times: Times): string =>
    `${(times.first - settings.first).toFixed(0)} and ${(times.again - settings.again).toFixed(0)} ms more`;
  return [
    `page of the panel: ${(bytes / 1_000).toFixed(1)} kB`,
    `VS Code’s settings are drawn after ${beside(settings)}`,
    `  the panel after ${beside(panel)}: ${more(panel)}`,
    `  usage of ${rows} rows after ${beside(usage)}: ${more(usage)}; this month after ${monthMs.toFixed(0)} ms`,
  ];
};
