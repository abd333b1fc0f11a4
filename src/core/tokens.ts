import type { ChatRequest, Message, Seal } from './chat.ts';
import { unitCosts } from './token-blocks.ts';

/*
 * Tokens are estimated, not counted: o200k itself takes 0.4 s and 71 MB to load (tokenx 2.2 is 28 % short on a lock file,
 * 74 % on base64), and the editor asks for every string of every tool schema. One pass cuts the text as o200k's own pattern
 * does: a word takes one space or sign before it, `fooBar` is two words, digits go by three, signs take the line breaks
 * behind them. A piece then costs what such pieces cost on average. The averages were fitted by hand to o200k's counts of
 * 11 MB of public source, fifteen languages and prose weighing the same, other scripts to a compiler's translated messages.
 * In sum it is within 5 % on most languages; other makers' tokenizers differ by more (Claude's newest say a third more).
 */

/** Hundredths of a token of a word of 1 to 15 letters, by what stands before it and how it is written. */
const costs = {
  lower: [100, 100, 116, 109, 114, 125, 131, 138, 148, 164, 145, 192, 233, 269, 295],
  title: [100, 110, 110, 106, 107, 108, 110, 114, 126, 119, 144, 140, 170, 160, 190],
  afterSpace: [100, 100, 101, 102, 103, 104, 106, 109, 113, 116, 118, 129, 135, 150, 170],
  lowerAfterSign: [104, 117, 128, 124, 134, 135, 158, 165, 176, 200, 223, 269, 291, 303, 327],
  titleAfterSign: [114, 180, 137, 139, 139, 149, 152, 171, 196, 195, 227, 230, 290, 310, 330],
  upper: [100, 101, 132, 136, 158, 170, 185, 222, 240, 275, 270, 320, 340, 400, 420],
  upperAfterSpace: [100, 100, 116, 122, 152, 155, 150, 160, 170, 190, 250, 290, 350, 380, 410],
  upperAfterSign: [114, 165, 176, 186, 233, 256, 250, 306, 310, 334, 390, 390, 470, 500, 550],
  // `HTMLElement`, and many a piece of base64.
  mixed: [100, 100, 198, 230, 265, 305, 320, 360, 345, 360, 410, 430, 600, 600, 640],
  // Hashes, base64, `utf8`.
  besideDigit: [100, 103, 160, 185, 225, 260, 300, 350, 400, 440, 500, 550, 600, 650, 700],
} as const;
type Costs = (typeof costs)[keyof typeof costs];

/** What a word after one of these signs costs more than the average: `.map` and `(value` are often one token, `>Title` never. */
const signExtras = { '.': -22, '(': -16, '/': 20, ')': 20, ':;': 30, '{}"': 50, '>+*?@&|`$!]': 60 } as const;
const perFurtherLetter = 42;
const perAccent = 55;

const extras = new Int8Array(0x80);
for (const [signs, extra] of Object.entries(signExtras)) for (const sign of signs) extras[sign.charCodeAt(0)] = extra;

const [SPACE, BREAK, DIGIT, LOWER, UPPER, SIGN, OTHER] = [0, 1, 2, 3, 4, 5, 6] as const;

const kindOf = (code: number): number => {
  const char = String.fromCharCode(code);
  if (/[\r\n]/u.test(char)) return BREAK;
  if (/\s/u.test(char)) return SPACE;
  if (/\d/u.test(char)) return DIGIT;
  if (/\p{L}/u.test(char)) return char === char.toLowerCase() ? LOWER : UPPER;
  return code < 0x80 ? SIGN : OTHER;
};

/** Of every UTF-16 unit; beyond Latin all are `OTHER`. */
const kinds = new Uint8Array(0x10000).fill(OTHER);
for (let code = 0; code < 0x250; code++) kinds[code] = kindOf(code);

/** `OTHER` at the text's end. No index ever leaves the string: V8 would make every later one ten times slower. */
const kindAt = (text: string, at: number): number => (at < text.length ? (kinds[text.charCodeAt(at)] ?? OTHER) : OTHER);

