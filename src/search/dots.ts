/*
 * One question against every row of a table of int8 vectors. JavaScript has no instruction that multiplies several numbers
 * at once: 50,000 rows of 1,536 take it 117 ms, and these few instructions of WebAssembly 4 ms (Node 24, one core).
 */

/** The parts of WebAssembly that are used; the project's types are those of a language without a browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly dots: Dots } };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

/** Addresses in bytes; `stride` is a multiple of 8. Writes the sum of each row as a 32-bit number. At least one row. */
type Dots = (...addresses: readonly [row: number, end: number, question: number, sums: number, stride: number]) => void;

/** As WebAssembly writes numbers, seven bits a byte. */
const leb = (number: number): readonly number[] =>
  number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...leb(number >>> 7)];

const section = (id: number, content: readonly number[]): readonly number[] => [id, ...leb(content.length), ...content];

const [i32, v128] = [0x7f, 0x7b];
const [ROW, END, QUESTION, SUMS, STRIDE, ROW_END, AT, TOTAL] = [0, 1, 2, 3, 4, 5, 6, 7];
const get = (local: number): readonly number[] => [0x20, local];
const set = (local: number): readonly number[] => [0x21, local];
const tee = (local: number): readonly number[] => [0x22, local];
const number = (value: number): readonly number[] => [0x41, value];
const simd = (operation: number): readonly number[] => [0xfd, ...leb(operation)];
const [loop, end] = [[0x03, 0x40], [0x0b]];
const add = [0x6a];
/** Unsigned less than, then again from the beginning of the loop. */
const againBelow = [0x49, 0x0d, 0];
const anywhere = [0, 0];

const lane = (place: number): readonly number[] => [...get(TOTAL), ...simd(0x1b), place];

/** For each row: for each eight numbers widen them to 16 bits, multiply, add neighbours, add to four sums. */
const body: readonly number[] = [
  loop,
  [...get(ROW), ...get(STRIDE), ...add, ...set(ROW_END)],
  [...get(QUESTION), ...set(AT)],
  [...simd(0x0c), ...Array.from({ length: 16 }, () => 0), ...set(TOTAL)], // v128.const 0
  loop,
  [...get(ROW), ...simd(0x01), ...anywhere], // v128.load8x8_s
  [...get(AT), ...simd(0x00), ...anywhere], // v128.load
  simd(0xba), // i32x4.dot_i16x8_s
  [...get(TOTAL), ...simd(0xae), ...set(TOTAL)], // i32x4.add
  [...get(AT), ...number(16), ...add, ...set(AT)],
  [...get(ROW), ...number(8), ...add, ...tee(ROW), ...get(ROW_END), ...againBelow],
  end,
  [...get(SUMS), ...lane(0), ...lane(1), ...add, ...lane(2), ...add, ...lane(3), ...add, 0x36, 2, 0], // i32.store
  [...get(SUMS), ...number(4), ...add, ...set(SUMS)],
  [...get(ROW), ...get(END), ...againBelow],
  end,
  end,
].flat();

const text = (word: string): readonly number[] => [word.length, ...Buffer.from(word)];
const withLocals = [2, 2, i32, 1, v128, ...body];

const program = Uint8Array.from(
  [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
    section(2, [1, ...text('m'), ...text('m'), 2, 0, 1]),
    section(3, [1, 0]),
    section(7, [1, ...text('dots'), 0, 0]),
    section(10, [1, ...leb(withLocals.length), ...withLocals]),
  ].flat(),
);

const page = 65_536;

/** Rows of one length side by side in memory, which can be asked all at once. */
export interface Rows {
  /** Numbers of a row, filled up with zeros to a multiple of 8. */
  readonly stride: number;
  /** Bytes taken. */
  readonly bytes: number;
  readonly set: (place: number, numbers: Int8Array) => void;
  /** Puts a copy of one row in another's place. */
  readonly move: (from: number, to: number) => void;
  /** The sum of each of the first `count` rows; valid until the next call. */
  readonly dots: (question: Int16Array, count: number) => Int32Array;
}

/** Rows of `dimensions` numbers. Grows with what is set; memory is never given back before the whole is let go. */
export const rowsOf = (dimensions: number): Rows => {
  const stride = Math.ceil(dimensions / 8) * 8;
  // The question, then the rows, then the sums, which are written anew each time.
  const start = stride * 2;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(start / page) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program), { m: { m: memory } });
  const ensure = (bytes: number): void => {
    const missing = bytes - memory.buffer.byteLength;
    // An eighth more than needed, so that rows that come one by one do not move everything each time.
    if (missing > 0) memory.grow(Math.ceil((missing + (bytes >> 3)) / page));
  };
  const rowAt = (place: number): Int8Array => new Int8Array(memory.buffer, start + place * stride, stride);
  return {
    stride,
    get bytes() {
      return memory.buffer.byteLength;
    },
    set: (place, numbers) => {
      ensure(start + (place + 1) * stride);
      const row = rowAt(place);
      row.fill(0);
      row.set(numbers.subarray(0, dimensions));
    },
    move: (from, to) => rowAt(to).set(rowAt(from)),
    dots: (question, count) => {
      const sums = start + count * stride;
      ensure(sums + count * 4);
      const asked = new Int16Array(memory.buffer, 0, stride);
      asked.fill(0);
      asked.set(question.subarray(0, dimensions));
      if (count > 0) exports.dots(start, sums, 0, sums, stride);
      return new Int32Array(memory.buffer, sums, count);
    },
  };
};
