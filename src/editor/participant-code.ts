import * as vscode from 'vscode';
import { type ChatJob, inChatForm } from '../code/chat-form.ts';
import { type CodeContext, jobRequest } from '../code/job.ts';
import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { mostTokens } from './code-ask.ts';
import { contextFor } from './code-context.ts';
import { hereFrom } from './code-here.ts';
import { testsOf } from './code-new-file.ts';
import { type Here, type Target, targetFor } from './code-target.ts';
import type { Prompted } from './participant-chat.ts';
import { historyOf, placeOf } from './participant-history.ts';
import type { Visit } from './participant-visit.ts';
import { pathOf } from './path-of.ts';
import { attachedIn, readReferences, refusalOf } from './references.ts';

/** What a command for code asks. Or a sentence why it asks nothing. */
export const codePrompt = async (visit: Visit, job: ChatJob): Promise<Prompted | string> => {
  const { request, stream } = visit;
  const references = attachedIn(request.references);
  const place = await placeFor(visit, job, references);
  if (typeof place === 'string') return place;
  const others = references.filter((one) => one !== place?.reference);
  const { text: attached, refused } = await readReferences(others, visit);
  const before = await historyOf(visit);
  if (!place) {
    const said = [attached, request.prompt].filter(Boolean).join('\n\n');
    if (said === '') return t('Select code, open a file, or say what you want.');
    return { request: inChatForm({ job, before, said }), notices: refused };
  }
  const { here, target } = place;
  const asked = await jobFor(visit, job, place);
  if (typeof asked === 'string') return asked;
  const taken = new vscode.Location(here.document.uri, rangeOf(here, target));
  if (!place.reference) stream.reference(taken);
  return {
    request: inChatForm({ job, request: asked.request, before, said: attached }),
    notices: [...refused, ...asked.notices],
    taken: placeOf(taken),
  };
};

/** The code that is meant, and what the person attached it as. */
interface MeantCode {
  readonly here: Here;
  readonly target: Target;
  /** Absent: it was taken from the editor in front. */
  readonly reference?: vscode.ChatPromptReference | undefined;
}

/**
 * What the person attached, then what is selected, then what the editor in front shows. A question about something else,
 * which only `/explain` is asked, is not about that: there the person has selected code, or said nothing. Undefined: nothing
 * is meant. Or a sentence why not.
 */
const placeFor = async (
  { request, excluded }: Visit,
  job: ChatJob,
  references: readonly vscode.ChatPromptReference[],
): Promise<MeantCode | string | undefined> => {
  const reference = meantIn(references);
  const editor = vscode.window.activeTextEditor;
  if (!reference && !editor) return undefined;
  if (!reference && job === 'explain' && request.prompt !== '' && editor?.selection.isEmpty) return undefined;
  const uri = reference ? uriIn(reference) : editor?.document.uri;
  const refused = uri && (await refusalOf(uri, excluded));
  if (refused !== undefined) return refused;
  const here = await hereFrom(reference && (await pointedAt(reference)));
  if (typeof here === 'string') return here;
  const target = await targetFor(job, here);
  return typeof target === 'string' ? target : { here, target, reference };
};

/** What VS Code 1.139 attaches by itself to every prompt: the selection of the editor in front. */
const selectionOfEditor = 'vscode.implicit.selection';

const meantIn = (references: readonly vscode.ChatPromptReference[]): vscode.ChatPromptReference | undefined => {
  const attached = references.filter(({ id }) => id !== selectionOfEditor);
  return (
    attached.find(({ value }) => value instanceof vscode.Location) ??
    attached.find(({ value }) => value instanceof vscode.Uri) ??
    references.find(({ value }) => value instanceof vscode.Location)
  );
};

const uriIn = ({ value }: vscode.ChatPromptReference): vscode.Uri | undefined => {
  if (value instanceof vscode.Location) return value.uri;
  return value instanceof vscode.Uri ? value : undefined;
};

/** The range that was attached; of a file the whole of it. */
const pointedAt = async (reference: vscode.ChatPromptReference) => {
  const { value } = reference;
  if (value instanceof vscode.Location) return value;
  const uri = uriIn(reference);
  if (!uri) return undefined;
  const { lineCount } = await vscode.workspace.openTextDocument(uri);
  return { uri, range: new vscode.Range(0, 0, lineCount, 0) };
};

const jobFor = async (
  { request: { prompt }, excluded, guard }: Visit,
  job: ChatJob,
  { here, target }: MeantCode,
): Promise<{ readonly request: ChatRequest; readonly notices: readonly string[] } | string> => {
  const tests = job === 'tests' ? await testFileOf(here.document, excluded) : { notices: [] };
  const { testFile } = tests;
  const context = await contextFor({ job, here, target, excluded, guard, instruction: prompt, testFile });
  const { request, leftOut, refused } = jobRequest(job, context, mostTokens);
  if (request === undefined) return refused;
  const short = leftOut.length === 0 ? [] : [t('Left out, because it is too long: {0}.', listed(leftOut))];
  return { request, notices: [...tests.notices, ...short] };
};

/** The test file that is there already, or the one that would be. In a chat nothing is written, so that nowhere is no reason to stop. */
const testFileOf = async (
  document: vscode.TextDocument,
  excluded: Visit['excluded'],
): Promise<{ readonly testFile?: CodeContext['testFile']; readonly notices: readonly string[] }> => {
  const found = await testsOf(document);
  if (typeof found === 'string') return { notices: [] };
  const path = pathOf(found.uri);
  const refused = found.base === undefined ? undefined : await refusalOf(found.uri, excluded);
  if (refused !== undefined) return { testFile: { path }, notices: [refused] };
  return { testFile: { path, text: found.base }, notices: [] };
};

const rangeOf = ({ document }: Here, { span }: Target): vscode.Range =>
  new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
