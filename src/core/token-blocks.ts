/** Hundredths of a token of one UTF-16 unit beyond Latin: the last unit of a block, then the cost. */
const blocks: readonly (readonly [last: number, cost: number])[] = [
  [0x24f, 150], // signs of Latin-1
  [0x3ff, 42], // Greek
  [0x52f, 27], // Cyrillic
  [0x1fff, 42], // Hebrew, Arabic, Indic, Thai, …
  [0x20ff, 100], // dashes, quotes, currencies
  [0x24ff, 220], // arrows, operators
  [0x259f, 60], // box drawing: comes in runs
  [0x2fff, 220],
  [0x303f, 100], // CJK punctuation
  [0x30ff, 63], // kana
  [0x9fff, 80], // Han: 0.72 simplified, 0.95 traditional
  [0xabff, 60],
  [0xd7ff, 72], // Hangul
  [0xdbff, 140], // first half of an emoji
  [0xdfff, 0], // its second half
  [0xf8ff, 300], // private use: icon fonts
  [0xffff, 100],
];

/** The same by the unit's upper twelve bits: a block never ends within sixteen units. */
export const unitCosts = Uint16Array.from(
  { length: 0x1000 },
  (_, index) => blocks.find(([last]) => index << 4 <= last)?.[1] ?? 100,
);
