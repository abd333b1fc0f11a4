import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { testsRefusal } from '../../src/editor/code-tests-file.ts';

const uri = (path: string): vscode.Uri => ({ path }) as vscode.Uri;

describe('the file that tests go into', () => {
  const judging = {
    excluded: {
      reasonFor: async ({ path }: vscode.Uri) =>
        path.startsWith('/project/linked/') ? 'it leads out of the workspace' : undefined,
    },
    pathOf: ({ path }: vscode.Uri) => path.replace('/project/', ''),
    isInside: ({ path }: vscode.Uri) => path.startsWith('/project/'),
  };

  it('is not made where its folder leads elsewhere', async () => {
    assert.equal(
      await testsRefusal({ uri: uri('/project/linked/a.test.ts'), base: undefined }, judging),
      'The tests would go into linked/a.test.ts, and Keyway writes nothing there: it leads out of the workspace.',
    );
  });

  it('is not shown where it is excluded', async () => {
    assert.equal(
      await testsRefusal({ uri: uri('/project/linked/a.test.ts'), base: 'test();' }, judging),
      'Keyway sends nothing of linked/a.test.ts, which holds the tests: it leads out of the workspace.',
    );
  });

  it('is made where nothing speaks against it, also beside a document that is in no folder', async () => {
    assert.equal(await testsRefusal({ uri: uri('/project/a.test.ts'), base: undefined }, judging), undefined);
    const outside = { ...judging, excluded: { reasonFor: async () => 'it lies outside of every folder' } };
    assert.equal(await testsRefusal({ uri: uri('/elsewhere/a.test.ts'), base: undefined }, outside), undefined);
  });
});
