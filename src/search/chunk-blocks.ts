import { type Line, type Span, tokensIn, trimmed } from './chunk-lines.ts';

/** Lines that belong together, as far as one can see without reading: a declaration with what is said above it, a statement. */
export interface Block extends Span {
  readonly tokens: number;
  /** Its declaration, or else its first line: what it is known by when its inside changes. */
  readonly title: string;
  /** A blank line, or the end of what was divided, is before and behind it. */
  readonly isApart: boolean;
  /** A blank line is before it. */
  readonly isParagraph: boolean;
}

/** What can only go on with something: closing signs, an opening brace of its own, the inside of a comment, `else` and its like. */
const goesOn =
  /^(?:[\])}>]|\*(?:[\s/]|$)|<\/|\{\s*$|(?:else|elif|elsif|elseif|except|catch|finally|rescue|ensure)\b(?!\s*[=.])|(?:then|do|done|fi|esac|end|endif|endfor|endwhile|endcase|endfunction|endmodule|endclass)\b(?!\s*[=(.:]))/i;

/** What is said above a declaration: comments, decorators, attributes. Not `#include` and its like, and no `#private` field. */
export const saidAbove = /^(?:\/\/|\/\*|--|;;|%|<!--|@\w|\[\w[^\]]*\]\s*$|#(?:!?\[|[!#\s]|$))/;

const headings = /^#{1,6}\s/;
const fences = /^\s*(?:```|~~~)/;

/** Markdown begins anew at its headings, whatever is indented below them. */
const headingsIn = (lines: readonly Line[], { first, last }: Span): readonly number[] => {
  const starts: number[] = [];
  let fenced = false;
  for (let at = first; at <= last; at++) {
    const text = lines[at]?.text ?? '';
    if (fences.test(text)) fenced = !fenced;
    else if (!fenced && headings.test(text)) starts.push(at);
  }
  return starts;
};

/** Where something new begins at this indent. What stands directly above a declaration begins with it. */
const startsAt = (lines: readonly Line[], { first, last }: Span, indent: number): readonly number[] => {
  const starts: number[] = [];
  let open = false;
  let before = first - 1;
  for (let at = first; at <= last; at++) {
    const line = lines[at];
    if (!line || line.isBlank) continue;
    const follows = at === before + 1;
    before = at;
    if (line.indent !== indent) continue;
    const text = line.text.trim();
    if (goesOn.test(text)) continue;
    if (!(open && follows)) starts.push(at);
    open = saidAbove.test(text);
  }
  return starts;
};

const indentsIn = (lines: readonly Line[], { first, last }: Span): readonly number[] => {
  const indents = new Set<number>();
  for (let at = first; at <= last; at++) {
    const line = lines[at];
    if (line && !line.isBlank && !goesOn.test(line.text.trim())) indents.add(line.indent);
  }
  return [...indents].toSorted((a, b) => a - b);
};

const firstOf = (lines: readonly Line[], { first }: Span): string => lines[first]?.text.trim() ?? '';

/** The first line at the block's own indent that is neither said above it nor only goes on. */
const titleIn = (lines: readonly Line[], { first, last }: Span): string => {
  for (let at = first; at <= last; at++) {
    const line = lines[at];
    if (!line || line.isBlank || line.indent !== lines[first]?.indent) continue;
    const text = line.text.trim();
    if (!saidAbove.test(text) && !goesOn.test(text)) return text;
  }
  return firstOf(lines, { first, last });
};

interface Titling {
  readonly lines: readonly Line[];
  readonly titled: (lines: readonly Line[], span: Span) => string;
}

const blocksAt = ({ lines, titled }: Titling, span: Span, starts: readonly number[]): readonly Block[] => {
  const firsts = starts[0] === span.first ? starts : [span.first, ...starts];
  return firsts.flatMap((first, place) => {
    const block = trimmed(lines, { first, last: (firsts[place + 1] ?? span.last + 1) - 1 });
    if (!block) return [];
    const isParagraph = block.first > span.first && lines[block.first - 1]?.isBlank === true;
    const endsApart = block.last === span.last || lines[block.last + 1]?.isBlank === true;
    const isApart = endsApart && (isParagraph || block.first === span.first);
    return [{ ...block, tokens: tokensIn(lines, block), title: titled(lines, block), isApart, isParagraph }];
  });
};

/**
 * Divides lines at the least indent at which more than one thing begins; lines before the first of them are a block of their
 * own. Undefined where nothing is to be divided. Any language that is laid out as people do: braces, `end` and Python alike.
 */
export const blocksIn = (lines: readonly Line[], span: Span, isMarkdown: boolean): readonly Block[] | undefined => {
  const found = isMarkdown ? headingsIn(lines, span) : [];
  if (found.some((at) => at > span.first)) return blocksAt({ lines, titled: firstOf }, span, found);
  for (const indent of indentsIn(lines, span)) {
    const starts = startsAt(lines, span, indent);
    if (starts.some((at) => at > span.first)) return blocksAt({ lines, titled: titleIn }, span, starts);
  }
  return undefined;
};

/** The declaration that all of the lines belong to; undefined where more than one thing begins at the least indent. */
export const soleTitle = (lines: readonly Line[], span: Span): string | undefined => {
  const [least = 0] = indentsIn(lines, span);
  return startsAt(lines, span, least).length === 1 ? titleIn(lines, span) : undefined;
};

/** Every line as a block: what is left where layout says nothing. */
export const singles = (lines: readonly Line[], { first, last }: Span): readonly Block[] => {
  const blocks: Block[] = [];
  for (let at = first; at <= last; at++) {
    const line = lines[at];
    if (!line || line.isBlank) continue;
    const isParagraph = at > first && lines[at - 1]?.isBlank === true;
    blocks.push({ first: at, last: at, tokens: line.tokens, title: line.text.trim(), isApart: false, isParagraph });
  }
  return blocks;
};
