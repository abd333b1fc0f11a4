import { countTokens } from '../core/tokens.ts';
import type { Change } from './commit-diff.ts';
import type { SeenFile } from './commit-kind.ts';

/** What is said of a file by its name. */
export type ListedFile = Pick<SeenFile, 'path' | 'from' | 'change' | 'added' | 'removed' | 'unseen'>;

const words: Readonly<Record<Change, string>> = {
  added: 'new',
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'changed',
};

const linesText = ({ added, removed }: Pick<ListedFile, 'added' | 'removed'>): string =>
  added + removed === 0 ? '' : ` +${added} -${removed}`;

/** `src/a.ts (renamed from src/b.ts) +3 -1; a lock file, not shown`. */
export const fileLine = (file: ListedFile): string => {
  const { path, from, change, unseen } = file;
  const what = from === undefined ? words[change] : `${words[change]} from ${from}`;
  return `${path} (${what})${linesText(file)}${unseen === undefined ? '' : `; ${unseen}, not shown`}`;
};

/** The changed files within so many tokens: one by one, else by folder, else by as few folders as it takes. */
export const fileList = (files: readonly ListedFile[], tokens: number): string => {
  const each = files.map(fileLine);
  if (fits(each, tokens)) return each.join('\n');
  const deepest = Math.max(1, ...files.map(({ path }) => path.split('/').length - 1));
  for (let depth = Math.min(deepest, 6); depth > 0; depth--) {
    const lines = folderLines(files, depth);
    if (fits(lines, tokens)) return lines.join('\n');
  }
  return beginningOf(folderLines(files, 1), tokens);
};

const sizeOf = (line: string): number => countTokens(line) + 1;

const fits = (lines: readonly string[], tokens: number): boolean =>
  lines.reduce((sum, line) => sum + sizeOf(line), 0) <= tokens;

const folderOf = (path: string, depth: number): string => path.split('/').slice(0, -1).slice(0, depth).join('/');

const folderLines = (files: readonly ListedFile[], depth: number): readonly string[] => {
  const folders = Map.groupBy(files, ({ path }) => folderOf(path, depth));
  return [...folders]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([folder, inside]) => `${folder === '' ? 'at the root' : `${folder}/`}: ${folderText(inside)}`);
};

const folderText = (inside: readonly ListedFile[]): string => {
  const [only] = inside;
  if (inside.length === 1 && only) return fileLine(only);
  const kinds = Map.groupBy(inside, ({ change }) => change);
  const counts = [...kinds].map(([change, some]) => `${some.length} ${words[change]}`).join(', ');
  const sum = (part: 'added' | 'removed'): number => inside.reduce((total, file) => total + file[part], 0);
  return `${inside.length} files (${counts})${linesText({ added: sum('added'), removed: sum('removed') })}`;
};

/** As many as fit, with how many do not. */
const beginningOf = (lines: readonly string[], tokens: number): string => {
  let left = tokens - 12;
  const shown = lines.filter((line) => (left -= sizeOf(line)) >= 0);
  return [...shown, `and ${lines.length - shown.length} more folders`].join('\n');
};
