/** Fenced blocks as models write them, line by line: CommonMark where they keep to it, and what they meant where not. */

/** What stands between two fences. */
export interface Block {
  /** The word behind the opening fence: `ts`, or ''. */
  readonly info: string;
  readonly lines: readonly string[];
  /** The beginning of a fence may be its last line. */
  readonly closed: boolean;
}

interface Opening {
  readonly fence: string;
  readonly indent: number;
  readonly info: string;
}

interface Open extends Opening {
  readonly lines: string[];
  /** 1 in the block itself, more in blocks within it. */
  depth: number;
}

const fenceLine = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*)$/;
/** `Here it is: ```ts` */
const afterWords = /^[^`]*[^`\s][^`]*?(`{3,})([\w+#.-]*)[ \t]*$/;
const wholeInLine = /^[ \t]*(`{3,})([^`]+)\1[ \t]*$/;

const openingOf = (line: string): Opening | undefined => {
  const [, blank, fence, info = ''] = fenceLine.exec(line) ?? [];
  if (blank !== undefined && fence !== undefined) return { fence, indent: blank.length, info: firstWord(info) };
  const [, late, word = ''] = afterWords.exec(line) ?? [];
  return late === undefined ? undefined : { fence: late, indent: 0, info: word };
};

/** ```` ```ts src/cart.ts ````, ```` ```typescript:src/cart.ts ````, ```` ```{.python} ```` */
const firstWord = (info: string): string => /[\w+#-]+/.exec(info)?.[0] ?? '';

/** Deeper than this it is the block's own text: a docstring, an example in a comment. */
const mostIndent = 3;

/** Text in which fences are common, and mostly bare. */
const isMarkdown = ({ info }: Opening): boolean => /^(?:md|mdx|markdown)$/i.test(info);

export class Fences {
  /** Lines outside of every block. */
  readonly outside: string[] = [];
  readonly #closed: Block[] = [];
  #open: Open | undefined;

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Were the text over here, or behind this beginning of a line. */
  blocks(rest = ''): readonly Block[] {
    if (!this.#open) return this.#closed;
    const { lines } = this.#open;
    return [...this.#closed, ended(rest === '' ? this.#open : { ...this.#open, lines: [...lines, rest] })];
  }

  /** A whole line, without its line break. */
  line(line: string): void {
    if (this.#open) this.#within(this.#open, line);
    else this.#without(line);
  }

  #without(line: string): void {
    const [, , whole] = wholeInLine.exec(line) ?? [];
    const opening = openingOf(line);
    if (whole !== undefined) this.#closed.push({ info: '', lines: [whole], closed: true });
    else if (opening) this.#open = { ...opening, lines: [], depth: 1 };
    else this.outside.push(line);
  }

  #within(open: Open, line: string): void {
    const fence = fenceIn(open, line);
    if (fence === 'opening') open.depth++;
    // Which bare fence ends a Markdown text only its end tells.
    if (fence === 'bare' && !isMarkdown(open) && --open.depth === 0) {
      this.#closed.push({ info: open.info, lines: open.lines, closed: true });
      this.#open = undefined;
      return;
    }
    open.lines.push(unindented(line, open.indent));
  }
}

/** What a line is to an open block. */
const fenceIn = ({ fence, indent }: Opening, line: string): 'opening' | 'bare' | undefined => {
  const [, blank = '', found = '', info = ''] = fenceLine.exec(line) ?? [];
  if (!found.startsWith(fence) || blank.length > indent + mostIndent) return undefined;
  return info.trim() === '' ? 'bare' : 'opening';
};

const unindented = (line: string, indent: number): string =>
  indent === 0 ? line : line.slice(Math.min(indent, line.search(/\S|$/)));

/** A bare fence in the last line was meant to close the block, whatever stands open in it; also behind code in that line. */
const ended = (open: Open): Block => {
  const { info, lines, fence } = open;
  if (isMarkdown(open)) return endedMarkdown(open);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const line = lines[last]?.trimEnd() ?? '';
  if (isBare(open, line)) return { info, lines: lines.slice(0, last), closed: true };
  if (open.depth > 1 || !line.endsWith(fence)) return { info, lines, closed: false };
  return { info, lines: [...lines.slice(0, last), line.slice(0, -fence.length)], closed: true };
};

/** Its last bare fence ends it, unless that ends a block in it: those have two fences each. */
const endedMarkdown = (open: Open): Block => {
  const { info, lines } = open;
  const bare = lines.filter((line) => isBare(open, line)).length;
  const more = bare - (open.depth - 1);
  if (more < 1 || more % 2 === 0) return { info, lines, closed: false };
  return {
    info,
    lines: lines.slice(
      0,
      lines.findLastIndex((line) => isBare(open, line)),
    ),
    closed: true,
  };
};

/** Of a line of the block, which has lost the block's own indentation. */
const isBare = (open: Open, line: string): boolean => fenceIn({ ...open, indent: 0 }, line) === 'bare';
