import assert from 'node:assert/strict';

/**
 * A strict reader of RFC 4180, written from its grammar and from nothing else: every record ends with CRLF, every record has
 * as many fields as the first, quotes stand around a whole field, and are doubled within it. Anything else fails.
 */
export const readCsv = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [names = [], ...records] = recordsIn(text);
  assert.equal(new Set(names).size, names.length, 'no two fields have one name');
  return records.map((record, index) => {
    assert.equal(record.length, names.length, `record ${index + 1} has as many fields as the header`);
    return Object.fromEntries(names.map((name, column) => [name, record[column] ?? '']));
  });
};

const recordsIn = (text: string): readonly (readonly string[])[] => {
  const records: string[][] = [];
  let rest = 0;
  while (rest < text.length) {
    const record: string[] = [];
    for (;;) {
      const { value, end } = text[rest] === '"' ? quotedAt(text, rest) : plainAt(text, rest);
      record.push(value);
      rest = end;
      if (text[rest] !== ',') break;
      rest += 1;
    }
    assert.equal(text.slice(rest, rest + 2), '\r\n', `a record ends with CRLF, at ${rest}`);
    rest += 2;
    records.push(record);
  }
  return records;
};

const plainAt = (text: string, start: number) => {
  let end = start;
  while (end < text.length && !',"\r\n'.includes(text[end] ?? '')) end += 1;
  assert.notEqual(text[end], '"', `a quote only around a whole field, at ${end}`);
  return { value: text.slice(start, end), end };
};

const quotedAt = (text: string, start: number) => {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[(at += 1)];
    else return { value, end: at + 1 };
  }
  return assert.fail(`the quote at ${start} has no end`);
};
