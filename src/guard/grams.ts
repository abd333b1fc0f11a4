/**
 * Which finders a text is worth: one pass over it instead of one of each finder's own. A finder names short pieces of text,
 * one of which stands in whatever it finds.
 */

/** Something that finds secrets of some kinds, and the pieces without which it finds nothing. */
export interface Finder<S> {
  /** Of three or four characters; after three, one of `A-Z a-z 0-9 _ -` follows in the secret. Absent: it reads every text. */
  readonly pieces?: readonly string[] | undefined;
  /** Wants a text with its escapes as they are; without them where absent. */
  readonly isLiteral?: boolean | undefined;
  /** `ends` are the last characters of its pieces in the text, in their order; undefined where it reads every text. */
  readonly find: (text: string, ends?: readonly number[]) => readonly S[];
}

/** A finder that may find something in a text, and where its pieces end there. */
export interface Worth<F> {
  readonly finder: F;
  readonly ends?: readonly number[] | undefined;
}

const following = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('');

const fourOf = (piece: string): readonly string[] =>
  piece.length === 3 ? following.map((next) => piece + next) : [piece];

/** Characters beyond Latin-1 count as their lower byte: that a piece is taken for another only costs time. */
const gramOf = (piece: string): number => Buffer.from(piece, 'latin1').readInt32BE();

/** Multiplied by this, grams that are alike are far apart in their upper bits. */
const spread = 0x9e3779b1;

/** Whether a gram may be one of some: true for all of them and for one in thirty others. */
interface Taken {
  readonly slots: Uint8Array;
  readonly shift: number;
}

const takenBy = (grams: Iterable<number>, count: number): Taken => {
  const bits = Math.min(22, Math.max(12, 32 - Math.clz32(count * 32)));
  const shift = 32 - bits;
  const slots = new Uint8Array(1 << bits);
  for (const gram of grams) slots[Math.imul(gram, spread) >>> shift] = 1;
  return { slots, shift };
};

/** The finders that may find something in a text, in their order. Two nanoseconds a character, whatever their number. */
export const sieve = <F extends Finder<unknown>>(finders: readonly F[]): ((text: string) => readonly Worth<F>[]) => {
  const always = finders.filter(({ pieces }) => !pieces).map((finder): Worth<F> => ({ finder }));
  const byGram = new Map<number, readonly F[]>();
  for (const finder of finders)
    for (const gram of new Set((finder.pieces ?? []).flatMap(fourOf).map(gramOf)))
      byGram.set(gram, [...(byGram.get(gram) ?? []), finder]);
  const taken = takenBy(byGram.keys(), byGram.size);
  return (text) => {
    const bytes = Buffer.from(text, 'latin1');
    const found = new Map<F, number[]>();
    for (const end of endsIn(bytes, taken))
      for (const finder of byGram.get(bytes.readInt32BE(end - 3)) ?? []) {
        const ends = found.get(finder);
        if (ends) ends.push(end);
        else found.set(finder, [end]);
      }
    if (found.size === 0) return always;
    return finders.flatMap((finder) => {
      const ends = found.get(finder);
      return ends || !finder.pieces ? [{ finder, ends }] : [];
    });
  };
};

/** Where four characters end that may be one of the grams. Nothing else in the loop, which would double its time. */
const endsIn = (bytes: Buffer, { slots, shift }: Taken): readonly number[] => {
  const ends: number[] = [];
  let gram = 0;
  for (let end = 0; end < bytes.length; end++) {
    gram = (gram << 8) | (bytes[end] ?? 0);
    if (slots[Math.imul(gram, spread) >>> shift] !== 0 && end >= 3) ends.push(end);
  }
  return ends;
};
