import type { ChatRequest } from '../core/chat.ts';
import type { CodeContext, CodeDiagnostic, CodeJob, CodeSnippet, CodeSpan } from './context.ts';
import { systemText, taskText } from './job-words.ts';
import { languageName } from './languages.ts';

/** What of a context is sent. */
export interface Chosen {
  /** Around the selection. */
  readonly shown: CodeSpan;
  readonly imports: boolean;
  readonly diagnostics: readonly CodeDiagnostic[];
  readonly definitions: readonly CodeSnippet[];
  readonly conventions: readonly CodeSnippet[];
}

/**
 * The request: what changes least stands first, so that providers' caches of prompts know as much of it as they can. Rules
 * of the project, then definitions, then the file, then what is wrong in it, and what is to be done last.
 */
export const drawn = (job: CodeJob, context: CodeContext, chosen: Chosen): ChatRequest => {
  const sections = [
    ...chosen.conventions.map((one) => snippetText('convention', one)),
    ...chosen.definitions.map((one) => snippetText('definition', one)),
    testsText(job, context),
    fileText(context, chosen),
    problemsText(context, chosen.diagnostics),
    taskText(job, context),
  ];
  return {
    messages: [
      { role: 'system', content: [{ type: 'text', text: systemText(job) }] },
      { role: 'user', content: [{ type: 'text', text: sections.filter((one) => one !== '').join('\n\n') }] },
    ],
    tools: [],
    toolChoice: 'auto',
  };
};

const attribute = (name: string, value: string): string =>
  value === '' ? '' : ` ${name}="${value.replaceAll(/["\n\r]/g, "'")}"`;

/** Line ends of Windows say nothing to a model and cost tokens. */
const tagged = (tag: string, attributes: string, text: string): string =>
  `<${tag}${attributes}>\n${text.replaceAll('\r', '').replace(/\n$/, '')}\n</${tag}>`;

const snippetText = (tag: string, { path, why, text }: CodeSnippet): string =>
  tagged(tag, attribute('path', path) + attribute('what', why), text);

const testsText = (job: CodeJob, { testFile }: CodeContext): string =>
  job === 'tests' && testFile?.text !== undefined
    ? tagged('tests', attribute('path', testFile.path), testFile.text)
    : '';

const fileText = (context: CodeContext, { shown, imports }: Chosen): string => {
  const { file, selection, symbol } = context;
  const isCursor = selection.start === selection.end;
  const before = context.text.slice(shown.start, selection.start);
  const after = context.text.slice(selection.end, shown.end);
  const within = symbol === undefined ? '' : attribute('in', symbol.name);
  const parts = [
    imports ? tagged('imports', '', context.imports) : '',
    before.trim() === '' ? '' : tagged('before', '', before),
    isCursor ? '<cursor/>' : tagged('selection', within, context.text.slice(selection.start, selection.end)),
    after.trim() === '' ? '' : tagged('after', '', after),
  ];
  const indentation = file.indent === '\t' ? 'tabs' : `${file.indent.length} spaces`;
  const attributes =
    attribute('path', file.path) +
    attribute('language', languageName(file.languageId)) +
    attribute('indentation', indentation);
  return tagged('file', attributes, parts.filter((one) => one !== '').join('\n'));
};

const problemsText = (context: CodeContext, diagnostics: readonly CodeDiagnostic[]): string =>
  diagnostics.length === 0
    ? ''
    : tagged('problems', '', diagnostics.map((one) => problemText(context, one)).join('\n'));

/** Models count lines badly: a problem is told by the line itself. */
const problemText = ({ text, firstLine }: CodeContext, { line, message, code }: CodeDiagnostic): string => {
  const shown = text.split('\n')[line - firstLine]?.trim() ?? '';
  const where = shown === '' || shown.length > 200 ? `line ${line + 1}` : `line ${line + 1}, \`${shown}\``;
  return `- ${where}: ${message.replaceAll(/\s+/g, ' ').trim()}${code === undefined ? '' : ` (${code})`}`;
};
