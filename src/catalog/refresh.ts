import { join } from 'node:path';
import * as z from 'zod/mini';
import { t } from '../core/l10n.ts';
import { bundled, type Table } from './catalog.ts';
import { type KeptFile, keptFile } from './file.ts';
import type { RefreshMode } from './refresh-modes.ts';
import { BadDownload, download, type DownloadLimits } from './refresh-download.ts';
import { objectionTo } from './refresh-judge.ts';
import { freshRowSchema, rowsIn } from './refresh-source.ts';
import { type Copy, refreshed } from './refresh-table.ts';

/** Where model facts come from when they are refreshed: the whole file is 5 MB, 0.5 MB packed (2026-09-28). */
export const modelsDev = 'https://models.dev/api.json';

export interface FactsParts {
  /** Where the last good copy is kept. */
  readonly folder: string;
  readonly address: string;
  readonly mode: () => RefreshMode;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly limits?: DownloadLimits;
  /** Hears once of every reason why a refresh failed, until one succeeds. */
  readonly onTrouble: (sentence: string) => void;
}

/** What a refresh came to; `sentence` is for a person. */
export interface Refreshed {
  readonly kind: 'new' | 'unchanged' | 'failed' | 'off';
  readonly sentence: string;
}

/** What is known about models beside what their providers list. */
export interface Facts {
  /** The bundled table with the last good copy over it. Local files only; never throws. */
  readonly table: () => Promise<Table>;
  /** Asks models.dev. Never throws; a bad answer changes nothing. */
  readonly refresh: () => Promise<Refreshed>;
  /** The same where the setting says `daily` and the last answer is a day old. Undefined where it is not. */
  readonly refreshDaily: () => Promise<Refreshed | undefined>;
}

const copySchema = z.object({
  checkedAt: z.number(),
  etag: z.optional(z.string()),
  models: z.array(freshRowSchema),
});

const day = 86_400_000;
/** Milliseconds: a file that was refused once is not fetched every hour. */
const pauseAfterFailure = day / 4;
const defaultLimits: DownloadLimits = { milliseconds: 30_000, bytes: 24_000_000 };

export const openFacts = (parts: FactsParts): Facts => {
  const file = keptFile<Copy>(join(parts.folder, 'model-facts.json'), copySchema);
  const ask = asking(parts, file);
  let running: Promise<Refreshed> | undefined;
  let failedAt = -Infinity;
  let made: { readonly copy: Copy; readonly table: Table } | undefined;

  const table = async (): Promise<Table> => {
    const base = await bundled();
    const copy = parts.mode() === 'off' ? undefined : await file.read();
    if (!copy) return base;
    if (made?.copy !== copy) made = { copy, table: refreshed(base, copy) };
    return made.table;
  };

  const refresh = async (): Promise<Refreshed> => {
    if (parts.mode() === 'off')
      return { kind: 'off', sentence: t('Refreshing model facts is off in the setting keyway.modelFacts.refresh.') };
    return (running ??= ask().finally(() => (running = undefined)));
  };

  const refreshDaily = async (): Promise<Refreshed | undefined> => {
    if (parts.mode() !== 'daily') return undefined;
    const age = parts.clock() - ((await file.read())?.checkedAt ?? 0);
    // A copy of the future: the clock was set back.
    if ((age >= 0 && age < day) || parts.clock() - failedAt < pauseAfterFailure) return undefined;
    const result = await refresh();
    if (result.kind === 'failed') failedAt = parts.clock();
    return result;
  };

  return { table, refresh, refreshDaily };
};

/** Tells of every reason once, until a refresh succeeds. */
const asking = (parts: FactsParts, file: KeptFile<Copy>): (() => Promise<Refreshed>) => {
  const told = new Set<string>();
  return async () => {
    try {
      const isNew = await renewed(parts, file);
      told.clear();
      return isNew
        ? { kind: 'new', sentence: t('The model facts of models.dev have been refreshed.') }
        : { kind: 'unchanged', sentence: t('The model facts of models.dev have not changed.') };
    } catch (error) {
      const reason = error instanceof BadDownload ? error.message : t('they could not be kept on this disk');
      const sentence = t('The model facts were not refreshed from models.dev: {0}. Those at hand stay in use.', reason);
      if (!told.has(reason)) parts.onTrouble(sentence);
      told.add(reason);
      return { kind: 'failed', sentence };
    }
  };
};

/** Replaces the copy by what models.dev has now. False where that is the same. Throws `BadDownload`, or what the disk says. */
const renewed = async (parts: FactsParts, file: KeptFile<Copy>): Promise<boolean> => {
  const base = await bundled();
  const before = await file.read();
  // After an update of Keyway a copy may be no good any more: the whole file is asked for then.
  const etag = before && objectionTo(before.models, base) === undefined ? before.etag : undefined;
  const answer = await download({ address: parts.address, etag, limits: parts.limits ?? defaultLimits });
  const checkedAt = parts.clock();
  if (answer === 'unchanged') {
    if (before) await file.write({ ...before, checkedAt });
    return false;
  }
  const models = rowsIn(jsonIn(answer.text));
  if (!models) throw new BadDownload(t('it is not the file that was expected'));
  const objection = objectionTo(models, base);
  if (objection !== undefined) throw new BadDownload(objection);
  await file.write({ checkedAt, etag: answer.etag, models });
  return true;
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadDownload(t('it is no JSON, or only a part of it'));
  }
};
