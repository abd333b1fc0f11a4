import { cellOf, type Cell, type Field } from './export-columns.ts';
import type { Line } from './export-pages.ts';

export type ExportFormat = 'csv' | 'json';

/** How rows become a file. All three parts one after the other are the whole text. */
export interface Writing {
  readonly head: string;
  /** `isFirst`: nothing was written but the head. */
  readonly lines: (rows: readonly Line[], isFirst: boolean) => string;
  readonly foot: string;
}

/**
 * Excel, LibreOffice and Google Sheets take a cell that begins so as a formula, also where it came in quotes (OWASP, “CSV
 * Injection”). Where a semicolon or a tab separates cells, as in many countries, one begins in the middle of a text.
 */
const formula = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])/g;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What would be a formula gets an apostrophe before it, which spreadsheets read as: this is text. */
const csvText = (text: string): string => quoted(text.replaceAll(formula, "'"));

/** Only texts can be somebody else's words: a number that is negative stays a number. */
const csvCell = (field: Field, cell: Cell): string => {
  if (cell === null) return '';
  return field.kind === 'text' ? csvText(String(cell)) : String(cell);
};

/** RFC 4180, in UTF-8 without a mark, the names of the fields first. An empty cell is not known, or not there. */
const csvOf = (fields: readonly Field[]): Writing => {
  const line = (row: Line): string =>
    `${fields.map((field, index) => csvCell(field, cellOf(field, row[index]))).join(',')}\r\n`;
  return {
    head: `${fields.map(({ name }) => name).join(',')}\r\n`,
    lines: (rows) => rows.map(line).join(''),
    foot: '',
  };
};

const jsonCell = (cell: Cell): string => (typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell));

/** One array with one object a row. Money is a string: a JSON number is a float to most who read it. Null is not known, or not there. */
const jsonOf = (fields: readonly Field[]): Writing => {
  const names = fields.map(({ name }) => JSON.stringify(name));
  const object = (row: Line): string =>
    `{${fields.map((field, index) => `${names[index]}:${jsonCell(cellOf(field, row[index]))}`).join(',')}}`;
  return {
    head: '[',
    lines: (rows, isFirst) => rows.map((row, index) => `${isFirst && index === 0 ? '' : ','}\n${object(row)}`).join(''),
    foot: '\n]\n',
  };
};

export const writingOf: Readonly<Record<ExportFormat, (fields: readonly Field[]) => Writing>> = {
  csv: csvOf,
  json: jsonOf,
};
