import { count } from '../core/count.ts';
import { fenced } from '../core/markdown.ts';
import { countTokens } from '../core/tokens.ts';
import type { Hit } from '../search/query.ts';

/** What an agent reads. */
export interface Answering {
  readonly hits: readonly Hit[];
  /** What one has to know about them, in sentences. */
  readonly notes: readonly string[];
  /** The text of a hit's lines; undefined where it is gone, or may not be read any more. */
  readonly textOf: (hit: Hit) => Promise<string | undefined>;
  /** Tokens of the whole. */
  readonly budget: number;
}

const nothing = 'Nothing in the index of this workspace fits. Try other words, or search the text.';

/** Ranges of lines with their texts, the best first, as many as the budget holds. */
export const answerText = async ({ hits, notes, textOf, budget }: Answering): Promise<string> => {
  const blocks: string[] = [];
  let left = budget - countTokens(notes.join('\n')) - 50;
  for (const hit of hits) {
    const text = await textOf(hit);
    if (text === undefined) continue;
    const block = blockOf(hit, text);
    const tokens = countTokens(block);
    if (tokens > left) break;
    left -= tokens;
    blocks.push(block);
  }
  const head =
    blocks.length === 0 ? nothing : `${count.format(blocks.length)} found, the best first; lines are counted from 1.`;
  return [head, ...notes, ...blocks].join('\n\n');
};

const blockOf = (hit: Hit, text: string): string =>
  `${rangeText(hit)}${hit.symbol === '' ? '' : ` (${hit.symbol})`}, score ${scoreText(hit.score)}\n${fenced(text)}`;

/** `src/a.ts:3-14` */
export const rangeText = ({ path, first, last }: Hit): string => `${path}:${first}${first === last ? '' : `-${last}`}`;

export const scoreText = (score: number): string => score.toFixed(2);

const breaks = /\r\n|\n|\r/;

/** The lines of a hit in the text of its file; undefined where the file has become shorter. */
export const linesOf = (text: string, { first, last }: Hit): string | undefined => {
  const lines = text.split(breaks).slice(first - 1, last);
  return lines.length === 0 ? undefined : lines.join('\n');
};

/** What a hit says in one line: the first that is more than signs. */
export const snippetOf = (text: string): string =>
  text
    .split(breaks)
    .map((line) => line.trim())
    .map((line) => line.replace(/^(?:\/{2,}|\/?\*+\/?|#+)\s*/, '').replace(/\s*\*\/$/, ''))
    .find((line) => /[\p{L}\p{N}]{2}/u.test(line)) ?? '';

/** As people and agents write a folder. Undefined for the whole workspace. */
export const folderIn = (written: string | undefined): string | undefined => {
  const folder = (written ?? '')
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
  return folder === '' || folder === '.' ? undefined : folder;
};
