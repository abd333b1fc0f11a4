/** What a file went through. */
export type Change = 'added' | 'deleted' | 'renamed' | 'copied' | 'changed';

export interface DiffHunk {
  /** `@@ -1,3 +1,4 @@ function names` as Git wrote it. */
  readonly header: string;
  /** With the sign each begins with; without line ends. */
  readonly lines: readonly string[];
}

export interface DiffFile {
  /** Relative to the repository's root, after the change; of a deleted file before it. */
  readonly path: string;
  /** Where it was before, for what was renamed or copied. */
  readonly from?: string | undefined;
  readonly change: Change;
  readonly binary: boolean;
  readonly hunks: readonly DiffHunk[];
  /** Lines. */
  readonly added: number;
  readonly removed: number;
}

/*
 * Git's own output, read by hand: what is needed is where one file ends and the next begins, its names, and its lines.
 * Libraries for diffs read to apply them; they take `diff --cc`, `diff.noprefix` and quoted names for errors or for text, and
 * here a section that is taken for another file's text would be sent as that file's.
 */

/**
 * Content always has a sign before it, so a line that begins so is never content. Lines end where Git ends them: a content
 * may hold U+2028, after which `^` matches too.
 */
const section =
  /(?:^|(?<=\n))(?=diff --(?:git|cc|combined) |Submodule .+ (?:[0-9a-f]{7,}\.{2,3}[0-9a-f]{7,}|\(.+\))|\* Unmerged path )/;

/** Colours, where the person's own settings ask for them always (`color.ui`). */
const colours = /\p{Cc}\[[\d;]*[mK]/gu;

/**
 * The files of `git diff`, also of a merge (`--cc`). `known` are paths that Git's status names: with them a name is told from
 * its prefix whatever the person's settings make of prefixes (`diff.noprefix`, `diff.mnemonicPrefix`, `diff.srcPrefix`).
 */
export const parseDiff = (text: string, known: ReadonlySet<string> = new Set()): readonly DiffFile[] => {
  const plain = text.includes('\u001B[') ? text.replaceAll(colours, '') : text;
  return plain.split(section).flatMap((part) => fileOf(part.split(/\r?\n/), known) ?? []);
};

const fileOf = (lines: readonly string[], known: ReadonlySet<string>): DiffFile | undefined => {
  const [first = ''] = lines;
  const submodule = /^Submodule (.+?) (?:[0-9a-f]{7,}\.|\()/.exec(first)?.[1];
  if (submodule !== undefined) return { ...nothing, path: submodule };
  if (!first.startsWith('diff --')) return undefined;
  const body = lines.findIndex((line) => line.startsWith('@@'));
  const head = body < 0 ? lines : lines.slice(0, body);
  const names = namesOf(head, known);
  if (names === undefined) return undefined;
  const hunks = body < 0 ? [] : hunksOf(lines.slice(body));
  return { ...names, binary: head.some(isBinary), hunks, ...countsOf(hunks) };
};

const nothing: Omit<DiffFile, 'path'> = { change: 'changed', binary: false, hunks: [], added: 0, removed: 0 };

const isBinary = (line: string): boolean => /^(?:Binary files .* differ|GIT binary patch)$/.test(line);

const hunksOf = (lines: readonly string[]): readonly DiffHunk[] => {
  const hunks: { header: string; lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('@@')) hunks.push({ header: line, lines: [] });
    else if (line !== '' && !line.startsWith('\\')) hunks.at(-1)?.lines.push(line);
  }
  return hunks;
};

/** A merge has one column of signs for each parent: `@@@` is two of them. */
const columnsOf = ({ header }: DiffHunk): number => Math.max(1, (/^@+/.exec(header)?.[0].length ?? 2) - 1);

/** The sign of a line: of several columns the first that says something. */
export const signOf = (line: string, hunk: DiffHunk): ' ' | '+' | '-' => {
  const signs = line.slice(0, columnsOf(hunk));
  if (signs.includes('+')) return '+';
  return signs.includes('-') ? '-' : ' ';
};

const countsOf = (hunks: readonly DiffHunk[]): Pick<DiffFile, 'added' | 'removed'> => {
  let [added, removed] = [0, 0];
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
      const sign = signOf(line, hunk);
      if (sign === '+') added++;
      else if (sign === '-') removed++;
    }
  }
  return { added, removed };
};

type Names = Pick<DiffFile, 'path' | 'from' | 'change'>;

const namesOf = (head: readonly string[], known: ReadonlySet<string>): Names | undefined => {
  const merged = /^diff --(?:cc|combined) (.+)$/.exec(head[0] ?? '')?.[1];
  if (merged !== undefined) return { path: unquoted(merged), change: 'changed' };
  const said = (word: string): string | undefined => {
    const line = head.find((one) => one.startsWith(word));
    // Git ends a name with blanks in it by a tab.
    return line === undefined ? undefined : unquoted(line.slice(word.length).replace(/\t.*$/, ''));
  };
  for (const change of ['rename', 'copy'] as const) {
    const [from, path] = [said(`${change} from `), said(`${change} to `)];
    if (from !== undefined && path !== undefined)
      return { path, from, change: change === 'rename' ? 'renamed' : 'copied' };
  }
  const [before, after] = [said('--- '), said('+++ ')];
  const pair = pairOf(head[0] ?? '');
  const bare = (name: string | undefined): string | undefined =>
    name === undefined || name === '/dev/null' ? undefined : withoutPrefix(name, pair, known);
  const path = bare(after) ?? bare(before) ?? bare(pair?.[1]);
  if (path === undefined) return undefined;
  if (said('new file mode ') !== undefined || before === '/dev/null') return { path, change: 'added' };
  const isGone = said('deleted file mode ') !== undefined || after === '/dev/null';
  return { path, change: isGone ? 'deleted' : 'changed' };
};

/** Both names of `diff --git a/x b/x`, which are the same but for their prefix: a rename says its names elsewhere. */
const pairOf = (line: string): readonly [before: string, after: string] | undefined => {
  const rest = line.replace(/^diff --git /, '');
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(rest);
  if (quoted?.[1] !== undefined && quoted[2] !== undefined) return [unquoted(quoted[1]), unquoted(quoted[2])];
  const middle = (rest.length - 1) / 2;
  return rest[middle] === ' ' ? [rest.slice(0, middle), rest.slice(middle + 1)] : undefined;
};

/** `a/` and `b/`, or another letter on each side (`i/` and `w/`): two sides that begin alike have no prefix. */
const withoutPrefix = (name: string, pair: ReturnType<typeof pairOf>, known: ReadonlySet<string>): string => {
  const cut = name.replace(/^[^/]+\//, '');
  if (known.has(name) !== known.has(cut)) return known.has(name) ? name : cut;
  const isPrefixed = pair !== undefined && pair[0] !== pair[1] && pair.every((side) => /^[a-z0-9]\//.test(side));
  return isPrefixed ? cut : name;
};

const escapes: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' };

/** Git quotes names with unusual characters as C does, bytes beyond ASCII in octal (`"\303\274.txt"`). */
const unquoted = (name: string): string => {
  if (!/^".*"$/.test(name)) return name;
  const bytes: number[] = [];
  for (const [, octal, sign, other] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(other ?? (sign === undefined ? '' : (escapes[sign] ?? sign))));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
};
