import type { Table, ToPage } from '../src/panel/messages.ts';

/** Texts of the ledger become text nodes and nothing else: a model's name or a nickname is never markup. */
const element = (tag: string, text = ''): HTMLElement => {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
};

const row = (cells: readonly HTMLElement[]): HTMLElement => {
  const made = element('tr');
  made.append(...cells);
  return made;
};

const header = (text: string, scope: 'col' | 'row'): HTMLElement => {
  const made = element('th', text);
  made.setAttribute('scope', scope);
  return made;
};

const aligned = (cell: HTMLElement, numeric: boolean | undefined): HTMLElement => {
  if (numeric) cell.className = 'number';
  return cell;
};

export const headRow = ({ columns }: Table): HTMLElement =>
  row(columns.map(({ title, numeric }) => aligned(header(title, 'col'), numeric)));

export const bodyRows = ({ columns, rows }: Table): readonly HTMLElement[] =>
  rows.map((cells) =>
    row(
      cells.map((text, index) =>
        index === 0 ? header(text, 'row') : aligned(element('td', text), columns[index]?.numeric),
      ),
    ),
  );

export const noteItems = (notes: ToPage['notes']): readonly HTMLElement[] => notes.map((note) => element('li', note));

/** Each total in a group of its own: its name, its value and what is behind it. */
export const totalGroups = (totals: ToPage['totals']): readonly HTMLElement[] =>
  totals.map(({ title, value, detail }) => {
    const group = element('div');
    group.append(element('dt', title), element('dd', value));
    if (detail) {
      const more = element('dd', detail);
      more.className = 'note';
      group.append(more);
    }
    return group;
  });
