/** What can be seen of code by its lines alone, where a language has no symbols in VS Code: Python and Go have none in a bare one. */

/** Lines from 0, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

interface Block extends Lines {
  /** The line in which it begins, below what is said of it. */
  readonly head: number;
}

/** Begins something a person would name: a function, a class, a type. */
const definition =
  /^\s*(?:(?:export|default|public|private|protected|internal|static|abstract|final|override|async|pub(?:\([^)]*\))?|unsafe|extern|inline|virtual|sealed|partial|open|suspend)\s+)*(?:def|class|func|function\*?|fn|fun|sub|interface|struct|enum|trait|impl|type|module|namespace|object|record|protocol|extension|proc|method|procedure)\b/;

/** A value with a function in it, or a method without a word of its own: `const f = (x) => {`, `area(): number {`. */
const unworded =
  /^\s*(?:export\s+)?(?:const|let|var)\s+[\w$]+.*(?:=>|function\b)|^(?!\W*(?:if|for|foreach|while|switch|catch|else|return|with|do|try|lock|using|match)\b)[\w$<>,:\s*&[\].?]*[\w$]\s*\([^;]*\)[^;=]*\{\s*$/;

const mostHeadLines = 20;

/** Generated code has lines of megabytes. */
const longestHead = 600;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** Columns of white space; a tab goes to the next multiple of four. */
const depthOf = (line: string): number => {
  let depth = 0;
  for (const sign of line) {
    if (sign === '\t') depth += 4 - (depth % 4);
    else if (sign === ' ') depth += 1;
    else break;
  }
  return depth;
};

/** A head may take several lines, and its brace one of its own. */
const isDefinition = (lines: readonly string[], at: number): boolean => {
  const head = lines.slice(at, statementEnd(lines.slice(0, at + mostHeadLines), at) + 1).join(' ');
  const brace = /^\s*\{\s*$/.test(lines[at + 1] ?? '') ? ' {' : '';
  const text = head.slice(0, longestHead) + brace;
  return definition.test(text) || unworded.test(text);
};

/** `)`, `}` or `end` at the depth of the line that began: the block's own last line, or of what it takes. */
const closes = /^\s*(?:[)\]}]|end\b)/;

/** The innermost function or class around a line, with the comments and decorators above it; undefined where there is none. */
export const blockAround = (lines: readonly string[], at: number): Block | undefined => {
  const header = headerOf(lines, at);
  if (header === undefined) return undefined;
  const last = endOf(lines, header);
  return last < at ? undefined : { first: withHead(lines, header), head: header, last };
};

/** The definition that begins in this line, as far as it goes. */
export const blockAt = (lines: readonly string[], at: number): Lines => ({
  first: withHead(lines, at),
  last: endOf(lines, at),
});

/** What a definition calls itself; its beginning where that cannot be told. */
export const nameIn = (line: string): string => {
  const head = line.slice(0, longestHead);
  const worded =
    /\b(?:def|class|func|function|fn|fun|sub|interface|struct|enum|trait|impl|type|module|namespace|object|record|const|let|var)\*?\s+(?:\([^)]*\)\s*)?([\w$]+)/;
  return worded.exec(head)?.[1] ?? /([\w$]+)\s*\(/.exec(head)?.[1] ?? head.trim().slice(0, 40);
};

const headerOf = (lines: readonly string[], at: number): number | undefined => {
  const line = lines[at];
  if (line === undefined) return undefined;
  if (isDefinition(lines, at)) return at;
  // An empty line belongs to what goes on below it.
  const next = isBlank(line) ? lines.slice(at).find((one) => !isBlank(one)) : line;
  let depth = depthOf(next ?? '') + (closes.test(next ?? '') ? 1 : 0);
  for (let above = at - 1; above >= 0; above--) {
    const one = lines[above] ?? '';
    if (isBlank(one) || depthOf(one) >= depth || isAttached(one)) continue;
    if (isDefinition(lines, above)) return above;
    // A parenthesis that closes, and a brace alone, belong to a header that began above them.
    if (!closes.test(one) && !/^\s*\{/.test(one)) depth = depthOf(one);
  }
  return undefined;
};

const endOf = (lines: readonly string[], header: number): number => {
  const depth = depthOf(lines[header] ?? '');
  let last = header;
  for (let below = header + 1; below < lines.length; below++) {
    const line = lines[below] ?? '';
    if (isBlank(line)) continue;
    const here = depthOf(line);
    if (here < depth) break;
    if (here === depth) {
      // A brace may stand in a line of its own; a header may take several lines.
      const opens = last === header && /^\s*\{/.test(line);
      if (!opens && !closes.test(line)) break;
      last = below;
      if (closes.test(line) && !/[:{(]\s*$/.test(line)) break;
      continue;
    }
    last = below;
  }
  return last;
};

/** Comments, decorators and attributes say something of what stands below them. */
const attached =
  /^\s*(?:\/\/|\/\*|\*|@\w|#\[|#(?!include|define|if|endif|else|pragma|undef|!)|--\s|<!--|\[\w+[^\]]*\]\s*$)/;

const isAttached = (line: string): boolean => attached.test(line);

/** The first line of what is said directly above a definition. */
export const withHead = (lines: readonly string[], header: number): number => {
  const depth = depthOf(lines[header] ?? '');
  let first = header;
  while (first > 0) {
    const above = lines[first - 1] ?? '';
    // The stars of a block comment stand one to the right.
    if (isBlank(above) || !isAttached(above) || Math.abs(depthOf(above) - depth) > 1) break;
    first -= 1;
  }
  return first;
};

const importing =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+(?:\*|\{[^}]*\})\s+from\b|#\s*include\b|using\s+[\w.]+|use\s+[\w:\\{]|require(?:_once|_relative)?\b|package\s+[\w.]+|(?:const|let|var)\s+.*\brequire\(|@import\b|open\s+[\w.]+|library\(|extern\s+crate\b)/;

/** Lines at the top of a file among which imports are looked for. */
const mostImportLines = 200;

/** The import statements at the top, those of several lines whole. */
export const importsIn = (lines: readonly string[]): string => {
  const found: string[] = [];
  const top = lines.slice(0, mostImportLines);
  for (let at = 0; at < top.length; at++) {
    const line = top[at] ?? '';
    if (!importing.test(line)) continue;
    const end = statementEnd(top, at, '({)}');
    found.push(...top.slice(at, end + 1));
    at = end;
  }
  return found.join('\n');
};

/** A parenthesis that is open at the end of a line is closed below, and so is the brace of an import. */
const statementEnd = (lines: readonly string[], at: number, pairs = '()'): number => {
  const [opening, closing] = [pairs.slice(0, pairs.length / 2), pairs.slice(pairs.length / 2)];
  let open = 0;
  for (let below = at; below < lines.length; below++) {
    for (const sign of (lines[below] ?? '').slice(0, longestHead)) {
      if (opening.includes(sign)) open += 1;
      if (closing.includes(sign)) open -= 1;
    }
    if (open <= 0) return below;
  }
  return at;
};
