import * as vscode from 'vscode';
import type { Table } from '../catalog/catalog.ts';
import { type Override, type Overrides, overridesIn } from '../catalog/overrides.ts';
import { modelsDev, openFacts, type Refreshed } from '../catalog/refresh.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import { factsRefresh, modelOverrides } from './settings.ts';

/** What is known about models beside what providers list, and who keeps it up to date. */
export interface ModelFacts {
  readonly table: () => Promise<Table>;
  /** What the person's own setting says of a provider's models. */
  readonly own: (provider: string) => ReadonlyMap<string, Override> | undefined;
  /** Asks models.dev. Never throws. */
  readonly refresh: () => Promise<Refreshed>;
  /** Until disposed: asks once a day where the person wants that, and hands on what they change in their settings. */
  readonly watch: (offers: Pick<Offers, 'rebuild'>) => vscode.Disposable;
}

export interface ModelFactsParts {
  /** Where downloads are kept. */
  readonly folder: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly isProvider: (id: string) => boolean;
}

/** Milliseconds: whether a day is over is looked at once an hour, and not while the editor starts. */
const firstLook = 60_000;
const everyHour = 3_600_000;

export const modelFacts = ({ folder, log, isProvider }: ModelFactsParts): ModelFacts => {
  const onTrouble = (sentence: string): void => log.warn(sentence);
  const facts = openFacts({ folder, address: modelsDev, mode: factsRefresh, clock: Date.now, onTrouble });
  let overrides: Overrides | undefined;
  const read = (): Overrides => {
    const found = overridesIn(modelOverrides(), isProvider);
    for (const sentence of found.troubles) log.warn(sentence);
    return found;
  };
  return {
    table: facts.table,
    own: (provider) => (overrides ??= read()).of(provider),
    refresh: facts.refresh,
    watch: (offers) => {
      const look = async (): Promise<void> => {
        const refreshed = await facts.refreshDaily();
        if (refreshed?.kind !== 'new') return;
        log.info(refreshed.sentence);
        await offers.rebuild();
      };
      const first = setTimeout(() => void look(), firstLook);
      const hourly = setInterval(() => void look(), everyHour);
      const settings = vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('keyway.models') && !change.affectsConfiguration('keyway.modelFacts')) return;
        overrides = undefined;
        void offers.rebuild();
      });
      return vscode.Disposable.from(settings, {
        dispose: () => {
          clearTimeout(first);
          clearInterval(hourly);
        },
      });
    },
  };
};
