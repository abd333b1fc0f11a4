import * as vscode from 'vscode';

/** Bytes of one attached file that are sent along. */
const mostBytes = 100_000;

/**
 * What the editor adds to every prompt by itself: a thousand tokens about its own tools, which a participant cannot call
 * (VS Code 1.139.1).
 */
const editorsOwn = 'vscode.customizations.index';

/** The files, ranges and values that the person attached to a prompt, as fenced text. What cannot be read is named. */
export const referencesText = async (references: readonly vscode.ChatPromptReference[]): Promise<string> => {
  const attached = references.filter(({ id }) => id !== editorsOwn);
  const texts = await Promise.all(attached.map(({ value }) => referenceText(value)));
  return texts.filter(Boolean).join('\n\n');
};

const referenceText = async (value: unknown): Promise<string> => {
  if (typeof value === 'string') return value;
  if (value instanceof vscode.Uri) return fenced(value, undefined);
  if (value instanceof vscode.Location) return fenced(value.uri, value.range);
  return '';
};

const fenced = async (uri: vscode.Uri, range: vscode.Range | undefined): Promise<string> => {
  const path = vscode.workspace.asRelativePath(uri);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes && !range) return `(${path} is larger than ${mostBytes / 1_000} kB and was left out)`;
    const document = await vscode.workspace.openTextDocument(uri);
    return `\`${path}\`:\n\`\`\`\`${document.languageId}\n${document.getText(range).slice(0, mostBytes)}\n\`\`\`\``;
  } catch {
    return `(${path} could not be read as text and was left out)`;
  }
};
