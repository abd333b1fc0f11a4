import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { ExportTrouble } from '../usage/export-trouble.ts';
import { fileName } from '../code/file-name.ts';

/** The slice of VS Code that brings a file to another file system. */
export interface Carrier {
  readonly fs: Pick<vscode.FileSystem, 'isWritableFileSystem' | 'stat' | 'copy' | 'rename' | 'delete'>;
  readonly uriOf: (path: string) => vscode.Uri;
}

/** `FileType.Directory` of VS Code 1.122: tests have no `vscode` to import it from. */
const directory = 2;

/**
 * On another machine or in a virtual workspace there are no files to write piece by piece (`vscode.FileSystem` takes a
 * whole one, @types/vscode 1.120): it is written here, and VS Code carries it over, which it does in pieces. Rejects with
 * `ExportTrouble`, or with what writing rejects with.
 */
export const writeElsewhere = async <T>(
  carrier: Carrier,
  uri: vscode.Uri,
  write: (path: string) => Promise<T>,
): Promise<T> => {
  if (carrier.fs.isWritableFileSystem(uri.scheme) === false)
    throw new ExportTrouble(t('Nothing can be written to {0} in this window. Choose another place.', uri.scheme));
  const folder = await mkdtemp(join(tmpdir(), 'keyway-export-'));
  try {
    const path = join(folder, fileName(uri.path));
    const written = await write(path);
    await carry(carrier.fs, carrier.uriOf(path), uri);
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Under another name first: what has the name already is replaced by a whole file or not at all. */
const carry = async (fs: Carrier['fs'], from: vscode.Uri, uri: vscode.Uri): Promise<void> => {
  const partial = uri.with({ path: `${uri.path}.partial` });
  try {
    // To overwrite a folder would be to delete all that is in it.
    const found = await Promise.resolve(fs.stat(uri)).catch(() => undefined);
    if (found && (found.type & directory) !== 0) throw new Error(t('a folder has that name'));
    await fs.copy(from, partial, { overwrite: true });
    await fs.rename(partial, uri, { overwrite: true });
  } catch (cause) {
    await Promise.resolve(fs.delete(partial)).catch(() => undefined);
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
    const sentence = t('Keyway could not write {0} to {1}: {2}.', fileName(uri.path), uri.scheme, reason);
    throw new ExportTrouble(sentence, { cause });
  }
};
