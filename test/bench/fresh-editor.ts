import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { vsix } from '../vscode/harness/paths.ts';
import { installVsix, startServer } from '../vscode/harness/server.ts';
import { openWorkbench, type Workbench } from '../vscode/harness/workbench.ts';

export interface FreshEditor<T> {
  readonly work: (workbench: Workbench) => Promise<T>;
  /** Done with the extension's own folder before the editor starts. */
  readonly prepare?: (storage: string) => Promise<void>;
}

/** A window on a profile of its own with the packaged extension installed; nothing of it is left afterwards. */
export const inFreshEditor = async <T>({ work, prepare }: FreshEditor<T>): Promise<T> => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-bench-'));
  try {
    await installVsix(profile, vsix);
    await prepare?.(path.join(profile, 'data', 'User', 'globalStorage', 'keyway.keyway'));
    const server = await startServer({ kind: 'product', profile, workspace: path.join(profile, 'workspace') });
    try {
      const workbench = await openWorkbench({ url: server.url, contextDir: path.join(profile, 'browser') });
      try {
        return await work(workbench);
      } finally {
        await workbench.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
};
