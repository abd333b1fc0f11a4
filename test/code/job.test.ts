import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jobRequest, type CodeContext, type CodeJob } from '../../src/code/job.ts';
import { extensionOf, languageName, translatable } from '../../src/code/languages.ts';
import type { ChatRequest } from '../../src/core/chat.ts';
import { countRequest } from '../../src/core/tokens.ts';

const jobs: readonly CodeJob[] = ['generate', 'explain', 'fix', 'tests', 'document', 'refactor', 'translate'];

const before = `import { round } from './round.ts';
import type { Item } from './item.ts';

const rate = 0.19;

export class Cart {
  readonly items: Item[] = [];

`;
const selected = `  total(): number {
    return round(this.items.reduce((sum, item) => sum + item.price, 0));
  }
`;
const after = `
  tax(): number {
    return this.total() * rate;
  }
}

export const empty = new Cart();
`;

const context = (changes: Partial<CodeContext> = {}): CodeContext => ({
  file: { path: 'src/cart.ts', languageId: 'typescript', eol: '\n', indent: '  ' },
  text: before + selected + after,
  firstLine: 0,
  selection: { start: before.length, end: before.length + selected.length },
  symbol: {
    name: 'Cart',
    start: before.indexOf('export class'),
    end: (before + selected + after).indexOf('}\n\nexport') + 2,
  },
  imports: "import { round } from './round.ts';\nimport type { Item } from './item.ts';",
  definitions: [
    { path: 'src/item.ts', text: 'export interface Item {\n  readonly price: number;\n}', why: 'definition of Item' },
    { path: 'src/round.ts', text: 'export const round = Math.round;', why: 'definition of round' },
  ],
  diagnostics: [{ line: 9, message: 'Expected 2 arguments,\n but got 1.', code: '2554' }],
  conventions: [{ path: 'AGENTS.md', text: 'No semicolons.', why: 'conventions of the project' }],
  instruction: '',
  ...changes,
});

const requestOf = (job: CodeJob, changes: Partial<CodeContext> = {}, tokens = 20_000): ChatRequest => {
  const { request } = jobRequest(job, context(changes), tokens);
  assert.ok(request);
  return request;
};

const textOf = ({ messages }: ChatRequest, role: 'system' | 'user'): string =>
  messages
    .filter((message) => message.role === role)
    .flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text : '')))
    .join('\n');

describe('the request of a code job', () => {
  it('shows the selection in its file, what it refers to, what is wrong with it, and the task last', () => {
    assert.equal(
      textOf(requestOf('fix'), 'user'),
      `<convention path="AGENTS.md" what="conventions of the project">
No semicolons.
</convention>

<definition path="src/item.ts" what="definition of Item">
export interface Item {
  readonly price: number;
}
</definition>

<definition path="src/round.ts" what="definition of round">
export const round = Math.round;
</definition>

<file path="src/cart.ts" language="TypeScript" indentation="2 spaces">
<before>
${before.slice(0, -1)}
</before>
<selection in="Cart">
${selected.slice(0, -1)}
</selection>
<after>
${after.slice(0, -1)}
</after>
</file>

<problems>
- line 10, \`return round(this.items.reduce((sum, item) => sum + item.price, 0));\`: Expected 2 arguments, but got 1. (2554)
</problems>

Correct <selection>.`,
    );
  });

  it('asks for code and nothing else, but for an explanation', () => {
    for (const job of jobs) {
      const text = textOf(requestOf(job, { target: 'python' }), 'system');
      assert.equal(text.includes('exactly one fenced code block'), job !== 'explain', job);
      assert.ok(text.includes('[masked by Keyway:'), job);
    }
  });

  it('says the same for the whole job, whatever it is about', () => {
    for (const job of jobs) {
      const one = textOf(requestOf(job, { target: 'go' }), 'system');
      const other = textOf(
        requestOf(job, {
          target: 'python',
          instruction: 'Quickly.',
          text: 'x',
          selection: { start: 0, end: 1 },
          symbol: undefined,
        }),
        'system',
      );
      assert.equal(one, other);
    }
  });

  it('names the language, the form of its documentation, and where tests go', () => {
    assert.match(
      textOf(requestOf('translate', { target: 'go' }), 'user'),
      /Translate <selection> from TypeScript to Go\./,
    );
    assert.match(textOf(requestOf('document'), 'user'), /TSDoc/);
    const python = { ...context().file, languageId: 'python' };
    assert.match(textOf(requestOf('document', { file: python }), 'user'), /docstrings/);
    const tests = textOf(
      requestOf('tests', { testFile: { path: 'test/cart.test.ts', text: 'it("adds", add);' } }),
      'user',
    );
    assert.match(tests, /<tests path="test\/cart.test.ts">\nit\("adds", add\);\n<\/tests>/);
    assert.match(tests, /Write the test file test\/cart.test.ts for <selection>, in TypeScript\./);
  });

  it('ends with the instruction', () => {
    const text = textOf(requestOf('refactor', { instruction: ' Use a loop. ' }), 'user');
    assert.ok(text.endsWith('Improve <selection>.\n\n<instruction>\nUse a loop.\n</instruction>'));
  });

  it('shows the cursor where nothing is selected', () => {
    const place = before.length;
    const text = textOf(
      requestOf('generate', { selection: { start: place, end: place }, instruction: 'a sum' }),
      'user',
    );
    assert.ok(text.includes('</before>\n<cursor/>\n<after>\n  total(): number {'));
    assert.match(text, /at <cursor\/>/);
    assert.ok(!text.includes('<selection'));
  });

  it('tells imports apart only where the file is not shown from its beginning', () => {
    assert.ok(!textOf(requestOf('fix'), 'user').includes('<imports>'));
    const far = 'const a = 1;\n'.repeat(2_000);
    const start = before.length + far.length;
    const long = {
      text: before + far + selected + after,
      selection: { start, end: start + selected.length },
      symbol: undefined,
    };
    const text = textOf(requestOf('fix', long, 2_000), 'user');
    assert.ok(text.includes('<imports>\nimport { round }'));
    assert.equal(text.split('import { round }').length, 2);
  });

  it('has no line ends of Windows', () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const text = crlf(before + selected + after);
    const start = crlf(before).length;
    const request = requestOf('fix', {
      text,
      selection: { start, end: start + crlf(selected).length },
      symbol: undefined,
    });
    assert.equal(textOf(request, 'user'), textOf(requestOf('fix', { symbol: undefined }), 'user'));
  });

  it('is the same for the same context', () => {
    for (const job of jobs) assert.deepEqual(requestOf(job, {}, 900), requestOf(job, {}, 900));
  });
});

