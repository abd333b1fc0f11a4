import * as vscode from 'vscode';
import { replacedBy } from '../code/completion-fit.ts';
import { abortSignalOf } from './abort.ts';
import type { Completions } from './completion-asking.ts';
import { type Asked, type Document, wantedAt, type WantedHere } from './completion-document.ts';
import type { ExcludedFiles } from './excluded-files.ts';

/** Executed by VS Code when a proposal was taken. In no palette. */
export const acceptedCommand = 'keyway.completionAccepted';

/** Files, and what is going to be one. Not what VS Code shows of itself: output, commit boxes, search results, chats, settings. */
export const completedSchemes: readonly string[] = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
];

export interface ProviderParts {
  readonly completions: Pick<Completions<WantedHere>, 'propose' | 'shown'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  /** The person's word on a language. */
  readonly isOn: (languageId: string) => boolean;
  /** The cursor is elsewhere now, in this document or in another. */
  readonly isElsewhere: (document: Document, position: vscode.Position) => boolean;
  readonly onShown: (text: string) => void;
  readonly onBug: (error: unknown) => void;
}

/** Proposals for VS Code's ghost text. Nothing is proposed that comes too late, and no error is ever shown. */
export const completionProvider = (parts: ProviderParts) => ({
  provideInlineCompletionItems: async (
    ...[document, position, context, token]: readonly [
      Document,
      vscode.Position,
      vscode.InlineCompletionContext,
      vscode.CancellationToken,
    ]
  ): Promise<vscode.InlineCompletionItem[]> => {
    try {
      const { version } = document;
      const isAutomatic = context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic;
      const asked = { position, isAutomatic, selected: context.selectedCompletionInfo };
      const wanted = await wantedIn(parts, document, asked);
      if (!wanted || token.isCancellationRequested || document.version !== version) return [];
      using cancellation = abortSignalOf(token);
      const text = await parts.completions.propose(wanted, cancellation.signal);
      const isLate = token.isCancellationRequested || document.version !== version;
      if (text === undefined || isLate || parts.isElsewhere(document, position)) return [];
      parts.completions.shown(text);
      parts.onShown(text);
      return [itemFor(text, wanted, position)];
    } catch (error) {
      parts.onBug(error);
      return [];
    }
  },
});

/** Undefined where nothing may be proposed. What is around the cursor is read last, when it is known that it may be sent. */
const wantedIn = async (
  { isOn, excluded }: ProviderParts,
  document: Document,
  asked: Asked,
): Promise<WantedHere | undefined> => {
  const { uri, languageId, version } = document;
  if (!completedSchemes.includes(uri.scheme) || !isOn(languageId)) return undefined;
  if ((await excluded.reasonFor(uri)) !== undefined) return undefined;
  return document.version === version ? wantedAt(document, asked) : undefined;
};

const itemFor = (
  text: string,
  { place, selected }: WantedHere,
  position: vscode.Position,
): vscode.InlineCompletionItem => {
  const start = selected?.range.start ?? position;
  const end = selected?.range.end ?? position;
  const range = new vscode.Range(start, end.translate(0, replacedBy(text, place)));
  return new vscode.InlineCompletionItem((selected?.text ?? '') + text, range, {
    command: acceptedCommand,
    title: 'Keyway',
  });
};
