/** What is looked for in text that is about to leave, and where it stands. */

export interface Kind {
  /** As a person reads it: "a GitHub token", "your OpenAI key work". */
  readonly words: string;
  /** As a model reads it in place of the secret: "GitHub token". Holds no name that a person gave. */
  readonly label: string;
  /** One of the person's own stored keys: it never leaves as it is, whatever they have set. */
  readonly isOwn: boolean;
}

/** A kind that anybody's secret may be of. `words` begin with their article: "a GitHub token". */
export const common = (words: string): Kind => ({ words, label: words.replace(/^an? /, ''), isOwn: false });

/** Where a secret stands in a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

/** Finds the secrets of a text: in their order, none within another. */
export type Look = (text: string) => readonly Span[];

export const nothing: readonly Span[] = [];

/**
 * In their order, what overlaps as one: nothing of either may stay. It is of the person's own kind where one of them is, else
 * of the kind that begins first, and where two begin together of the one that was named first.
 */
export const merged = (spans: readonly Span[]): readonly Span[] => {
  if (spans.length < 2) return spans;
  const whole: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (!last || span.start >= last.end) whole.push(span);
    else whole[whole.length - 1] = joined(last, span);
  }
  return whole;
};

const joined = (first: Span, second: Span): Span => ({
  start: first.start,
  end: Math.max(first.end, second.end),
  kind: second.kind.isOwn && !first.kind.isOwn ? second.kind : first.kind,
});
