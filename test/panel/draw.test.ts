import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { bodyRows, headRow, noteItems, totalGroups } from '../../media/draw.ts';
import { stateOf } from '../../src/panel/state.ts';
import { attempt, group, summary } from './samples.ts';

/** As much of an element as the page needs; sealed, so that `innerHTML` and its like throw. */
class Element {
  readonly tag: string;
  readonly attributes: Record<string, string> = {};
  readonly children: Element[] = [];
  textContent = '';
  className = '';

  constructor(tag: string) {
    this.tag = tag;
    Object.seal(this);
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  append(...children: readonly Element[]): void {
    this.children.push(...children);
  }
}

const hostile = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', 'it\'s "quoted" &amp; </td>'];

const tables = (label: string) => {
  const groups = [group(label)];
  const attempts = [attempt({ model: label, keyNickname: label, provider: label, outcome: label })];
  const state = stateOf({
    asked: { span: 'today', by: 'key' },
    answer: { total: summary(), groups, attempts },
    nameOf: (id) => id,
  });
  assert.ok(state.tables);
  return { ...state, ...state.tables };
};

const leaves = (nodes: readonly unknown[]): readonly Element[] =>
  nodes.flatMap((node) => {
    assert.ok(node instanceof Element);
    return node.children.length === 0 ? [node] : leaves(node.children);
  });

describe('the drawing of the page', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'document');

  beforeEach(() => {
    const document = { createElement: (tag: string) => new Element(tag) };
    Object.defineProperty(globalThis, 'document', { value: document, configurable: true });
  });

  afterEach(() => {
    if (before) Object.defineProperty(globalThis, 'document', before);
    else Reflect.deleteProperty(globalThis, 'document');
  });

  it('shows every name as the text it is', () => {
    for (const label of hostile) {
      const { usage, attempts } = tables(label);
      const cells = leaves([...bodyRows(usage), ...bodyRows(attempts)]);
      assert.deepEqual(
        cells.map(({ textContent }) => textContent),
        [...usage.rows.flat(), ...attempts.rows.flat()],
      );
      assert.equal(cells.filter(({ textContent }) => textContent.includes(label)).length, 5);
      assert.deepEqual([...new Set(cells.map(({ tag }) => tag))], ['th', 'td']);
    }
  });

  it('heads columns and rows', () => {
    const { usage } = tables('work');
    assert.ok(leaves([headRow(usage)]).every(({ tag, attributes }) => tag === 'th' && attributes['scope'] === 'col'));
    const [first, ...others] = leaves(bodyRows(usage));
    assert.deepEqual([first?.tag, first?.attributes], ['th', { scope: 'row' }]);
    assert.ok(others.every(({ tag, className }) => tag === 'td' && className === 'number'));
  });

  it('gives each total its name, its value and what is behind it', () => {
    const groups = totalGroups([
      { title: 'Requests', value: '1', detail: '2 attempts' },
      { title: 'Cost', value: 'unknown', detail: '' },
    ]);
    assert.deepEqual(
      leaves(groups).map(({ tag, textContent }) => `${tag} ${textContent}`),
      ['dt Requests', 'dd 1', 'dd 2 attempts', 'dt Cost', 'dd unknown'],
    );
  });

  it('makes each note an item of a list, as the text it is', () => {
    assert.deepEqual(
      leaves(noteItems(hostile)).map(({ tag, textContent }) => [tag, textContent]),
      hostile.map((note) => ['li', note]),
    );
  });

  it('is the only way texts reach the page: nothing in its code reads markup', () => {
    const room = join(import.meta.dirname, '../../media');
    const files = fs.readdirSync(room).filter((file) => file.endsWith('.ts'));
    assert.ok(files.length >= 2);
    for (const file of files) {
      const code = fs.readFileSync(join(room, file), 'utf8');
      assert.doesNotMatch(
        code,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|srcdoc|Fragment\(/,
      );
    }
  });
});

describe('the style sheet of the page', () => {
  const css = fs.readFileSync(join(import.meta.dirname, '../../media/usage.css'), 'utf8');

  it('takes every colour from the editor', () => {
    assert.doesNotMatch(
      css,
      /#[0-9a-f]{3,8}\s*[;,)]|rgba?\(|hsla?\(|\b(?:white|black|red|green|blue|gray|grey)\b(?!-)/i,
    );
  });

  it('fetches nothing and moves nothing', () => {
    assert.doesNotMatch(css, /@import|url\(|transition|animation/);
  });
});
