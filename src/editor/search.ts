import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Hit } from '../search/query.ts';
import { textIn } from '../search/text-file.ts';
import type { House } from './answer.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { SecretGuard } from './guard-open.ts';
import type { Answering } from './kept-answers.ts';
import type { Log } from './log.ts';
import type { CommandId, SettingTypes } from './names.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import { progressIn } from './progress.ts';
import { questionsIn } from './quick-input.ts';
import { linesOf } from './search-answer.ts';
import { embedderIn } from './search-embedder.ts';
import { workspaceFilesIn } from './search-files.ts';
import { HeldIndex } from './search-held.ts';
import { maskedRead } from './search-masked.ts';
import { type SearchIndex, searchIndexOf } from './search-index.ts';
import type { WorkspaceFiles } from './search-job.ts';
import { usualPace } from './search-follow.ts';
import { searchCode } from './search-pick.ts';
import { indexPathIn } from './search-places.ts';
import { quietProgressIn } from './search-progress.ts';
import { registerSearchTool } from './search-tool.ts';
import { watchFiles } from './search-watch.ts';
import { damagedText, noWorkspace } from './search-words.ts';
import { own } from './settings.ts';

export interface SearchParts {
  readonly context: vscode.ExtensionContext;
  readonly house: House;
  readonly embeddings: Answering['embeddings'];
  readonly offers: Offers;
  readonly excluded: ExcludedFiles;
  readonly maskIn: SecretGuard['maskIn'];
  readonly log: Log;
}

/** Milliseconds after which an index is looked after: the start of the editor does not wait for it. */
const afterStart = 5_000;

/** Search by meaning: the tool, the commands, and what keeps an index up to date. Opens nothing where there is no index. */
export const registerSearch = (parts: SearchParts): vscode.Disposable => {
  const listed = workspaceFilesIn(parts.excluded);
  const files = { ...listed, read: maskedRead(listed.read, parts.maskIn) };
  const index = indexIn(parts, files);
  const textOf = textFrom(files);
  const watch = watching(index, parts.excluded);
  const commands = {
    'keyway.searchCode': (search: SearchIndex) => searchCode({ index: search, textOf, log: parts.log }),
    'keyway.indexWorkspace': async (search: SearchIndex) => {
      await search.build();
      watch.begin();
    },
    'keyway.pauseIndexing': (search: SearchIndex) => search.pause(),
    'keyway.forgetIndex': (search: SearchIndex) => search.forget(),
  } satisfies Partial<Record<CommandId, (search: SearchIndex) => unknown>>;
  const starting = setTimeout(watch.begin, afterStart);
  return vscode.Disposable.from(
    { dispose: () => clearTimeout(starting) },
    watch,
    { dispose: () => index?.dispose() },
    registerSearchTool({ index, textOf }),
    ...Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, () => (index ? command(index) : tell('info', noWorkspace))),
    ),
  );
};

const indexIn = (parts: SearchParts, files: WorkspaceFiles): SearchIndex | undefined => {
  const { context, log } = parts;
  const path = indexPathIn(context.globalStorageUri.fsPath);
  if (path === undefined) return undefined;
  const owner = randomUUID();
  const warn = (sentence: string): void => {
    log.warn(sentence);
    void tell('warning', sentence);
  };
  return searchIndexOf({
    held: new HeldIndex({ path, owner, onDamaged: () => warn(damagedText) }),
    files,
    embedder: embedderIn({ ...parts, wanted: () => own('search.model') }),
    owner,
    questions: questionsIn(vscode.window),
    withProgress: progressIn(vscode.window),
    quietly: quietProgressIn(vscode.window),
    offer: async (sentence) => {
      const update = t('Update Index');
      return (await tell('info', sentence, update, t('Not Now'))) === update;
    },
    warn,
    pace: usualPace,
    now: Date.now,
    debug: (sentence) => log.debug(sentence),
    onBug: (error) => log.error('The search index failed:', error),
  });
};

/** The lines of a hit as they are in its file now; nothing of a file that is excluded by now. */
const textFrom =
  ({ read }: WorkspaceFiles) =>
  async (hit: Hit): Promise<string | undefined> => {
    const bytes = await read(hit.path);
    const found = bytes && textIn(bytes);
    return found && 'text' in found ? linesOf(found.text, hit) : undefined;
  };

/** Watches once there is an index, and looks at first for what has changed while nobody did. */
const watching = (index: SearchIndex | undefined, excluded: ExcludedFiles) => {
  let watcher: vscode.Disposable | undefined;
  const setting: keyof SettingTypes = 'keyway.search.model';
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (index?.exists() === true && change.affectsConfiguration(setting)) void offerOtherModel(index);
  });
  return {
    begin: (): void => {
      if (!index || watcher || !index.exists()) return;
      watcher = watchFiles(excluded, index.note);
      index.note();
    },
    dispose: () => vscode.Disposable.from(settings, ...(watcher ? [watcher] : [])).dispose(),
  };
};

/** Nothing is made anew before the person has seen what it takes. */
const offerOtherModel = async (index: SearchIndex): Promise<void> => {
  if (!(await index.isOfOtherModel())) return;
  const anew = t('Index Anew…');
  const sentence = t(
    'The search index is by another model than the one your setting names now: it goes on as it is until it is made anew.',
  );
  if ((await tell('info', sentence, anew, t('Not Now'))) === anew) await index.build();
};
