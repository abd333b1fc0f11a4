import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ImagePart, TextPart, ToolCallPart, ToolResultPart } from '../core/chat.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import { excludedText } from './excluded-words.ts';
import type { GuardCuts } from './guard-cuts.ts';
import { pathOf } from './path-of.ts';
import { flatTsx, type TsxSource } from './prompt-tsx.ts';
import { pathsIn } from './tool-paths.ts';

export interface Calling {
  /** Of the request whose prompt this is for: VS Code shows the call there, and asks the person where a tool wants that. */
  readonly request: Pick<vscode.ChatRequest, 'toolInvocationToken'>;
  readonly token: vscode.CancellationToken;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'partOf'>;
  /** The model that is asked takes images. */
  readonly images: boolean;
}

/** UTF-16 units of one result: more than most files have. */
const mostText = 60_000;

/** They name files and show nothing of them. */
const namers: ReadonlySet<string> = new Set([
  'copilot_findFiles',
  'copilot_listDirectory',
  'copilot_searchWorkspaceSymbols',
]);

/** Calls a tool of VS Code or of an extension. Rejects with what the tool rejects with, and where a file is excluded. */
export const calledTool = async ({ id, name, input }: ToolCallPart, calling: Calling): Promise<ToolResultPart> => {
  const { request, token, excluded } = calling;
  if (!namers.has(name)) for (const uri of pathsIn(input).flatMap(urisOf)) await assertMayRead(uri, excluded);
  const { toolInvocationToken } = request;
  const { content } = await vscode.lm.invokeTool(name, { input: { ...input }, toolInvocationToken }, token);
  const parts: (TextPart | ImagePart)[] = [];
  for (const part of content) parts.push(...(await resultParts(part, { ...calling, name })));
  return { type: 'tool-result', id, content: await bounded(parts, calling.guard) };
};

/** An absolute path of any system, a URI, or a path in each of the folders that are open. What is on the web is no file. */
const urisOf = (path: string): readonly vscode.Uri[] => {
  if (/^(?:\/|\\\\|[a-z]:[\\/])/i.test(path)) return [vscode.Uri.file(path)];
  // Tools that hand it to a shell read it from there.
  if (/^~[\\/]/.test(path)) return [vscode.Uri.joinPath(vscode.Uri.file(homedir()), path.slice(2))];
  if (/^https?:/i.test(path)) return [];
  if (/^[a-z][\w+.-]+:\//i.test(path)) return [vscode.Uri.parse(path)];
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, path));
};

const assertMayRead = async (uri: vscode.Uri, excluded: Calling['excluded']): Promise<void> => {
  const reason = await excluded.reasonFor(uri);
  if (reason !== undefined) throw new Error(excludedText(pathOf(uri), reason));
};

type Taking = Calling & { readonly name: string };

const resultParts = async (part: unknown, taking: Taking): Promise<readonly (TextPart | ImagePart)[]> => {
  if (part instanceof vscode.LanguageModelTextPart) return [textOf(part.value)];
  if (part instanceof vscode.LanguageModelDataPart) return dataParts(part, taking);
  if (!(part instanceof vscode.LanguageModelPromptTsxPart)) return [];
  const flat = flatTsx(part.value);
  if (!flat) return [textOf(JSON.stringify(part.value))];
  if (!namers.has(taking.name)) await assertSources(flat.sources, taking.excluded);
  return [textOf(flat.text)];
};

const textOf = (text: string): TextPart => ({ type: 'text', text });

const dataParts = (
  { mimeType: mime, data }: vscode.LanguageModelDataPart,
  { images }: Taking,
): readonly (TextPart | ImagePart)[] => {
  if (/^text\/|json/.test(mime)) return [textOf(new TextDecoder().decode(data))];
  if (!mime.startsWith('image/')) return [];
  return images ? [{ type: 'image', mime, data }] : [textOf('(An image was left out: this model takes none.)')];
};

/** A search that found something in an excluded file has shown it: nothing of that result is passed on. */
const assertSources = async (sources: readonly TsxSource[], excluded: Calling['excluded']): Promise<void> => {
  const uris = new Map(sources.map((source) => [JSON.stringify(source), vscode.Uri.from(source)]));
  for (const uri of uris.values()) await assertMayRead(uri, excluded);
};

const bounded = async (
  parts: readonly (TextPart | ImagePart)[],
  { partOf }: Calling['guard'],
): Promise<readonly (TextPart | ImagePart)[]> => {
  let left = mostText;
  const shown: (TextPart | ImagePart)[] = [];
  for (const part of parts) {
    if (part.type === 'image' || part.text.length <= left) shown.push(part);
    else
      shown.push(
        textOf(`${await partOf(part.text, { start: 0, end: left })}\n(The rest was left out: it is too long.)`),
      );
    if (part.type === 'text') left = Math.max(0, left - part.text.length);
  }
  return shown;
};
