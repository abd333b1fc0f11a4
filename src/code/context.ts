/** What a person asks of code. */
export type CodeJob = 'generate' | 'explain' | 'fix' | 'tests' | 'document' | 'refactor' | 'translate';

/** A place in `CodeContext.text`: UTF-16 units from its beginning, the end not included. */
export interface CodeSpan {
  readonly start: number;
  readonly end: number;
}

export interface CodeFile {
  /** Relative to the workspace, with `/`; of a file outside of it, or of none, its name. */
  readonly path: string;
  /** VS Code's id of its language. */
  readonly languageId: string;
  readonly eol: '\n' | '\r\n';
  /** One step of indentation: a tab, or so many spaces. */
  readonly indent: string;
}

/** A piece of another file. */
export interface CodeSnippet {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
  /** What it is, as a clause: "definition of Cart", "conventions of the project". */
  readonly why: string;
}

export interface CodeDiagnostic {
  /** Of the file, from 0. */
  readonly line: number;
  readonly message: string;
  readonly code?: string | undefined;
}

export interface CodeContext {
  readonly file: CodeFile;
  /** The file's text, or a window of whole lines around the selection. */
  readonly text: string;
  /** The line of the file with which `text` begins, from 0. */
  readonly firstLine: number;
  /** What the answer replaces or is about; empty where it is a cursor. Never cut. */
  readonly selection: CodeSpan;
  /** The innermost symbol around the selection. */
  readonly symbol?: (CodeSpan & { readonly name: string }) | undefined;
  /** The file's import statements. */
  readonly imports: string;
  /** What the selection refers to, nearest first. */
  readonly definitions: readonly CodeSnippet[];
  readonly diagnostics: readonly CodeDiagnostic[];
  /** How code is written here, weightiest first. */
  readonly conventions: readonly CodeSnippet[];
  /** What the person wrote, or the comment above the cursor; '' where they said nothing. */
  readonly instruction: string;
  /** For `translate`: VS Code's id of the language wanted. */
  readonly target?: string | undefined;
  /** For `tests`: where they go, and what is there already. Its text is never cut: the answer replaces it. */
  readonly testFile?: { readonly path: string; readonly text?: string | undefined } | undefined;
}