/** The reader's place in the text and the hundredths of a token so far. */
interface Cursor {
  readonly text: string;
  at: number;
  sum: number;
  /** A space or sign that belongs to the piece after it, not yet paid; '' where there is none. */
  before: '' | 'space' | 'sign';
  afterDigit: boolean;
}

/** Where the run of this kind ends. */
const endOf = (text: string, start: number, kind: number): number => {
  let at = start;
  while (at < text.length && kindAt(text, at) === kind) at++;
  return at;
};

/** Capitals, then small letters: o200k begins a new piece at the next capital. */
const word = (cursor: Cursor): void => {
  const { text, at: start } = cursor;
  const small = endOf(text, start, UPPER);
  const end = endOf(text, small, LOWER);
  const length = end - start;
  cursor.at = end;
  const table = tableFor(cursor, small - start, end - small);
  let sum = table[length - 1] ?? table[14] + (length - 15) * perFurtherLetter;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > 0x7f) sum += perAccent;
  cursor.sum += sum;
  cursor.before = '';
};

const tableFor = ({ text, at, before, afterDigit }: Cursor, capitals: number, small: number): Costs => {
  if (afterDigit || (before !== 'space' && at < text.length && kindAt(text, at) === DIGIT)) return costs.besideDigit;
  if (small === 0)
    return before === '' ? costs.upper : before === 'space' ? costs.upperAfterSpace : costs.upperAfterSign;
  if (capitals > 1) return costs.mixed;
  if (before === 'space') return costs.afterSpace;
  if (before === 'sign') return capitals ? costs.titleAfterSign : costs.lowerAfterSign;
  return capitals ? costs.title : costs.lower;
};

/** Line breaks with all blanks before them are one piece; what follows the last of them is an indent. */
const blank = (cursor: Cursor): void => {
  const { text, at: start } = cursor;
  let end = start;
  let indent = start;
  for (; end < text.length; end++) {
    const kind = kindAt(text, end);
    if (kind === BREAK) indent = end + 1;
    else if (kind !== SPACE) break;
  }
  cursor.at = end;
  if (indent > start) cursor.sum += 100 * (1 + ((indent - start) >> 4));
  if (indent < end) spaces(cursor, end - indent);
};

/** All but the last are one piece. The last joins a word, a plain space also a sign; else it stands alone. */
const spaces = (cursor: Cursor, count: number): void => {
  const atEnd = cursor.at === cursor.text.length;
  const rest = atEnd ? count : count - 1;
  if (rest > 0) cursor.sum += 100 * (1 + (rest >> 6));
  if (atEnd) return;
  const next = kindAt(cursor.text, cursor.at);
  const plain = cursor.text.charCodeAt(cursor.at - 1) === 0x20;
  const joins = plain ? next !== DIGIT : next === LOWER || next === UPPER;
  if (!joins) cursor.sum += 100;
  else if (plain) cursor.before = 'space';
};

/** A single sign belongs to the word behind it; `_x` costs no more than `x`. A run costs by how often the sign changes. */
const signs = (cursor: Cursor): void => {
  const { text, at: start, before } = cursor;
  const end = endOf(text, start, SIGN);
  const next = kindAt(text, end);
  cursor.at = end;
  cursor.before = '';
  if (end === start + 1 && before === '' && (next === LOWER || next === UPPER)) {
    if (text[start] !== '_') cursor.before = 'sign';
    cursor.sum += extras[text.charCodeAt(start)] ?? 0;
    return;
  }
  let changes = 1;
  for (let at = start + 1; at < end; at++) if (text.charCodeAt(at) !== text.charCodeAt(at - 1)) changes++;
  cursor.sum += (changes < 3 ? 100 : 85 + (changes - 2) * 43) + ((end - start) >> 6) * 100;
  cursor.at = endOf(text, end, BREAK);
};

