import * as vscode from 'vscode';
import type { Tool } from '../core/chat.ts';

/**
 * What reads the workspace and nothing else, and is offered without being asked for. Keyway's own, and those of VS Code's
 * built-in chat whose results are names, or the one file that was asked for (0.67.0, all tagged `vscode_codesearch`). Its
 * text search is not among them: it shows lines of files that the person may have excluded.
 */
const readers = [
  'keyway_search',
  'copilot_readFile',
  'copilot_findFiles',
  'copilot_listDirectory',
  'copilot_searchWorkspaceSymbols',
] as const;

/** Those that the person named in the prompt first, then the readers, where a folder is open. */
export const offeredTools = (named: readonly vscode.ChatLanguageModelToolReference[]): readonly Tool[] => {
  const readersHere = vscode.workspace.workspaceFolders ? readers : [];
  const wanted = new Set<string>([...named.map(({ name }) => name), ...readersHere]);
  const known = new Map(vscode.lm.tools.map((tool) => [tool.name, tool]));
  return [...wanted].flatMap((name) => known.get(name) ?? []).map(toolOf);
};

const toolOf = ({ name, description, inputSchema }: vscode.LanguageModelToolInformation): Tool => ({
  name,
  description,
  schema: inputSchema && { ...inputSchema },
});
