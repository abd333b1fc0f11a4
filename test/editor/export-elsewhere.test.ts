import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import { writeElsewhere, type Carrier } from '../../src/editor/export-elsewhere.ts';

/** As much of a URI as is used. */
const uriOf = (scheme: string, path: string): vscode.Uri =>
  ({ scheme, path, fsPath: path, with: (change: { path: string }) => uriOf(scheme, change.path) }) as vscode.Uri;

const target = uriOf('memfs', '/shop/usage.csv');

/** A file system elsewhere: contents by path, `null` for a folder. A step that is to fail says so. */
const elsewhere = (files: Record<string, string | null>, failing: Partial<Record<'copy' | 'rename', string>> = {}) => {
  const copied: string[] = [];
  const step = (name: 'copy' | 'rename', work: () => void): Promise<void> => {
    const reason = failing[name];
    if (reason !== undefined) return Promise.reject(new Error(reason));
    return Promise.resolve(work());
  };
  const carrier: Carrier = {
    uriOf: (path) => uriOf('file', path),
    fs: {
      isWritableFileSystem: (scheme) => (scheme === 'zip' ? false : undefined),
      stat: ({ path }) =>
        path in files
          ? Promise.resolve({ type: files[path] === null ? 2 : 1, ctime: 0, mtime: 0, size: 0 })
          : Promise.reject(new Error('not found')),
      copy: (from, to) =>
        step('copy', () => {
          copied.push(from.fsPath);
          files[to.path] = readFileSync(from.fsPath, 'utf8');
        }),
      rename: (from, to) =>
        step('rename', () => {
          files[to.path] = files[from.path] ?? '';
          delete files[from.path];
        }),
      delete: ({ path }) => Promise.resolve(void delete files[path]),
    },
  };
  return { carrier, copied };
};

const write = (path: string): Promise<number> => {
  writeFileSync(path, 'rows');
  return Promise.resolve(4);
};

describe('an export to another machine or a virtual workspace', () => {
  it('is written here and carried there, and nothing of it stays here', async () => {
    const files = { '/shop/usage.csv': 'before' };
    const { carrier, copied } = elsewhere(files);
    assert.equal(await writeElsewhere(carrier, target, write), 4);
    assert.deepEqual(files, { '/shop/usage.csv': 'rows' });
    assert.equal(copied.length, 1);
    assert.ok(!existsSync(dirname(copied[0] ?? '')));
  });

  for (const failing of ['copy', 'rename'] as const)
    it(`leaves what was there where it fails at the ${failing}, and says why`, async () => {
      const files = { '/shop/usage.csv': 'before' };
      const { carrier } = elsewhere(files, { [failing]: 'No connection.' });
      await assert.rejects(writeElsewhere(carrier, target, write), {
        name: 'ExportTrouble',
        message: 'Keyway could not write usage.csv to memfs: No connection.',
      });
      assert.deepEqual(files, { '/shop/usage.csv': 'before' });
    });

  it('never takes the place of a folder', async () => {
    const files = { '/shop/usage.csv': null };
    await assert.rejects(writeElsewhere(elsewhere(files).carrier, target, write), {
      message: 'Keyway could not write usage.csv to memfs: a folder has that name.',
    });
    assert.deepEqual(files, { '/shop/usage.csv': null });
  });

  it('is refused at once where nothing can be written', async () => {
    const { carrier } = elsewhere({});
    const never = (): Promise<never> => assert.fail('nothing is written');
    await assert.rejects(writeElsewhere(carrier, uriOf('zip', '/usage.csv'), never), {
      message: 'Nothing can be written to zip in this window. Choose another place.',
    });
  });

  it('that is given up carries nothing', async () => {
    const files = {};
    const { carrier, copied } = elsewhere(files);
    const stopped = new DOMException('stopped', 'AbortError');
    await assert.rejects(
      writeElsewhere(carrier, target, () => Promise.reject(stopped)),
      (error) => error === stopped,
    );
    assert.deepEqual([files, copied], [{}, []]);
  });
});
