import type { Kind, Look, Span } from './span.ts';

/**
 * Texts of which only parts are sent. A secret that is cut in two is no longer recognised when the request passes the guard,
 * so what a cut may halve is masked before it is made.
 */

/** What a cut may go through. */
export type Cut =
  /** Lines may be left out, and long ones end early. */
  | 'lines'
  | 'anywhere'
  /** The texts follow each other, as those before and behind a cursor do; and as `lines`. */
  | 'cursor';

/** UTF-16 units of a line that nobody cuts. */
const shortLine = 160;

/** Units around a part that are looked at: a private key has a tenth of them. */
const reach = 20_000;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Texts with the secrets masked that a cut may halve, and the kinds of those. */
export interface Uncut {
  readonly texts: readonly string[];
  readonly found: readonly { readonly kind: Kind }[];
}

/** Secrets that no cut can halve stay where they are, for the guard to decide about. Every text keeps its number of lines. */
export const uncut = (look: Look, texts: readonly string[], cut: Cut): Uncut => {
  const runs = cut === 'cursor' ? [texts] : texts.map((text) => [text]);
  const masked = runs.map((run) =>
    maskedRun(look, run, (whole, span) => cut === 'anywhere' || isOverLines(whole, span) || isInLongLine(whole, span)),
  );
  return { texts: masked.flatMap((one) => one.texts), found: masked.flatMap(({ found }) => found) };
};

/** One part of a text; what is left in it of a secret that goes on outside is masked. */
export const partOf = (look: Look, text: string, { start, end }: Stretch): string => {
  const part = text.slice(start, end);
  if (part.length === text.length) return part;
  const [before, after] = [text.slice(Math.max(0, start - reach), start), text.slice(end, end + reach)];
  return maskedRun(look, [before, part, after], () => false).texts[1] ?? '';
};

const isOverLines = (whole: string, { start, end }: Stretch): boolean => whole.slice(start, end).includes('\n');

const isInLongLine = (whole: string, { start, end }: Stretch): boolean => {
  const next = whole.indexOf('\n', end);
  return (next < 0 ? whole.length : next) - whole.lastIndexOf('\n', start) - 1 > shortLine;
};

/** Texts that follow each other, without the secrets that are meant and those that lie in two of them. */
const maskedRun = (
  look: Look,
  texts: readonly string[],
  isMeant: (whole: string, span: Stretch) => boolean,
): { readonly texts: readonly string[]; readonly found: readonly Span[] } => {
  const whole = texts.join('');
  let end = 0;
  const stretches = texts.map((text): Stretch => ({ start: end, end: (end += text.length) }));
  const isHalved = (span: Span): boolean =>
    !stretches.some((stretch) => stretch.start <= span.start && span.end <= stretch.end);
  const found = look(whole).filter((span) => isHalved(span) || isMeant(whole, span));
  return { texts: found.length === 0 ? texts : stretches.map((stretch) => without(whole, stretch, found)), found };
};

const without = (whole: string, { start, end }: Stretch, spans: readonly Span[]): string => {
  let text = '';
  let done = start;
  for (const span of spans) {
    const [from, to] = [Math.max(start, span.start), Math.min(end, span.end)];
    if (from >= to) continue;
    const breaks = whole.slice(from, to).split('\n').length - 1;
    text += `${whole.slice(done, from)}[masked by Keyway: ${span.kind.label}]${'\n'.repeat(breaks)}`;
    done = to;
  }
  return text + whole.slice(done, end);
};
