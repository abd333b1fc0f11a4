import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Seven bits a byte, the highest first; the eighth says that more follow. The ninth byte has all eight. */
const wholeAt = (page: Buffer, at: number): { readonly value: bigint; readonly after: number } => {
  let value = 0n;
  for (let index = 0; index < 9; index++) {
    const byte = page[at + index] ?? 0;
    if (index === 8) return { value: (value << 8n) | BigInt(byte), after: at + 9 };
    value = (value << 7n) | BigInt(byte & 127);
    if (byte < 128) return { value, after: at + index + 1 };
  }
  return { value, after: at + 9 };
};

/** In a leaf of a table, two-byte places of the rows follow eight bytes of head; a row begins with its size and its id. */
const idsOn = (page: Buffer): readonly number[] => {
  if (page[0] !== 13) return [];
  const rows = page.readUInt16BE(3);
  return Array.from({ length: rows }, (_, index) => 8 + 2 * index)
    .filter((place) => place + 2 <= page.length)
    .map((place) => page.readUInt16BE(place))
    .filter((offset) => offset < page.length)
    .map((offset) => Number(wholeAt(page, wholeAt(page, offset).after).value));
};

/**
 * Ids of the rows on a last page that is not all there. SQLite takes zeros for what is missing and says nothing, so these
 * rows cannot be believed (file format: sqlite.org/fileformat2.html, sections 1.3 and 1.6, read 2026-11-21).
 */
export const cutIds = (path: string): ReadonlySet<number> => {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(18);
    readSync(file, head, 0, 18, 0);
    const size = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
    const { size: bytes } = fstatSync(file);
    const rest = size < 512 ? 0 : bytes % size;
    const page = Buffer.alloc(rest);
    readSync(file, page, 0, rest, bytes - rest);
    return new Set(rest < 8 ? [] : idsOn(page));
  } finally {
    closeSync(file);
  }
};
