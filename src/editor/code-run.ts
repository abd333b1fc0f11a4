import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { type ChangeParts, propose } from './code-change.ts';
import { type Gathering } from './code-context.ts';
import { explain, type ExplainParts } from './code-explain.ts';
import { isWritable } from './code-here.ts';
import type { CodeKind } from './code-kinds.ts';
import { testsOf, translationOf } from './code-new-file.ts';
import type { Destination } from './code-proposals.ts';
import { type Here, targetFor } from './code-target.ts';
import { testsRefusal } from './code-tests-file.ts';
import { wishFor } from './code-wish.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import { excludedText } from './excluded-words.ts';
import type { GuardCuts } from './guard-cuts.ts';
import { tell } from './notify.ts';
import { pathOf } from './path-of.ts';
import { type Progress, progressIn } from './progress.ts';
import type { Questions } from './questions.ts';
import { fileName } from '../code/file-name.ts';

export interface RunParts extends ChangeParts, ExplainParts {
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'partOf'>;
  readonly questions: Questions;
}

/** One job, from the question to the proposal or the page. What keeps it from being done is said in a sentence. */
export const runJob = async (parts: RunParts, kind: CodeKind, here: Here): Promise<void> => {
  const { document } = here;
  const refused = await refusal(parts, kind, document);
  if (refused !== undefined) return void tell('error', refused);
  // The box for an instruction does not wait until a language has said what is around the cursor.
  const aim = targetFor(kind.job, here);
  if (kind.job !== 'generate') {
    const missed = await aim;
    if (typeof missed === 'string') return void tell('warning', missed);
  }
  const wish = await wishFor(kind, here, parts.questions);
  const target = await aim;
  if (!wish || typeof target === 'string') return;
  const { excluded, guard } = parts;
  const gathering: Gathering = { job: kind.job, here, target, excluded, guard, ...wish };
  const work = await workFor(parts, kind, gathering);
  if (!work) return;
  // While the person answered, an agent or another editor may have written: the places no longer mean what they meant.
  if (document.version !== here.version)
    return void tell('warning', t('{0} was changed meanwhile: run the command again.', pathOf(document.uri)));
  await progressIn(vscode.window)(titleOf(kind, gathering), work);
};

/** What is done once it is known what and where; undefined where the person gave up. */
const workFor = async (
  parts: RunParts,
  kind: CodeKind,
  gathering: Gathering,
): Promise<((progress: Progress) => Promise<void>) | undefined> => {
  if (kind.job === 'explain') return (progress) => explain(parts, gathering, progress);
  const destination = await destinationOf(parts, gathering);
  if (typeof destination === 'string') return void tell('warning', destination);
  if (!destination || !(await isFree(parts, destination))) return undefined;
  const { uri, base } = destination;
  const testFile = kind.job === 'tests' ? { path: pathOf(uri), text: base } : undefined;
  return (progress) => propose(parts, { kind, gathering: { ...gathering, testFile }, destination }, progress);
};

/** Why nothing of this document is sent, or nothing can be written into it. */
const refusal = async (
  { excluded }: RunParts,
  { inPlace }: CodeKind,
  document: vscode.TextDocument,
): Promise<string | undefined> => {
  const reason = await excluded.reasonFor(document.uri);
  if (reason !== undefined) return excludedText(pathOf(document.uri), reason);
  return inPlace && !isWritable(document) ? t('{0} cannot be changed.', pathOf(document.uri)) : undefined;
};

const destinationOf = async (
  { excluded, questions }: RunParts,
  { job, here: { document }, language = '' }: Gathering,
): Promise<Destination | string | undefined> => {
  if (job === 'translate') return translationOf(document, language, questions);
  if (job !== 'tests') return { uri: document.uri, base: document.getText() };
  const tests = await testsOf(document);
  if (typeof tests === 'string') return tests;
  const isInside = (uri: vscode.Uri): boolean => vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return (await testsRefusal(tests, { excluded, pathOf, isInside })) ?? tests;
};

/** One proposal for each file: another takes its place only where the person says so. */
const isFree = async ({ proposals, questions }: RunParts, { uri }: Destination): Promise<boolean> => {
  const standing = proposals.for(uri);
  if (!standing) return true;
  const isReplaced = await questions.confirm({
    sentence: t('Replace the proposal for {0}?', pathOf(uri)),
    detail: t('It is neither accepted nor discarded yet. What you have edited in it is lost.'),
    action: t('Replace'),
  });
  if (isReplaced) await proposals.drop(standing);
  return isReplaced;
};

/** `Fixing total in cart.ts`. */
const titleOf = ({ doing }: CodeKind, { here, target: { name } }: Gathering): string =>
  doing(fileName(pathOf(here.document.uri)), name);
