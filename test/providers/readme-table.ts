/** The table of providers in README.md. Run, it writes the table between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Field, Provider, Tombstone } from '../../src/core/provider.ts';

const markers = ['<!-- providers: made by test/providers/readme-table.ts -->', '<!-- /providers -->'] as const;

export const providersTable = (records: readonly Provider[], tombstones: readonly Tombstone[]): string => {
  const names = new Map(records.map(({ id, name }) => [id, name]));
  return [
    row(['Provider', 'A key needs', 'Protocol', 'Embeddings', 'Notes']),
    row(['---', '---', '---', '---', '---']),
    ...records.map((record) => row(columnsOf(record))),
    ...tombstones.map(({ name, closed, successors }) => {
      const instead = successors.map((id) => names.get(id) ?? id).join(' or ');
      return row([name, '', '', '', `Closed on ${closed}; ${instead} instead`]);
    }),
    '',
  ].join('\n');
};

const row = (columns: readonly string[]): string => `| ${columns.map(escaped).join(' | ')} |`;

const escaped = (text: string): string => text.replaceAll('|', '\\|');

const columnsOf = (record: Provider): readonly string[] => [
  `[${record.name}](${record.urls.docs})`,
  needs(record.fields),
  [record.protocol, ...Object.keys(record.others ?? {})].map((protocol) => `\`${protocol}\``).join(', '),
  record.embeddings ? 'yes' : '',
  notesOn(record),
];

const needs = (fields: readonly Field[]): string => {
  const first = fields.filter(({ insteadOf }) => insteadOf === undefined);
  return first.map((field) => [worded(field, fields), ...insteadOf(field, fields)].join(' or ')).join(', ');
};

const worded = ({ label, optional, name }: Field, fields: readonly Field[]): string =>
  optional === true && !fields.some((field) => field.insteadOf === name) ? `${label} (optional)` : label;

/** What stands in for a field that was left empty, as one alternative. */
const insteadOf = ({ name }: Field, fields: readonly Field[]): readonly string[] => {
  const others = fields.filter((field) => field.insteadOf === name && field.optional !== true);
  return others.length > 0 ? [others.map(({ label }) => label).join(' and ')] : [];
};

const notesOn = ({ local, uncertain, check }: Provider): string =>
  [
    ...(uncertain === undefined ? [] : [`May no longer exist: ${uncertain}. Used once a test has shown that it works`]),
    ...(local ? ['On your own machine or network'] : []),
    ...(check.costs === undefined ? [] : [`Testing a key costs ${check.costs}`]),
  ].join('. ');

/** A text with the table between its markers. Throws where it has none. */
export const withTable = (text: string, table: string): string => {
  const [begin, end] = markers;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has no markers for the table of providers');
  return `${text.slice(0, from + begin.length)}\n\n${table}\n${text.slice(to)}`;
};

export const readme = new URL('../../README.md', import.meta.url);

if (import.meta.main) {
  const { providers } = await import('../../src/providers/index.ts');
  const { tombstones } = await import('../../src/providers/tombstones.ts');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), providersTable(providers, tombstones)));
}
