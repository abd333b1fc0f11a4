import type { Page } from 'playwright-core';
import { until } from '../vscode/harness/wait.ts';
import type { Workbench } from '../vscode/harness/workbench.ts';
import { inFreshEditor } from './fresh-editor.ts';

export interface ActivationFigures {
  /** Milliseconds from the call of `activate()` until its promise is kept; the median of several windows. */
  readonly activationMs: number;
  /** Milliseconds to read and evaluate `dist/extension.js`, which the editor counts apart; the median. */
  readonly loadMs: number;
}

interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

const windows = 5;

/** What the editor itself measured for the packaged extension, in a fresh extension host for each window. */
export const measureActivation = (): Promise<ActivationFigures> => inFreshEditor({ work: measuredIn });

const measuredIn = async (workbench: Workbench): Promise<ActivationFigures> => {
  const measured: Activation[] = [];
  for (let count = 0; count < windows; count++) {
    if (count > 0) await workbench.reload();
    measured.push(await activationIn(workbench));
  }
  return {
    activationMs: median(measured.map(({ call, finish }) => call + finish)),
    loadMs: median(measured.map(({ load }) => load)),
  };
};

/** A row of the table that "Developer: Startup Performance" draws: extension, eager, load, call, finish, event, by. */
const row = /^\|\s*keyway\.keyway\s*\|[^|]*\|\s*(\d+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|/m;

const activationIn = async (workbench: Workbench): Promise<Activation> => {
  const { page } = workbench;
  const what = 'Keyway in the editor’s startup performance';
  return until({ page, what, milliseconds: 120_000 }, async () => {
    await workbench.runCommand('Developer: Startup Performance');
    const [, load, call, finish] = row.exec(await textOf(page)) ?? [];
    await workbench.runCommand('View: Close All Editors');
    // It activates when everything else has started: the page may come too early.
    return finish === undefined ? undefined : { load: Number(load), call: Number(call), finish: Number(finish) };
  });
};

/** By the clipboard, because the editor draws only the lines in view. */
const textOf = async (page: Page): Promise<string> => {
  const editor = page.locator('.editor-instance .native-edit-context').first();
  await editor.focus({ timeout: 10_000 });
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  return page.evaluate(() => navigator.clipboard.readText());
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
