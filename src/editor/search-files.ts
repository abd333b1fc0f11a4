import * as vscode from 'vscode';
import { hiddenBy } from '../code/excluded.ts';
import type { Fits } from '../code/file-globs.ts';
import type { FoundFile } from '../search/survey.ts';
import { toolFolders, unfitPath } from '../search/text-file.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { Listing, OpenFolder, Wanting, WantingSome, WorkspaceFiles } from './search-job.ts';
import { type Places, placesNow } from './search-places.ts';
import { own } from './settings.ts';

/** Questions to the disk that are under way at the same time. */
const parallel = 32;

/** Each item's answer in their order, a few at a time. */
const several = async <T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += parallel)
    answers.push(...(await Promise.all(items.slice(at, at + parallel).map(ask))));
  return answers;
};

const usualMost = 10_000;

/** `keyway.search.maxFiles` */
const mostFiles = (): number => {
  const value = own('search.maxFiles');
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : usualMost;
};

/** The editor does not even list what tools fill. */
const listed = `{${toolFolders.map((name) => `**/${name}/**`).join(',')}}`;

/** Whether `search.exclude` leaves a file out of every search, by its folder's setting. */
const unsearched = (): ((uri: vscode.Uri) => boolean) => {
  const known = new Map<string, Fits>();
  return (uri) => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return false;
    const key = folder.uri.toString();
    const fits = known.get(key) ?? hiddenBy(vscode.workspace.getConfiguration('search', folder.uri).get('exclude'));
    known.set(key, fits);
    return fits(uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1));
  };
};

const statOf = async (uri: vscode.Uri): Promise<vscode.FileStat | undefined> => {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
};

const idOf = ({ uri }: vscode.WorkspaceFolder): string => uri.toString();

const foldersNow = (): readonly OpenFolder[] =>
  (vscode.workspace.workspaceFolders ?? []).map((folder) => ({ id: idOf(folder), name: folder.name }));

interface Looking extends Wanting {
  readonly places: Places;
  readonly excluded: ExcludedFiles;
  readonly isUnsearched: (uri: vscode.Uri) => boolean;
}

const lookingFor = (wanting: Wanting, excluded: ExcludedFiles): Looking => ({
  ...wanting,
  places: placesNow(),
  excluded,
  isUnsearched: unsearched(),
});

const isWanted = (uri: vscode.Uri, { folders }: Wanting): boolean => {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder !== undefined && folders.has(idOf(folder));
};

/** Undefined where it is no file, or one that may not be read. */
const foundAt = async (path: string, looking: Looking): Promise<FoundFile | undefined> => {
  const { places, excluded, isUnsearched } = looking;
  const uri = places.uriOf(path);
  if (!uri || !isWanted(uri, looking) || isUnsearched(uri)) return undefined;
  const stat = await statOf(uri);
  if (!stat || (stat.type & vscode.FileType.File) === 0) return undefined;
  if ((await excluded.reasonFor(uri)) !== undefined) return undefined;
  return { path, mtime: stat.mtime, size: stat.size };
};

/** Files of the open folders, but for those whose content is never sent. */
export const workspaceFilesIn = (excluded: ExcludedFiles): WorkspaceFiles => ({
  folders: foldersNow,
  all: (wanting) => all(lookingFor(wanting, excluded)),
  some: (wanting) => some(lookingFor(wanting, excluded), wanting),
  read: async (path) => {
    const uri = placesNow().uriOf(path);
    // Once more, directly before it is read: what was excluded meanwhile is not sent.
    if (!uri || (await excluded.reasonFor(uri)) !== undefined) return undefined;
    try {
      return await vscode.workspace.fs.readFile(uri);
    } catch {
      return undefined;
    }
  },
});

/** Rejects with the signal's reason, where the editor itself ends early with what it had found. */
const urisNow = async (signal: AbortSignal): Promise<readonly vscode.Uri[]> => {
  signal.throwIfAborted();
  const cancelling = new vscode.CancellationTokenSource();
  const stop = (): void => cancelling.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const uris = await vscode.workspace.findFiles('**/*', listed, undefined, cancelling.token);
    signal.throwIfAborted();
    return uris;
  } finally {
    signal.removeEventListener('abort', stop);
    cancelling.dispose();
  }
};

const all = async (looking: Looking): Promise<Listing> => {
  const { signal } = looking;
  const uris = (await urisNow(signal)).filter((uri) => isWanted(uri, looking));
  const paths = uris.flatMap((uri) => looking.places.pathOf(uri) ?? []).filter((path) => !unfitPath(path));
  const sorted = [...new Set(paths)].toSorted();
  const most = mostFiles();
  const found: FoundFile[] = [];
  let at = 0;
  for (; at < sorted.length && found.length < most; at += parallel) {
    signal.throwIfAborted();
    found.push(...(await filesAt(sorted.slice(at, at + parallel), looking)));
  }
  // Those that nobody looked at may hold excluded ones: their number is an upper bound.
  const beyond = Math.max(0, sorted.length - at) + Math.max(0, found.length - most);
  return { found: found.slice(0, most), beyond };
};

const filesAt = async (paths: readonly string[], looking: Looking): Promise<readonly FoundFile[]> =>
  (await several(paths, (path) => foundAt(path, looking))).filter((file) => file !== undefined);

const some = async (looking: Looking, { paths, known }: WantingSome): Promise<Listing | undefined> => {
  const { places } = looking;
  const isFolder = async (path: string): Promise<boolean> => {
    const uri = places.uriOf(path);
    return ((uri && (await statOf(uri)))?.type ?? 0) === vscode.FileType.Directory;
  };
  const wanted = [...paths].filter((path) => !unfitPath(path));
  // What came with a folder nobody tells one by one.
  if ((await several(wanted, isFolder)).some(Boolean)) return undefined;
  const found = await filesAt(wanted, looking);
  const room = Math.max(0, mostFiles() - known.size);
  const there = [
    ...found.filter(({ path }) => known.has(path)),
    ...found.filter(({ path }) => !known.has(path)).slice(0, room),
  ];
  return { found: there, gone: goneOf(paths, there, known), beyond: 0 };
};

/** A folder that is gone takes with it what was in it. */
const goneOf = (
  paths: ReadonlySet<string>,
  there: readonly FoundFile[],
  known: ReadonlySet<string>,
): readonly string[] => {
  const found = new Set(there.map(({ path }) => path));
  const gone = [...paths].filter((path) => !found.has(path));
  const inside = [...known].filter((path) => gone.some((folder) => path.startsWith(`${folder}/`)));
  return [...gone, ...inside];
};
