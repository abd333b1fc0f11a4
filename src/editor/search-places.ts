import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Where files of a workspace are, by the paths that an index knows them by. */
export interface Places {
  /** With slashes: in the folder, or with its name before it where there are several. Undefined outside. */
  readonly pathOf: (uri: vscode.Uri) => string | undefined;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

interface Root {
  readonly uri: vscode.Uri;
  /** '' where there is one. */
  readonly prefix: string;
}

/** Two folders may have one name. */
const roots = (folders: readonly vscode.WorkspaceFolder[]): readonly Root[] => {
  if (folders.length === 1) return folders.map(({ uri }) => ({ uri, prefix: '' }));
  const taken = new Set<string>();
  return folders.map(({ uri, name }) => {
    const plain = name.replaceAll('/', '-');
    let unique = plain;
    for (let copy = 2; taken.has(unique); copy++) unique = `${plain} (${copy})`;
    taken.add(unique);
    return { uri, prefix: `${unique}/` };
  });
};

const pathIn = ({ uri: root, prefix }: Root, uri: vscode.Uri): string | undefined => {
  const inside = `${root.path.replace(/\/$/, '')}/`;
  const isInside = uri.scheme === root.scheme && uri.authority === root.authority && uri.path.startsWith(inside);
  return isInside ? prefix + uri.path.slice(inside.length) : undefined;
};

/** Of the folders that are open now. */
export const placesNow = (): Places => {
  const all = roots(vscode.workspace.workspaceFolders ?? []);
  return {
    // The innermost of folders in one another.
    pathOf: (uri) =>
      all
        .toSorted((a, b) => b.uri.path.length - a.uri.path.length)
        .map((root) => pathIn(root, uri))
        .find((path) => path !== undefined),
    uriOf: (path) => {
      const root = all.find(({ prefix }) => path.startsWith(prefix));
      return root && vscode.Uri.joinPath(root.uri, path.slice(root.prefix.length));
    },
  };
};

/** The index's file in the folder that all workspaces share; undefined where no folder is open. Other folders have others. */
export const indexPathIn = (globalStorage: string): string | undefined => {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  const place = (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString();
  if (place === undefined) return undefined;
  return join(indexFolderIn(globalStorage), `${createHash('sha256').update(place).digest('hex').slice(0, 16)}.db`);
};

const indexFolderIn = (globalStorage: string): string => join(globalStorage, 'search');
