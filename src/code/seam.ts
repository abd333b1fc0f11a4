import { repetitionsOf, type Repetitions } from './seam-repeat.ts';
import { looksLikeProse } from './prose.ts';

/** How the second half of an answer joins the first: nothing doubled, nothing lost, no fence opened again. */

export interface Half {
  readonly text: string;
  /** A block stands open at its end. */
  readonly isOpen: boolean;
  /** No block has begun: it is code without a fence, or prose. */
  readonly isBare: boolean;
}

export interface Seam {
  /** The first half as the model sees it again: blanks at its end say nothing, and some providers refuse them. */
  readonly kept: string;
  /** Takes the next words of the second half; gives what comes behind `kept`, '' until that is sure. */
  readonly push: (delta: string) => string;
  /** What was held back at the end. */
  readonly end: () => string;
}

export const seamAfter = (half: Half): Seam => {
  const kept = half.text.trimEnd();
  const repeated = repetitionsOf({ kept, blank: half.text.slice(kept.length) });
  let held = '';
  let skipped: number | undefined;
  let joined = false;
  const look = (isOver: boolean): string => {
    skipped ??= reopenedIn(half, held, isOver);
    const next = skipped === undefined ? undefined : joint(repeated, held.slice(skipped), isOver);
    if (next === undefined) return '';
    joined = true;
    return next;
  };
  return {
    kept,
    push: (delta) => {
      const plain = delta.replaceAll('\r', '');
      if (joined) return plain;
      held += plain;
      return look(false);
    },
    end: () => (joined ? '' : look(true)),
  };
};

const fence = /^[ \t]*(?:`{3,}|~{3,})([^`]*)$/;

/**
 * Characters at the beginning of the second half that only open the block again: a fence, and words before it. Undefined:
 * not sure yet.
 */
const reopenedIn = ({ isOpen, isBare }: Half, text: string, isOver: boolean): number | undefined => {
  if (!isOpen && !isBare) return 0;
  const lines = text.split('\n');
  // The last line may go on.
  const whole = isOver ? lines.length : lines.length - 1;
  const first = lines.findIndex((line) => line.trim() !== '');
  const open = isOver ? 0 : undefined;
  if (first < 0 || first >= whole) return open;
  const next = looksLikeProse(lines[first] ?? '') ? nextIn(lines, first) : first;
  if (next >= whole) return open;
  const found = fence.exec(lines[next] ?? '');
  if (!found) return 0;
  const behind = lines.slice(next + 1);
  // A bare fence may open the block again or be its end: the former has an end of its own.
  const isEnd = isOpen && found[1]?.trim() === '' && !behind.some((one) => fence.test(one));
  return isEnd ? open : text.length - behind.join('\n').length;
};

/** The next line that is not blank; the number of lines where there is none. */
const nextIn = (lines: readonly string[], line: number): number => {
  const next = lines.findIndex((one, index) => index > line && one.trim() !== '');
  return next < 0 ? lines.length : next;
};

/** What comes behind the first half. Undefined: not sure yet. */
const joint = (repeated: Repetitions, text: string, isOver: boolean): string | undefined => {
  const body = text.trimStart();
  if (body === '') return isOver ? text : undefined;
  const lead = text.slice(0, text.length - body.length);
  const length = repeated.in({ lead, body }, isOver);
  if (length === undefined) return undefined;
  return length > 0 ? body.slice(length) : gap(repeated.blank, lead) + body;
};

/** Blanks between the halves: one side, or both, may have them. */
const gap = (blank: string, lead: string): string => {
  const [breaks, leadBreaks] = [breaksIn(blank), breaksIn(lead)];
  if (breaks === 0) return leadBreaks > 0 || lead.length > blank.length ? lead : blank;
  if (leadBreaks > 0) return '\n'.repeat(Math.max(breaks, leadBreaks)) + lastLine(lead);
  const indent = lastLine(blank);
  // OpenAI's tokenizers cut eight blanks and a word into seven blanks, and one with the word.
  return '\n'.repeat(breaks) + (lead !== '' && lead.length >= indent.length ? lead : indent + lead);
};

const breaksIn = (text: string): number => text.split('\n').length - 1;

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);
