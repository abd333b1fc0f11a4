import { createHash } from 'node:crypto';
import { countTokens } from '../core/tokens.ts';
import { type Block, blocksIn, singles, soleTitle } from './chunk-blocks.ts';
import { grouped, type Group } from './chunk-groups.ts';
import { type Line, linesOf, type Span, trimmed } from './chunk-lines.ts';
import { nameIn, type Where } from './chunk-names.ts';

/** A part of a file that is found as one. */
export interface Chunk {
  /** Lines, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** What it stands in, outermost first: `Invoice › total`; '' where nothing can be said. */
  readonly symbol: string;
  readonly text: string;
  /** Of text, symbol and path as they are embedded, at most. */
  readonly tokens: number;
  /** Of symbol and text, not of the path: what is only moved, or comes again in another branch, needs no new vector. */
  readonly hash: string;
}

export interface Source {
  /** As people see it: relative to the workspace, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Tokens of path and symbol together; what is longer is cut. Kept free in every chunk, so that a move divides nothing anew. */
const headerTokens = 64;

/** Tokens below which nothing can be divided sensibly. */
const leastLimit = headerTokens * 2;

const between = ' › ';

/** What is embedded: where it stands, then what it says. */
export const embeddedText = (path: string, { symbol, text }: Pick<Chunk, 'symbol' | 'text'>): string =>
  `${headerOf(path, symbol)}\n${text}`;

const headerOf = (path: string, symbol: string): string => {
  let header = symbol === '' ? path : `${path}${between}${symbol}`;
  // The end says more: the file and what is in it.
  while (countTokens(`${header}\n`) > headerTokens) header = header.slice(Math.ceil(header.length / 8));
  return header.toWellFormed();
};

const hashOf = (symbol: string, text: string): string =>
  createHash('sha256').update(`${symbol}\n${text}`).digest('base64url').slice(0, 22);

/**
 * Divides a file into chunks of at most `limit` tokens as they are embedded, in the order of the file: declarations with
 * what is said above them, large ones divided one level deeper, small neighbours joined, and runs of lines where nothing
 * else helps. Every line that is not blank is in one of them at least. The same text is always divided in the same way, and
 * a change within one declaration leaves the chunks of all others as they are.
 */
export const chunksOf = ({ path, text }: Source, limit: number): readonly Chunk[] => {
  const lines = linesOf(text);
  const whole = trimmed(lines, { first: 0, last: lines.length - 1 });
  if (!whole) return [];
  const dividing: Dividing = {
    lines,
    most: Math.max(limit, leastLimit) - headerTokens,
    isMarkdown: /\.(?:md|mdx|markdown)$/i.test(path),
  };
  return divided(whole, outerNames(whole, dividing), dividing).flatMap((piece) => chunksIn(piece, dividing));
};

/** A file may be one class, or one suite of tests, and nothing else. */
const outerNames = (whole: Span, { lines, isMarkdown }: Dividing): readonly string[] => {
  const title = isMarkdown ? undefined : soleTitle(lines, whole);
  return title === undefined ? [] : [nameIn(title, { isTop: true, isMarkdown })];
};

interface Dividing {
  readonly lines: readonly Line[];
  /** Tokens of a chunk's own text. */
  readonly most: number;
  readonly isMarkdown: boolean;
}

interface Piece extends Span {
  readonly names: readonly string[];
}

/** Deeper than anybody indents: minified code would be followed without end. */
const deepest = 40;

const divided = (span: Span, names: readonly string[], dividing: Dividing): readonly Piece[] => {
  const { lines, most, isMarkdown } = dividing;
  const blocks = (names.length < deepest ? blocksIn(lines, span, isMarkdown) : undefined) ?? singles(lines, span);
  return grouped(blocks, most).flatMap((group) => piecesOf(group, names, dividing));
};

const piecesOf = (group: Group, names: readonly string[], dividing: Dividing): readonly Piece[] => {
  const [block] = group.blocks;
  const isOne = group.blocks.length === 1 && block !== undefined;
  const inner = [...names, nameOf(group.blocks, { isTop: names.length === 0, isMarkdown: dividing.isMarkdown })];
  if (group.tokens <= dividing.most || !isOne || block.first === block.last)
    return [{ first: group.first, last: group.last, names: inner }];
  return divided(block, inner, dividing);
};

/** The largest that has a name gives it to the chunk: the others' names are in its text. */
const nameOf = (blocks: readonly Block[], where: Where): string => {
  for (const { title } of blocks.toSorted((a, b) => b.tokens - a.tokens)) {
    const name = nameIn(title, where);
    if (name !== '') return name;
  }
  return '';
};

const chunksIn = ({ first, last, names }: Piece, { lines, most }: Dividing): readonly Chunk[] => {
  const symbol = names.filter((name, at) => name !== '' && name !== names[at - 1]).join(between);
  const text = lines
    .slice(first, last + 1)
    .map((line) => line.text)
    .join('\n');
  return parted(text, most).map((part) => ({
    first: first + 1,
    last: last + 1,
    symbol,
    text: part,
    tokens: countTokens(part) + headerTokens,
    hash: hashOf(symbol, part),
  }));
};

/** Characters a token has at the very least, where a single line is longer than a chunk may be. */
const fewest = 1;

/** In halves until each fits: only a line that is longer than a chunk comes here too long. */
const parted = (text: string, most: number): readonly string[] => {
  if (countTokens(text) <= most || text.length <= fewest) return text.trim() === '' ? [] : [text];
  const middle = middleOf(text);
  return [...parted(text.slice(0, middle), most), ...parted(text.slice(middle), most)];
};

/** Not inside a word or a character, where that can be. */
const middleOf = (text: string): number => {
  const half = Math.floor(text.length / 2);
  const space = text.lastIndexOf(' ', half);
  if (space > half / 2) return space;
  const code = text.charCodeAt(half);
  return code >= 0xdc00 && code <= 0xdfff && half > 1 ? half - 1 : Math.max(1, half);
};
