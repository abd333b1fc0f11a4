import { setImmediate as turn } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { t } from '../core/l10n.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import type { Period } from './period.ts';
import { draftAt, type Draft } from './export-file.ts';
import { writingOf, type ExportFormat } from './export-format.ts';
import type { Line, Source } from './export-pages.ts';
import { sourceOf, type ExportKind } from './export-sources.ts';
import { ExportTrouble, readTrouble, writeTrouble } from './export-trouble.ts';

export interface ExportRequest {
  readonly what: ExportKind;
  readonly period: Period;
  readonly format: ExportFormat;
  /** Absolute path of the file to be. */
  readonly path: string;
  /** An export that is given up rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Rows that are written, and all there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Exported {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes what a period holds into a file, a page at a time: the extension host goes on between pages, and no more than a
 * page is in memory. Attempts that come into the ledger meanwhile are left out. The file appears once it is whole; where that fails
 * or is given up, nothing is left, and a file that had the name stays as it was. Rejects with `ExportTrouble`.
 */
export const exportUsage = async (shared: Pick<Shared, 'use'>, request: ExportRequest): Promise<Exported> => {
  const { path, signal } = request;
  signal?.throwIfAborted();
  const draft = await draftAt(path).catch((error: unknown) => {
    throw writeTrouble(path, error);
  });
  try {
    const rows = await writeRows(draft, shared, request);
    signal?.throwIfAborted();
    return { rows, bytes: await draft.finish() };
  } catch (error) {
    await draft.discard();
    if (signal?.aborted) throw signal.reason;
    throw error instanceof ExportTrouble ? error : writeTrouble(path, error);
  }
};

const writeRows = async (draft: Draft, shared: Pick<Shared, 'use'>, request: ExportRequest): Promise<number> => {
  const source = sourceOf[request.what](request.period);
  const writing = writingOf[request.format](source.fields);
  const reader = readerOf(shared, source);
  const total = await reader.begin();
  await draft.write(writing.head);
  let done = 0;
  request.onProgress?.(done, total);
  for (let rows = await reader.next(); rows.length > 0; rows = await reader.next()) {
    await draft.write(writing.lines(rows, done === 0));
    done += rows.length;
    request.onProgress?.(done, total);
    await turn();
    request.signal?.throwIfAborted();
  }
  await draft.write(writing.foot);
  return done;
};

interface Reader {
  readonly begin: () => Promise<number>;
  readonly next: () => Promise<readonly Line[]>;
}

/** A ledger that was set aside meanwhile goes on as another file, whose rows have the same numbers and are others. */
const readerOf = (shared: Pick<Shared, 'use'>, source: Source): Reader => {
  let begun: LedgerFile | undefined;
  const read = async <T>(query: (database: DatabaseSync) => T, rows: 'first' | 'later'): Promise<T> => {
    const work = (file: LedgerFile): { readonly answer: T } | undefined => {
      begun ??= file;
      return file === begun ? { answer: file.read(query) } : undefined;
    };
    const read = await shared.use(work, rows).catch((error: unknown) => {
      throw readTrouble(error);
    });
    if (!read) throw new ExportTrouble(t('Keyway’s usage ledger was opened anew during the export. Export again.'));
    return read.answer;
  };
  return { begin: () => read(source.begin, 'first'), next: () => read(source.next, 'later') };
};
