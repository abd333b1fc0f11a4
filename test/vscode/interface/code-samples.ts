/** A file of each language that code commands are tried on, and what a model makes of it. */
export interface CodeSample {
  readonly language: string;
  readonly file: string;
  /** Behind the fences of answers. */
  readonly fence: string;
  /** The bytes of the file: with the line ends, marks and endings that must survive. */
  readonly bytes: Buffer;
  /** In the function, from 1. */
  readonly line: number;
  /** The comment that asks for code; its line, from 1. */
  readonly wish: { readonly line: number; readonly text: string };
  /** The function with all that belongs to it, and what stands in its place afterwards, as in the file. */
  readonly before: string;
  readonly after: string;
  /** What is written below the comment. */
  readonly more: string;
  readonly tests: { readonly file: string; readonly text: string };
  readonly translation: { readonly language: string; readonly file: string; readonly text: string };
}

const lines = (...all: readonly string[]): string => all.join('\n');
const mark = '\uFEFF';

const typescript = lines(
  "import { priceOf } from './prices.ts';",
  '',
  '/** Adds up. */',
  'export function total(items: readonly string[]): number {',
  '  let sum = 0;',
  '  for (const item of items) sum += priceOf(item);',
  '  return sum;',
  '}',
  '',
  '// Doubles a price.',
  '',
  'export const none = 0;',
  '',
);

const python = lines(
  'from prices import price_of',
  '',
  '',
  '# Adds up.',
  'def total(items):',
  '    result = 0',
  '    for item in items:',
  '        result += price_of(item)',
  '    return result',
  '',
  '',
  '# Doubles a price.',
);

const go = lines(
  'package shop',
  '',
  'import "strings"',
  '',
  '// Total adds up.',
  'func Total(items []string) int {',
  '\tsum := 0',
  '\tfor _, item := range items {',
  '\t\tsum += priceOf(strings.ToLower(item))',
  '\t}',
  '\treturn sum',
  '}',
  '',
  '// Doubles a price.',
  '',
  '',
);

export const samples: readonly CodeSample[] = [
  {
    language: 'TypeScript',
    file: 'src/cart.ts',
    fence: 'typescript',
    // With a mark at its head and Windows' line ends.
    bytes: Buffer.from(mark + typescript.replaceAll('\n', '\r\n')),
    line: 6,
    wish: { line: 10, text: 'Doubles a price.' },
    before: typescript
      .slice(typescript.indexOf('/** Adds'), typescript.indexOf('\n\n// Doubles'))
      .replaceAll('\n', '\r\n'),
    after: lines(
      '/** Adds up all of them. */',
      'export function total(items: readonly string[]): number {',
      '  return items.reduce((sum, item) => sum + priceOf(item), 0);',
      '}',
    ).replaceAll('\n', '\r\n'),
    more: lines('export function double(price: number): number {', '  return 2 * price;', '}').replaceAll('\n', '\r\n'),
    tests: {
      file: 'src/cart.test.ts',
      text: lines("import { total } from './cart.ts';", '', "if (total([]) !== 0) throw new Error('not 0');"),
    },
    translation: { language: 'Python', file: 'src/cart.py', text: lines('def total(items):', '    return sum(items)') },
  },
  {
    language: 'Python',
    file: 'shop/basket.py',
    fence: 'python',
    // Without a line break at its end.
    bytes: Buffer.from(python),
    line: 8,
    wish: { line: 12, text: 'Doubles a price.' },
    before: python.slice(python.indexOf('# Adds'), python.indexOf('\n\n\n# Doubles')),
    after: lines('# Adds up all of them.', 'def total(items):', '    return sum(price_of(item) for item in items)'),
    more: lines('def double(price):', '    return 2 * price'),
    tests: {
      file: 'shop/test_basket.py',
      text: lines('from basket import total', '', '', 'def test_nothing():', '    assert total([]) == 0'),
    },
    translation: {
      language: 'Go',
      file: 'shop/basket.go',
      text: lines('package shop', '', 'func Sum() int {', '\treturn 0', '}'),
    },
  },
  {
    language: 'Go',
    file: 'shop/total.go',
    fence: 'go',
    // With empty lines at its end.
    bytes: Buffer.from(go),
    line: 9,
    wish: { line: 14, text: 'Doubles a price.' },
    before: go.slice(go.indexOf('// Total'), go.indexOf('\n\n// Doubles')),
    after: lines(
      '// Total adds up all of them.',
      'func Total(items []string) (sum int) {',
      '\tfor _, item := range items {',
      '\t\tsum += priceOf(strings.ToLower(item))',
      '\t}',
      '\treturn',
      '}',
    ),
    more: lines('func Double(price int) int {', '\treturn 2 * price', '}'),
    tests: {
      file: 'shop/total_test.go',
      text: lines('package shop', '', 'import "testing"', '', 'func TestNothing(t *testing.T) {', '\tTotal(nil)', '}'),
    },
    translation: {
      language: 'TypeScript',
      file: 'shop/total.ts',
      text: lines('export function total(): number {', '  return 0;', '}'),
    },
  },
];
