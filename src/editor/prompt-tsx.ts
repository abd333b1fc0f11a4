import { isTable } from '../core/table.ts';

/**
 * What VS Code's own tools give: a tree of `@vscode/prompt-tsx` as JSON (version 0.4, as the built-in chat 0.67.0 uses it:
 * pieces are of type 1, texts of type 2). As JSON a line of code takes ten times its tokens, so only its words go to a model.
 */
export interface FlatTsx {
  readonly text: string;
  /** The files it names as its sources, as JSON has them. */
  readonly sources: readonly TsxSource[];
}

export interface TsxSource {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/** Deeper trees come from nobody. */
const deepest = 100;

/** Undefined for what is no such tree. */
export const flatTsx = (value: unknown): FlatTsx | undefined => {
  const root = isTable(value) ? value['node'] : undefined;
  if (!isTable(root)) return undefined;
  const flat = { text: '', sources: [] as TsxSource[] };
  gather(root, flat, 0);
  return flat;
};

const gather = (node: unknown, flat: { text: string; sources: TsxSource[] }, depth: number): void => {
  if (!isTable(node) || depth > deepest) return;
  const { text, children, references } = node;
  if (typeof text === 'string') {
    const breaks = node['lineBreakBefore'] === true && flat.text !== '' && !flat.text.endsWith('\n');
    flat.text += breaks ? `\n${text}` : text;
  }
  for (const reference of listOf(references)) flat.sources.push(...sourcesOf(reference));
  for (const child of listOf(children)) gather(child, flat, depth + 1);
};

/** An anchor is a file, or a place in one; a reference to a value of a chat has none. */
const sourcesOf = (reference: unknown): readonly TsxSource[] => {
  const anchor = isTable(reference) ? reference['anchor'] : undefined;
  if (!isTable(anchor)) return [];
  const { scheme, path, authority } = isTable(anchor['uri']) ? anchor['uri'] : anchor;
  if (typeof scheme !== 'string' || typeof path !== 'string') return [];
  return [{ scheme, path, authority: typeof authority === 'string' ? authority : '' }];
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
