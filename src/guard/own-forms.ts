/** How a copy of a secret may be written. */

/** One way a secret is written. */
export interface Form {
  /** As it stands in a text that nobody wrapped. */
  readonly written: string;
  /** As it is read: see `formsOf`. */
  readonly text: string;
  /** Characters right before and right after it that hold some of its bits as well, and of others. Base64 only. */
  readonly shared: { readonly before: 0 | 1; readonly after: 0 | 1 };
}

const alone = { before: 0, after: 0 } as const;

/**
 * Plain, JSON-escaped, hexadecimal in either case, and base64 and base64url at each of the three places where it may begin
 * within a longer text. Reading does the rest: escapes of any depth, percent encoding and wrapped lines.
 */
export const formsOf = (secret: string): readonly Form[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  // Percent encoding is one of bytes.
  const bytes = Buffer.from(secret.toWellFormed()).toString('latin1');
  return [
    ...[secret, json, bytes].flatMap((written) =>
      [read(written), dense(written)].map((text): Form => ({ written, text, shared: alone })),
    ),
    ...[secret, json].flatMap((text) => ofBytes(Buffer.from(text))),
  ];
};

/** Passed over wherever it stands: what lines are wrapped and indented with, and what escapes are made of. */
export const isPassedOver = (unit: number): boolean => unit <= 32 || unit === backslash;

const backslash = 92;
const percent = 37;

/** The value of a hexadecimal digit; NaN for any other character. */
const digit = (unit: number): number => {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : Number.NaN;
};

/** The byte that is percent-encoded here; undefined where none is. */
export const byteAt = (text: string, at: number): number | undefined => {
  if (text.charCodeAt(at) !== percent) return undefined;
  const byte = digit(text.charCodeAt(at + 1)) * 16 + digit(text.charCodeAt(at + 2));
  return Number.isNaN(byte) ? undefined : byte;
};

/** As a text is read for a secret: percent encoding is undone, once, and what is passed over is left out. */
const read = (text: string): string =>
  dense(text.replaceAll(/%[\da-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16))));

const dense = (text: string): string => text.replaceAll(/[^!-\uffff]|\\/g, '');

const ofBytes = (bytes: Buffer): readonly Form[] => {
  const hex = bytes.toString('hex');
  const plain = [hex, hex.toUpperCase()].map((text): Form => ({ written: text, text, shared: alone }));
  return [...plain, ...[0, 1, 2].flatMap((before) => base64(bytes, before))];
};

/** The characters that this secret alone decides, behind so many other bytes of a group of three. */
const base64 = (bytes: Buffer, before: number): readonly Form[] => {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const bits = whole.length * 8;
  const standard = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  const url = standard.replaceAll('+', '-').replaceAll('/', '_');
  const shared = { before: before === 0 ? 0 : 1, after: bits % 6 === 0 ? 0 : 1 } as const;
  return [standard, url].map((text): Form => ({ written: text, text, shared }));
};

/**
 * Two pieces of four characters out of the middle, one of which stands in every copy of this form as it is: no encoding
 * touches letters and digits, and a line that ends in the middle ends in one of them. Undefined where it has none.
 */
export const piecesOf = ({ written }: Form): readonly string[] | undefined => {
  const [run] = nearest(written, /[A-Za-z0-9]{8,}/g, 8);
  if (run !== undefined) return [run.slice(0, 4), run.slice(4)];
  const two = nearest(written, /[A-Za-z0-9]{4,}/g, 4).slice(0, 2);
  return two.length === 2 ? two : undefined;
};

/** Of each run so many characters, those next to the middle of the text first. */
const nearest = (text: string, runs: RegExp, length: number): readonly string[] => {
  const middle = text.length / 2;
  return [...text.matchAll(runs)]
    .map(({ 0: run, index }) => {
      const into = Math.round(Math.min(Math.max(middle - index - length / 2, 0), run.length - length));
      return { piece: run.slice(into, into + length), distance: Math.abs(index + into + length / 2 - middle) };
    })
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ piece }) => piece);
};
