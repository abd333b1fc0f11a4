import { inStepsOf, stepOf } from './indent-steps.ts';

/** Where code goes. */
export interface Place {
  /** What it replaces; '' at a cursor. */
  readonly replaced: string;
  /** What stands before it on its first line: indentation, or code. */
  readonly before: string;
  /** One step of the file's indentation: a tab, or so many spaces. */
  readonly indent: string;
  readonly eol: '\n' | '\r\n';
}

/**
 * The code as its place has it: as deep, with its tabs or spaces and its line ends, and with the blank lines that what it
 * replaces begins and ends with. Models give code back as it stood, or moved to the left, or all but its first line as it
 * stood. At a cursor on an empty line nothing is known but what the model saw.
 */
export const indented = (code: string, place: Place): string => {
  if (code.trim() === '') return '';
  const { lead, body, tail } = partsOf(place.replaced);
  const before = lead.includes('\n') ? lead.slice(lead.lastIndexOf('\n') + 1) : place.before + lead;
  const step = stepAt(place);
  const lines = inStepsOf(code.replaceAll('\r', '').split('\n'), step);
  const depth = (step === '' ? place.indent : step).length;
  const moved = moveTo({ before, atNothing: body === '', depth }, lines);
  return lead + moved.map((line) => (line.trim() === '' ? '' : line)).join(place.eol) + tail;
};

/** Blank text at both ends stays as it is; of text that is all blank only a line break at its end. */
const partsOf = (replaced: string): { readonly lead: string; readonly body: string; readonly tail: string } => {
  const body = replaced.trim();
  if (body === '') return { lead: '', body, tail: /\r?\n$/.exec(replaced)?.[0] ?? '' };
  const start = replaced.indexOf(body);
  return { lead: replaced.slice(0, start), body, tail: replaced.slice(start + body.length) };
};

/** What the replaced text has counts more than what the editor thinks of the file; '' where the two are at odds. */
const stepAt = ({ replaced, before, indent }: Place): string => {
  const lines = `${before}${replaced}`.replaceAll('\r', '').split('\n');
  const spaced = indent === '\t' && lines.some((line) => line.startsWith(' '));
  return stepOf(lines) ?? (spaced ? '' : indent);
};

const blankOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

interface Target {
  readonly before: string;
  /** Nothing is replaced. */
  readonly atNothing: boolean;
  /** Characters of one step. */
  readonly depth: number;
}

/** Its first line without the indentation that stands there already. */
const moveTo = ({ before, atNothing, depth }: Target, lines: readonly string[]): readonly string[] => {
  const [first = '', ...rest] = lines;
  const margin = blankOf(before);
  const base = Math.max(0, baseOf(first, rest, depth));
  if (margin.length < before.length) {
    // It goes on behind code: only the other lines tell how deep the model saw itself.
    const others = base < margin.length ? rest.map((line) => moved(line, margin.slice(0, base), margin)) : rest;
    return [first.trimStart(), ...others];
  }
  if (margin === '' && atNothing) return lines;
  const own = blankOf(first);
  const stood = own === '' && base === margin.length;
  return [first.trimStart(), ...(stood ? rest : rest.map((line) => moved(line, own, margin)))];
};

const moved = (line: string, from: string, to: string): string => {
  if (from.length <= to.length) return to.slice(0, to.length - from.length) + line;
  return line.slice(Math.min(from.length - to.length, blankOf(line).length));
};

/** How deep the first line stood, by the lines behind it: 0 where there are none. */
const baseOf = (first: string, rest: readonly string[], step: number): number => {
  const lines = rest.filter((line) => line.trim() !== '');
  if (lines.length === 0) return 0;
  const least = Math.min(...lines.map((line) => blankOf(line).length));
  const inside = opens.test(first) && !closes.test(lines.at(-1) ?? '');
  return inside ? least - step : least;
};

const opens = /(?:[{([:>]|\b(?:then|do|else))\s*$/;
const closes = /^[ \t]*(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/;