describe('the budget of a code job', () => {
  const filler = (lines: number): string =>
    Array.from({ length: lines }, (_, line) => `const value${line} = compute(${line}, "some text ${line}");\n`).join(
      '',
    );

  const long = (tokens: number): { readonly text: string; readonly leftOut: readonly string[] } => {
    const opening = before.slice(before.indexOf('export class'));
    const head = `${context().imports}\n${filler(300)}`;
    const text = head + opening + selected + after + filler(300);
    const start = head.length + opening.length;
    const symbol = {
      name: 'Cart',
      start: head.length,
      end: start + selected.length + after.indexOf('}\n\nexport') + 2,
    };
    const changes = { text, symbol, selection: { start, end: start + selected.length } };
    const { request, leftOut } = jobRequest('fix', context(changes), tokens);
    return { text: request ? textOf(request, 'user') : '', leftOut: leftOut ?? [] };
  };

  const smallest = (): number => {
    let tokens = 300;
    while (long(tokens).text === '') tokens++;
    return tokens;
  };

  it('goes to the symbol, then to problems, imports, definitions, conventions and the rest of the file', () => {
    // Each is longer than those before it, so that nothing fits where what is worth more does not.
    const words = (name: string, count: number): string => `${name} `.repeat(count).trim();
    const far = `${words('far', 200)}\n`;
    const near = `${words('near', 10)}\n`;
    const selection = { start: far.length + near.length, end: far.length + near.length + 6 };
    const changes: Partial<CodeContext> = {
      text: `${far}${near}chosen\n${far}`,
      selection,
      symbol: { name: 'f', start: far.length, end: selection.end + 1 },
      diagnostics: [{ line: 2, message: words('wrong', 40) }],
      imports: words('imported', 70),
      definitions: [
        { path: 'a.ts', text: words('nearest', 100), why: 'definition' },
        { path: 'b.ts', text: words('nearer', 130), why: 'definition' },
      ],
      conventions: [{ path: 'AGENTS.md', text: words('convention', 160), why: 'rules' }],
    };
    const signs = ['near near', 'wrong', 'imported', 'nearest', 'nearer', 'convention', 'far'];
    const seen = new Set<string>();
    for (let tokens = 300; tokens < 2_000; tokens += 3) {
      const { request } = jobRequest('fix', context(changes), tokens);
      if (request) seen.add(signs.filter((sign) => textOf(request, 'user').includes(sign)).join(', '));
    }
    assert.deepEqual([...seen], ['', ...signs.map((_, index) => signs.slice(0, index + 1).join(', '))]);
  });

  it('says what was left out', () => {
    assert.deepEqual(long(60_000).leftOut, []);
    const [problems, imports, definitions, conventions, lines] = long(smallest()).leftOut;
    assert.deepEqual(
      [problems, imports, definitions, conventions],
      ['1 of 1 problem', 'the imports', '2 of 2 definitions', '1 of 1 convention'],
    );
    assert.match(lines ?? '', /^\d{3} lines of the file$/);
  });

  it('is never exceeded, and the selection never cut', () => {
    const word = fc.constantFrom(
      'alpha',
      'beta(1)',
      '  return x;',
      '{',
      '}',
      '日本語',
      '"a b c"',
      '0123456789',
      '\t// note',
    );
    const lines = (most: number) =>
      fc
        .array(
          fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
          { maxLength: most },
        )
        .map((all) => all.join('\n'));
    const snippets = fc.array(
      fc.record({
        path: fc.constantFrom('a.ts', 'b/c.ts'),
        text: lines(20),
        why: fc.constantFrom('definition of a', 'rules'),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        fc.record({
          job: fc.constantFrom(...jobs),
          head: lines(60),
          middle: lines(20),
          tail: lines(60),
          definitions: snippets,
          conventions: snippets,
          diagnostics: fc.array(fc.record({ line: fc.nat(90), message: lines(2) }), { maxLength: 5 }),
          instruction: lines(3),
          tests: fc.option(lines(20), { nil: undefined }),
          reach: fc.tuple(fc.nat(400), fc.nat(400)),
          tokens: fc.integer({ min: 300, max: 3_000 }),
        }),
        ({ job, head, middle, tail, definitions, conventions, diagnostics, instruction, tests, reach, tokens }) => {
          const [up, down] = reach;
          const text = head + middle + tail;
          const end = head.length + middle.length;
          const asked = jobRequest(
            job,
            context({
              text,
              selection: { start: head.length, end },
              symbol: { name: 'f', start: Math.max(0, head.length - up), end: Math.min(text.length, end + down) },
              imports: head.split('\n').slice(0, 3).join('\n'),
              definitions,
              conventions,
              diagnostics,
              instruction,
              target: 'go',
              testFile: { path: 'x.test.ts', text: tests },
            }),
            tokens,
          );
          if (asked.request === undefined) {
            assert.match(asked.refused, /too long/);
            return;
          }
          assert.ok(countRequest(asked.request) <= tokens);
          const user = textOf(asked.request, 'user');
          assert.ok(user.includes(middle.replace(/\n$/, '')));
          assert.ok(user.includes(instruction.trim()));
          if (job === 'tests') assert.ok(user.includes((tests ?? '').replace(/\n$/, '')));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses in words what does not fit', () => {
    const words = (text: string): string =>
      jobRequest('fix', context({ text, selection: { start: 0, end: text.length }, symbol: undefined }), 2_000)
        .refused ?? '';
    assert.match(
      words(filler(500)),
      /^The selection is too long: it has about \d+ tokens, and \d+ are allowed\. Select less of it\.$/,
    );
    const tests = jobRequest('tests', context({ testFile: { path: 'cart.test.ts', text: filler(500) } }), 2_000);
    assert.match(tests.refused ?? '', /^The test file cart\.test\.ts is too long/);
    assert.match(
      jobRequest('fix', context({ instruction: filler(500) }), 2_000).refused ?? '',
      /^The instruction is too long/,
    );
  });

  it('is worked out fast enough to be out of the way, for a long file and many definitions', () => {
    const head = filler(1_500);
    const definitions = Array.from({ length: 30 }, (_, index) => ({
      path: `d${index}.ts`,
      text: filler(30),
      why: 'definition',
    }));
    const start = head.length;
    const asked = jobRequest(
      'fix',
      context({
        text: head + selected + filler(1_500),
        selection: { start, end: start + selected.length },
        symbol: undefined,
        definitions,
      }),
      24_000,
    );
    assert.ok(asked.request);
    const tokens = countRequest(asked.request);
    assert.ok(tokens > 23_500 && tokens <= 24_000, `${tokens}`);
  });
});

describe('languages to translate to', () => {
  it('have a name and an ending', () => {
    for (const id of translatable) {
      assert.notEqual(languageName(id), id);
      assert.ok(extensionOf(id));
    }
  });
});