const digits = (cursor: Cursor): void => {
  const end = endOf(cursor.text, cursor.at, DIGIT);
  cursor.sum += 100 * Math.ceil((end - cursor.at) / 3);
  cursor.at = end;
};

/** Every other script, and emoji. */
const foreign = (cursor: Cursor): void => {
  const { text, at: start } = cursor;
  const end = endOf(text, start, OTHER);
  let sum = 0;
  for (let at = start; at < end; at++) sum += unitCosts[text.charCodeAt(at) >> 4] ?? 100;
  cursor.at = end;
  cursor.sum += Math.max(sum, 100);
  cursor.before = '';
};

/** Tokens of a text, estimated; linear in its length. */
export const countTokens = (text: string): number => {
  const cursor: Cursor = { text, at: 0, sum: 0, before: '', afterDigit: false };
  while (cursor.at < text.length) piece(cursor);
  return Math.ceil(cursor.sum / 100);
};

const piece = (cursor: Cursor): void => {
  const kind = kindAt(cursor.text, cursor.at);
  if (kind === LOWER || kind === UPPER) word(cursor);
  else if (kind === SPACE || kind === BREAK) blank(cursor);
  else if (kind === DIGIT) digits(cursor);
  else if (kind === SIGN) signs(cursor);
  else foreign(cursor);
  cursor.afterDigit = kind === DIGIT;
};

/** What providers add around a message: role, separators. */
const perMessage = 4;
/** What they add around a tool's declaration or call. */
const perTool = 10;
/** Flat, since sizes are not decoded here: a 1024 x 768 picture is about 1,050 at Anthropic, 765 at OpenAI, 258 and up at Gemini. */
export const perImage = 1_000;

/** How the parts of a request are counted. */
export interface Counting {
  readonly text: (text: string) => number;
  readonly image: number;
}

const usual: Counting = { text: countTokens, image: perImage };

/** Tokens of everything a request sends: messages, images, tool calls and results, and the tools' schemas. */
export const countRequest = (request: ChatRequest, counting: Counting = usual): number =>
  sumOf(request.messages, ({ content }) => perMessage + sumOf<Part>(content, (part) => countPart(part, counting))) +
  sumOf(
    request.tools,
    ({ name, description, schema }) =>
      perTool + sumOf([name, description, schema ? JSON.stringify(schema) : ''], counting.text),
  );

type Part = Message['content'][number];

const countPart = (part: Part, counting: Counting): number => {
  switch (part.type) {
    case 'text':
      return counting.text(part.text);
    case 'reasoning':
      return counting.text(part.text) + sealTokens(part);
    case 'image':
      return counting.image;
    case 'tool-call':
      return perTool + sumOf([part.name, JSON.stringify(part.input)], counting.text) + sealTokens(part);
    case 'tool-result':
      return perTool + sumOf<Part>(part.content, (inner) => countPart(inner, counting));
  }
};

/** Encrypted reasoning is billed as it was thought: base64 of about three bytes for each token. */
const sealTokens = ({ seal }: { readonly seal?: Seal | undefined }): number =>
  seal ? Math.ceil(seal.value.length / 4) : 0;

const sumOf = <T>(items: readonly T[], count: (item: T) => number): number =>
  items.reduce((sum, item) => sum + count(item), 0);

/** No piece of text costs more per UTF-16 unit (arrows and operators 2.2, one letter beside digits about 1). */
const mostPerUnit = 3;

/** More tokens than a request can have, for free: texts only, since tools and images have to be looked into. */
export const mostTokens = ({ messages, tools }: ChatRequest): number =>
  tools.length > 0
    ? Number.POSITIVE_INFINITY
    : sumOf(messages, ({ content }) => perMessage + sumOf<Part>(content, mostOfPart));

const mostOfPart = (part: Part): number => {
  if (part.type === 'reasoning') return part.text.length * mostPerUnit + sealTokens(part);
  return part.type === 'text' ? part.text.length * mostPerUnit : Number.POSITIVE_INFINITY;
};
